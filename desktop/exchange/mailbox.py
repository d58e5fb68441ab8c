"""The mailbox: one layout on a stick, a folder or a server, in which bundles wait.

ROOT/township-desk.mailbox names the county (it may be missing on a plain folder); bundles to the
county lie in ROOT/up, from the county in ROOT/down or a folder below it. No file time and no lock
decides anything, and a file that is absent means nothing.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

import msgspec

from desktop.errors import UserError
from desktop.exchange.bundle.header import Header, Limits, peek
from desktop.exchange.bundle.opening import is_whole
from desktop.exchange.durable import CHUNK, PART, System, digest_of, this_system
from desktop.exchange.identity.keys import UNREADABLE, verify
from desktop.exchange.places import LocalPlace, local_fault
from desktop.exchange.transports import Access, open_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from desktop.exchange.places import Place

MARKER = "township-desk.mailbox"
SUFFIX = ".tdb"
KEEP = 2
_MARKER_BYTES = 64 << 10
_DIRECTION = re.compile(r"(up|down)(/[0-9a-z]{1,32})?")
_NAME = re.compile(r"([0-9a-z]{1,20}-[0-9a-f]{8})-[0-9]{1,19}-[0-9]{1,19}-[0-9a-f]{8}\.tdb")


class Marker(msgspec.Struct, frozen=True, kw_only=True):
    """What the file in the root says: whose mailbox this is; signed by the county if it can be."""

    kind: Literal["township-desk mailbox"] = "township-desk mailbox"
    format: int = 1
    county: str = ""
    name: str = ""
    signature: str = ""

    def said(self) -> bytes:
        """The bytes under the signature."""
        return b"\0".join([b"township-desk mailbox", self.county.encode(), self.name.encode()])

    def proved(self, root_public: bytes) -> bool:
        """Tell whether the county's root key (32 bytes) signed this marker."""
        try:
            signature = bytes.fromhex(self.signature)
        except ValueError:
            return False
        return verify(root_public, self.said(), signature)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A bundle that waits: where it lies, the name it bears (not to be believed), its bytes."""

    path: str
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A bundle that the medium gave back byte for byte.

    `already` says that it lay there before, `tidied` names our older bundles that were removed.
    """

    path: str
    name: str
    size: int
    digest: bytes
    already: bool
    tidied: tuple[str, ...]


def read_marker(place: Place) -> Marker | None:
    """The marker of a place, or None; raises `mailbox_foreign` for one that cannot be read."""
    if MARKER not in {name for name, _ in place.files("")}:
        return None
    with place.read(MARKER) as f:
        text = f.read(_MARKER_BYTES)
    try:
        marker = msgspec.json.decode(text, type=Marker)
    except UNREADABLE as error:
        raise UserError("mailbox_foreign", place=place.shown) from error
    if marker.format > 1:
        raise UserError("mailbox_newer", place=place.shown)
    return marker


