"""The way to a ledger: make one, join, unlock, recover, restore; before anything is open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from db.keys import KeyFile, keys_beside
from desktop.errors import UserError
from desktop.services.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from desktop.services.demo import DemoPlace
    from desktop.services.desk import Desk
    from desktop.services.founding import Founding
    from desktop.services.listings import Made
    from desktop.services.policy.reading import Library
    from desktop.services.records.papers import NoticeKind
    from desktop.services.shelf import Shelf
    from desktop.services.whereabouts import Whereabouts
    from desktop.words import Words

    Build = Callable[[Session, bytes], Desk]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A ledger that came back from a copy, as a new incarnation."""

    counts: dict[str, int]
    incarnation: str
    kept: Path | None
    photos_missing: int = 0


class Door:
    """Opens and makes ledgers; `build` puts the services over an open one."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        shelf: Shelf,
        words: Words,
        build: Build,
        whereabouts: Whereabouts,
    ) -> None:
        self.whereabouts = whereabouts
        self._clock = clock
        self._shelf = shelf
        self._words = words
        self._build = build
        self.photos_missing = 0
        """How many photos the last restore did not find; whoever tells it sets it back."""

    @cached_property
    def policy(self) -> Library:
        """The rules and the packs that ship, without a ledger."""
        from desktop.services.packs import InForce
        from desktop.services.policy.reading import Library

        return Library(InForce(self._shelf), today=self.today)

    def notice_kinds(self) -> list[NoticeKind]:
        """The sheets that can be printed."""
        from desktop.services.notices import kinds_of

        return kinds_of(self._shelf)

    def today(self) -> date:
        """The day at this place."""
        return self._clock().astimezone().date()

    def officers(self, ledger: Path) -> list[str]:
        """Who has a password here; raises `ledger_missing`, `keys_missing`."""
        return KeyFile.load(ledger).officers()

    def officer_at(self, ledger: Path, named: str) -> str:
        """Who is at work: the one named, else the only one; raises `officer_needed`."""
        names = self.officers(ledger)
        if named:
            return named
        if len(names) != 1:
            raise UserError("officer_needed", known=", ".join(names))
        return names[0]

    def unlock(self, ledger: Path, officer: str, password: str, *, read_only: bool = False) -> Desk:
        """Open a ledger with a person's password; raises the codes of `KeyFile.unlock`."""
        return self.open(ledger, officer, self.key(ledger, officer, password), read_only=read_only)

    def key(self, ledger: Path, officer: str, password: str) -> bytes:
        """The ledger's key; the derivation takes about a tenth of a second on purpose."""
        return KeyFile.load(ledger).unlock(officer, password, self._clock())

    def open(self, ledger: Path, officer: str, key: bytes, *, read_only: bool = False) -> Desk:
        """Open a ledger with its key; raises the codes of `Store.open`."""
        from db.store import Store
        from desktop.services.packs import InForce

        store = Store.open(
            ledger, key, clock=self._clock, surnames=self._shelf.surnames, read_only=read_only
        )
        session = Session(
            store=store,
            ledger=ledger,
            officer=officer,
            clock=self._clock,
            shelf=self._shelf,
            packs=InForce(self._shelf, store),
            words=self._words,
            read_only=read_only,
        )
        return self._build(session, key)

    def create_county(
        self, ledger: Path, *, name: str, region: str, officer: str, password: str
    ) -> Made:
        """A new county ledger with its root key; raises as `Founding.create_county`."""
        return self._founding().create_county(
            ledger, name=name, region=region, officer=officer, password=password
        )

    def recover_county(
        self, ledger: Path, *, file: Path, code: str, officer: str, password: str
    ) -> Made:
        """The county's ledger anew from its saved keys; raises as `Founding.recover_county`."""
        return self._founding().recover_county(
            ledger, file=file, code=code, officer=officer, password=password
        )

    def join(self, ledger: Path, *, package: Path, code: str, officer: str, password: str) -> Made:
        """A new ledger from an enrolment package; raises as `Founding.join`."""
        return self._founding().join(
            ledger, package=package, code=code, officer=officer, password=password
        )

    def _founding(self) -> Founding:
        from desktop.services.founding import Founding

        return Founding(self._clock, self._shelf)

    def recover(self, ledger: Path, *, code: str, officer: str, new_password: str) -> None:
        """Set a new password with the recovery code; raises `wrong_code`, `officer_unknown`."""
        KeyFile.load(ledger).recover(code, officer, new_password)

    def restore(
        self, file: Path, *, to: Path, officer: str, password: str, replace: bool = False
    ) -> Restored:
        """Bring a copy back as a new incarnation; what was there is kept beside it.

        The password is the one in force where the ledger's keys are still there, else the copy's.

        Raises:
            UserError: `restore_exists`, `path_missing`; and those of `unlock`.
        """
        if not file.is_file():
            raise UserError("path_missing", name=str(file))
        if to.exists() and not replace:
            raise UserError("restore_exists", name=to.name)
        from db import backup

        key = self._key_of_copy(file, to, officer, password)
        done = backup.restore(file, to, key, clock=self._clock, surnames=self._shelf.surnames)
        self.photos_missing = done.photos_missing
        return Restored(
            counts=done.counts,
            incarnation=done.incarnation,
            kept=done.kept,
            photos_missing=done.photos_missing,
        )

    def demonstration(self, folder: Path) -> DemoPlace:
        """The demonstration county of this machine, built when it is not there yet."""
        from desktop.services import demo

        found = demo.found(folder)
        return found or self.make_demo(folder)

    def _key_of_copy(self, file: Path, to: Path, officer: str, password: str) -> bytes:
        """The key that opens a copy: by the ledger's own keys, else by those beside the copy.

        The ledger's keys know the password in force; one that they refuse is refused. Where they
        belong to another ledger (a laptop that joined anew) they are set aside, so that the
        copy's keys take their place.
        """
        from db import backup
        from db.faults import StoreError

        standing = keys_beside(to)
        if standing.exists():
            try:
                key = self.key(to, officer, password)
                backup.preview(file, key)
            except StoreError as fault:
                if fault.code not in {"ledger_damaged", "officer_unknown"}:
                    raise
                refused: StoreError | None = fault if fault.code == "officer_unknown" else None
            else:
                return key
        key = self.key(file, officer, password)
        backup.preview(file, key)
        if standing.exists():
            if refused is not None and _opens(to, key):
                raise refused  # the same ledger: who was removed from it stays removed
            standing.replace(to.with_name(f"{to.name}.keys.of-another-ledger"))
        return key

    def make_demo(
        self, folder: Path, *, households: int = 600, say: Callable[[str], None] | None = None
    ) -> DemoPlace:
        """A made-up county in an empty folder."""
        from desktop.services import demo

        return demo.build(
            self,
            folder,
            source=self._shelf.text("demo.toml"),
            households=households,
            today=self.today(),
            say=say,
        )


def _opens(ledger: Path, key: bytes) -> bool:
    """Whether a key is this ledger's."""
    from db import backup
    from db.faults import StoreError

    try:
        backup.preview(ledger, key)
    except StoreError:
        return False
    return True
