"""Every field that was left goes into a draft of the ledger, in the order of the officer's keys."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class Drafting(QObject):
    """Keeps one form's fields; fields that were left while one write waits go with it."""

    def __init__(self, desk: Desk, jobs: Jobs, kind: str) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._kind = kind
        self._latest: list[Mapping[str, str]] = []
        self._waits = False
        self.key = ""
        """The key of the draft; empty while nothing was kept."""

    def keep(self, values: Mapping[str, str]) -> None:
        """Keep the fields as they are now."""
        if self._desk.session.read_only:
            return
        self.key = self.key or uuid4().hex
        self._latest[:] = [dict(values)]
        if not self._waits:
            self._waits = True
            key, latest = self.key, self._latest
            self._jobs.run(lambda: self._write(key, latest), None)

    def release(self) -> str:
        """The key of the draft for the save that ends it; what comes next begins another."""
        key, self.key = self.key, ""
        self._waits, self._latest = False, []  # a write that waits has its own fields
        return key

    def take_up(self, key: str) -> None:
        """Go on with a draft, or hold it again because its save was refused."""
        self.key = key

    def left(self, values: Mapping[str, str]) -> Callable[[str], tuple[str, str]]:
        """End like `release`; gives what hands a photo that is read later to what was typed.

        Where nothing was kept yet, the photo makes a draft of these fields.
        """
        known = self.release()
        key, fresh, desk, kind = (
            known or uuid4().hex,
            None if known else values,
            self._desk,
            self._kind,
        )

        def hand(digest: str) -> tuple[str, str]:
            desk.entry.add_photo(key, kind, digest, fresh)
            return key, digest

        return hand

    def drop(self) -> None:
        """Forget the draft, because it was given up."""
        key = self.release()
        if key:
            self._jobs.run(lambda: self._desk.entry.drop(key))

    def _write(self, key: str, latest: Sequence[Mapping[str, str]]) -> None:
        if latest is self._latest:
            self._waits = False
        self._desk.entry.keep(key, self._kind, latest[-1])