class Mailbox:
    """Bundles in and out of one place."""

    def __init__(self, place: Place, *, marker: Marker | None, system: System) -> None:
        self.place = place
        self.marker = marker
        self._system = system

    @classmethod
    def open(
        cls,
        address: str | Path,
        *,
        county_fingerprint: str | None = None,
        marked: bool = False,
        access: Access | None = None,
        system: System | None = None,
    ) -> Mailbox:
        """Open the mailbox at a path or address; nothing is written.

        Args:
            address: a path, or webdav://, webdavs://, sftp://.
            county_fingerprint: our county; a marker of another county is refused.
            marked: refuse a place without a marker, as for a stick that was just plugged in.
            access: credentials and pins for a server.
            system: the operating system's branch; the running one if None.

        Raises:
            UserError: `mailbox_missing`, `mailbox_foreign`, `mailbox_unmarked`, `mailbox_newer`
                and what `open_place` raises.
        """
        system = system or this_system()
        place = open_place(address, access, system)
        try:
            return cls.at(
                place, county_fingerprint=county_fingerprint, marked=marked, system=system
            )
        except UserError:
            place.close()
            raise

    @classmethod
    def at(
        cls,
        place: Place,
        *,
        county_fingerprint: str | None = None,
        marked: bool = False,
        system: System | None = None,
    ) -> Mailbox:
        """Open the mailbox of a place that is already reached; raises as `open`."""
        if not place.exists():
            raise UserError("mailbox_missing", place=place.shown)
        marker = read_marker(place)
        if marked and marker is None:
            raise UserError("mailbox_unmarked", place=place.shown)
        ours = county_fingerprint is None or marker is None or marker.county == county_fingerprint
        if not ours:
            raise UserError("mailbox_foreign", place=place.shown)
        return cls(place, marker=marker, system=system or this_system())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection to a server; use the mailbox in a `with`."""
        self.place.close()

    def mark(
        self,
        *,
        county_fingerprint: str,
        name: str = "",
        sign: Callable[[bytes], bytes] | None = None,
    ) -> None:
        """Make this place the county's mailbox: the marker and both folders.

        Raises `mailbox_foreign` when it bears another county's marker, and the medium's faults.
        """
        if self.marker is not None and self.marker.county != county_fingerprint:
            raise UserError("mailbox_foreign", place=self.place.shown)
        marker = Marker(county=county_fingerprint, name=name)
        if sign is not None:
            marker = msgspec.structs.replace(marker, signature=sign(marker.said()).hex())
        for folder in ("up", "down"):
            self.place.make_folder(folder)
        self.place.put(MARKER, msgspec.json.format(msgspec.json.encode(marker)))
        self.marker = marker

    def write(self, direction: str, name: str, data: bytes | Path, *, keep: int = KEEP) -> Written:
        """Lay a finished bundle into the mailbox, safely, and tidy away our older ones.

        Args:
            direction: `up`, `down`, or a folder below such as `down/ab12cd34`.
            name: as `seal` gave it.
            data: the bundle's bytes, or its file in the outbox.
            keep: how many bundles of the same sender to the same receiver stay.

        Raises:
            UserError: `mailbox_full`, `mailbox_read_only`, `mailbox_vanished`,
                `mailbox_unreachable`, `mailbox_login`, `mailbox_not_kept`.
        """
        path = f"{_folder(direction)}/{_checked(name)}"
        digest = _digest_of(data)
        size = data.stat().st_size if isinstance(data, Path) else len(data)
        already = (name, size) in self.place.files(direction) and self._digest(path) == digest
        if not already:
            self.place.make_folder(direction)
            self.place.put(path, data)
            self._still_there()
        return Written(
            path=path,
            name=name,
            size=size,
            digest=digest,
            already=already,
            tidied=tuple(self._tidy(direction, name, keep)),
        )

    def _still_there(self) -> None:
        """What was written into the empty folder of a stick that was pulled is not delivered."""
        local = isinstance(self.place, LocalPlace)
        if local and self.marker is not None and read_marker(self.place) is None:
            raise UserError("mailbox_vanished", place=self.place.shown)

    def waiting(self, direction: str) -> list[Entry]:
        """All bundles of a direction, those in folders below it too, whatever they are called."""
        folder = _folder(direction)
        folders = [folder]
        if "/" not in folder:
            folders += [f"{folder}/{each}" for each in self.place.folders(folder)]
        return [
            Entry(path=f"{each}/{name}", name=_printable(name), size=size)
            for each in folders
            for name, size in self.place.files(each)
            if name.lower().endswith(SUFFIX) and not name.startswith(".")
        ]

    def header(self, entry: Entry, limits: Limits | None = None) -> Header:
        """The plain header of a waiting bundle without fetching it all; raises as `peek`."""
        with self.place.read(entry.path) as f:
            return peek(f, limits)

    def digest(self, entry: Entry) -> bytes:
        """The SHA-256 of a waiting bundle, read where it lies; raises the medium's faults."""
        return self._digest(entry.path)

    def fetch(self, entry: Entry, to_folder: Path, limits: Limits | None = None) -> Path:
        """Copy a waiting bundle into a folder of this machine and verify the copy.

        A copy that was cut off goes on where it stopped. The file is named by its content, so that
        the same bundle comes to lie there once, under whatever names it was found.

        Raises:
            UserError: `bundle_too_large`, `inbox_full`, `inbox_failed` and the medium's faults.
        """
        limits = limits or Limits()
        if entry.size > limits.file_bytes:
            raise UserError("bundle_too_large", bytes=entry.size, limit=limits.file_bytes)
        part = to_folder / part_name(self.place.shown, entry)
        resumed = self._copy(entry, part)
        if resumed and not _whole(part, limits):
            part.unlink()
            self._copy(entry, part)
        return self._settle(part, to_folder)

    def _copy(self, entry: Entry, part: Path) -> bool:
        """Fill the part file; tells whether it held a beginning already."""
        have = part.stat().st_size if part.exists() else 0
        if have > entry.size:
            part.unlink()
            have = 0
        if have < entry.size or not have:
            with self.place.read(entry.path) as source:
                if have:
                    source.seek(have)
                self._append(source, part, entry.size - have)
        return have > 0

    def _append(self, source: BinaryIO, part: Path, left: int) -> None:
        with _inbox_told(part.parent):
            part.parent.mkdir(parents=True, exist_ok=True)
            target = part.open("ab")
        with target:
            while left > 0 and (chunk := source.read(min(CHUNK, left))):
                with _inbox_told(part.parent):
                    target.write(chunk)
                left -= len(chunk)
            with _inbox_told(part.parent):
                self._system.flush(target)

    def _settle(self, part: Path, folder: Path) -> Path:
        with _inbox_told(folder):
            with part.open("rb") as f:
                path = folder / f"{digest_of(f).hex()[:32]}{SUFFIX}"
            self._system.rename(part, path)
            self._system.sync_folder(folder)
        return path

    def _digest(self, path: str) -> bytes:
        with self.place.read(path) as f:
            return digest_of(f)

    def _tidy(self, direction: str, name: str, keep: int) -> Iterator[str]:
        """Remove our own older bundles to the same receivers; never fails, never touches others'.

        Which are ours and which are older is read from their headers, not from names or times.
        """
        with contextlib.suppress(UserError):
            newest = self._header_of(f"{direction}/{name}")
            ours: list[tuple[int, str]] = []
            for path in self._siblings(direction, name):
                header = self._header_of(path)
                if header is not None and newest is not None and _same_line(header, newest):
                    ours.append((header.number, path))
            for _, path in sorted(ours, reverse=True)[max(keep - 1, 0) :]:
                self.place.remove(path)
                yield path.rpartition("/")[2]

    def _siblings(self, direction: str, name: str) -> Iterator[str]:
        match = _NAME.fullmatch(name)
        start = match[1] if match else name
        for other, _ in self.place.files(direction):
            if other == name or not other.startswith(start):
                continue
            if _NAME.fullmatch(other):
                yield f"{direction}/{other}"
            elif other.endswith(SUFFIX + PART):
                self.place.remove(f"{direction}/{other}")

    def _header_of(self, path: str) -> Header | None:
        try:
            with self.place.read(path) as f:
                return peek(f)
        except UserError as error:
            if error.code.startswith("bundle_"):
                return None
            raise


