"""Sticks of the county: which are plugged in, whose they are, and letting go of them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db import audit
from db import settings as kept
from desktop.errors import UserError
from desktop.exchange.durable import this_system
from desktop.exchange.mailbox import Mailbox, Marker, read_marker
from desktop.exchange.places import LocalPlace
from desktop.services.credentials import load, trust
from desktop.services.records.traffic import StickLine, StickState

if TYPE_CHECKING:
    from desktop.exchange.drives import Drive, Drives
    from desktop.services.session import Session

_MAILBOX = "mailbox"
_SERVER = "://"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Looks at what is plugged in; it knows the county and touches no ledger.

    `folders` are those of the settings that stand for a stick.
    """

    drives: Drives
    county: str
    roots: tuple[bytes, ...]
    folders: tuple[Path, ...] = ()

    def look(self) -> list[StickLine]:
        """What is plugged in now, sticks first; one that cannot be read is not there."""
        if not self.county:
            return []
        plugged = self.drives.plugged()
        roots = {one.root for one in plugged}
        found = [self.line(one.root, one.label, removable=True) for one in plugged]
        found += [
            self.line(folder, folder.name, removable=self._behind(folder) is not None)
            for folder in self.folders
            if folder not in roots
        ]
        return [one for one in found if one is not None]

    def let_go(self, root: Path) -> bool:
        """Release the drive on which a folder lies; False where it is to be pulled by hand."""
        drive = self._behind(root)
        return drive is not None and self.drives.let_go(drive)

    def line(self, root: Path, label: str, *, removable: bool) -> StickLine | None:
        """Whose a folder is and what room it has; None for one that cannot be read."""
        try:
            if not root.is_dir():
                return None
            state, county = self._judge(root)
            free = shutil.disk_usage(root).free
        except OSError:
            return None
        return StickLine(
            root=root,
            label=label,
            free_bytes=free,
            state=state,
            removable=removable,
            county=county,
        )

    def _behind(self, folder: Path) -> Drive | None:
        inside = (one for one in self.drives.plugged() if folder.is_relative_to(one.root))
        return next(inside, None)

    def _judge(self, root: Path) -> tuple[StickState, str]:
        try:
            marker = read_marker(LocalPlace(root, this_system()))
        except UserError as fault:
            if fault.code == "mailbox_newer":
                return StickState.NEWER, ""
            if fault.code == "mailbox_foreign":
                return StickState.FOREIGN, ""
            raise OSError from fault
        if marker is None:
            return StickState.UNMARKED, ""
        return self._whose(marker), marker.name

    def _whose(self, marker: Marker) -> StickState:
        ours = marker.county == self.county and any(map(marker.proved, self.roots))
        return StickState.OURS if ours else StickState.FOREIGN


class Sticks:
    """The county's sticks."""

    def __init__(self, session: Session, drives: Drives) -> None:
        self._session = session
        self._drives = drives

    def watch(self) -> Watch:
        """What is needed to look for sticks without the ledger; sees none before it has joined."""
        store = self._session.store
        if not trust(store):
            return Watch(drives=self._drives, county="", roots=())
        mine = load(store)
        mailbox = kept.get(store, _MAILBOX)
        stands = bool(mailbox) and _SERVER not in mailbox
        return Watch(
            drives=self._drives,
            county=mine.county,
            roots=tuple(mine.devices().roots(mine.root_public)),
            folders=(Path(mailbox),) if stands else (),
        )

    def plugged(self) -> list[StickLine]:
        """What is plugged in now."""
        return self.watch().look()

    def mark(self, root: Path) -> StickLine:
        """Make a stick or folder the county's: its name, signed, and the folders for bundles.

        Raises:
            UserError: `county_only`, `mailbox_missing`, `mailbox_foreign`, `mailbox_newer`,
                `mailbox_full`, `mailbox_read_only`, `mailbox_vanished`.
        """
        mine, store = load(self._session.store), self._session.store
        if mine.root is None:
            raise UserError("county_only")
        with Mailbox.open(root, county_fingerprint=mine.county) as box:
            box.mark(
                county_fingerprint=mine.county,
                name=store.identity.county_name,
                sign=mine.root.sign,
            )
        audit.record(store, self._session.officer, "stick", subject=root.name, reason="")
        line = self.watch().line(root, root.name, removable=False)
        if line is None:
            raise UserError("mailbox_vanished", place=str(root))
        return line