def _same_line(header: Header, newest: Header) -> bool:
    """Whether a bundle of ours is older news of the same machine; a copied profile is another."""
    same_machine = (header.device, header.incarnation) == (newest.device, newest.incarnation)
    return same_machine and header.to == newest.to


def _folder(direction: str) -> str:
    if not _DIRECTION.fullmatch(direction):
        raise ValueError(f"not a direction: {direction}")
    return direction


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not the name of a bundle: {name}")
    return name


def _digest_of(data: bytes | Path) -> bytes:
    if isinstance(data, Path):
        with data.open("rb") as f:
            return digest_of(f)
    return sha256(data).digest()


def part_name(shown: str, entry: Entry) -> str:
    """What the copy of a bundle of a place is called until it is whole."""
    said = f"{shown}\0{entry.path}\0{entry.size}"
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32] + PART


def _printable(name: str) -> str:
    """A name as it can be kept and shown; a medium may hold names that are no text."""
    return name.encode("utf-8", "replace").decode()


def _whole(path: Path, limits: Limits) -> bool:
    with path.open("rb") as f:
        return is_whole(f, limits)


@contextlib.contextmanager
def _inbox_told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = local_fault(error) == "mailbox_full"
        raise UserError("inbox_full" if full else "inbox_failed", folder=str(folder)) from error
