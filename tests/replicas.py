"""A county and its laptops as real ledgers with real bundles, cheap enough to make for each test.

The county is founded once in a run, without deriving keys from passwords; every test works on
copies of its files. Replicas exchange through `Sync` and folders, as on a stick.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from db import backup, merge, visits
from db.check import check
from db.driver import Connection
from db.records.core import Identity, Op
from db.store import Store
from desktop import app
from desktop.app import SHELF
from desktop.exchange import package
from desktop.services.county import County
from desktop.services.desk import Desk
from desktop.services.founding import Founding
from desktop.services.packs import InForce
from desktop.services.records.traffic import SyncResult, SyncStatus
from desktop.services.session import Session
from desktop.services.sync import Sync
from desktop.words import words
from tests.ledgers import KEY, OTHER, TOWNSHIP, Clock, everything, visit

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory, where there is one
LAPTOPS: dict[str, tuple[str, ...]] = {
    "first": (TOWNSHIP,),
    "second": (TOWNSHIP,),
    "third": (OTHER,),
    "fourth": (TOWNSHIP, OTHER),
    "fifth": (OTHER,),
}
"""Who serves which township; the hub serves all."""


class Keyless(Founding):
    """Makes ledgers with the raw key alone."""

    @contextmanager
    def _new(
        self, ledger: Path, identity: Identity, officer: str, password: str
    ) -> Iterator[tuple[Store, str]]:
        del officer, password
        store = Store.create(
            ledger, KEY, clock=self._clock, identity=identity, surnames=SHELF.surnames
        )
        yield store, "no-code"
        store.close()


class NoCopies:
    """Automatic copies are tested elsewhere."""

    def back_up_if_changed(self, reason: str) -> None:
        """Nothing."""


class Crash(Exception):
    """The machine stopped."""


class Striking:
    """A connection that stops the machine at one of the statements to come."""

    def __init__(self, connection: Connection, left: int) -> None:
        self._connection = connection
        self.left = left
        self.done = 0

    def _strike(self) -> None:
        self.done += 1
        if self.done > self.left:
            raise Crash

    def execute(self, *given: Any) -> Any:
        if given and str(given[0]) == "ROLLBACK":
            raise Crash  # a dead machine rolls nothing back
        self._strike()
        return self._connection.execute(*given)

    def executemany(self, *given: Any) -> Any:
        self._strike()
        return self._connection.executemany(*given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@dataclass
class Replica:
    """One ledger of the county, open, with its own clock."""

    name: str
    path: Path
    clock: Clock
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    @property
    def store(self) -> Store:
        return self.desk.session.store

    @property
    def sync(self) -> Sync:
        return Sync(self.desk.session, self.desk.county, NoCopies())

    @property
    def county(self) -> County:
        return self.desk.county

    @property
    def is_hub(self) -> bool:
        return self.desk.session.is_county

    def open(self) -> None:
        store = Store.open(self.path, KEY, clock=self.clock, surnames=SHELF.surnames)
        session = Session(
            store=store,
            ledger=self.path,
            officer=self.name,
            clock=self.clock,
            shelf=SHELF,
            packs=InForce(SHELF, store),
            words=words(),
        )
        self.desk = app.build(session, KEY)

    def close(self) -> None:
        self.store.close()

    def ops(self) -> list[Op]:
        return everything(self.store)

    def send(self, stick: Path) -> SyncResult:
        return self.sync.export(str(stick))

    def take(self, stick: Path) -> SyncResult:
        return self.sync.take(str(stick))

    def run(self, stick: Path) -> SyncResult:
        return self.sync.run(str(stick))

    def image(self, target: Path) -> None:
        """A copy of the disk as it is, behind the program's back."""
        self.close()
        copy_ledger(self.path, target)
        self.open()

    def put_back(self, image: Path) -> None:
        """The disk of another day is in the machine again; the program is not told."""
        self.close()
        copy_ledger(image, self.path)
        self.open()

    def restore(self, image: Path) -> None:
        """The officer brings a copy back with the program."""
        self.close()
        backup.restore(image, self.path, KEY, clock=self.clock, surnames=SHELF.surnames)
        self.open()

    @contextmanager
    def striking(self, left: int) -> Iterator[Striking]:
        """The machine dies after so many statements inside; afterwards it is started again."""
        store = self.store
        bare = store._connection  # noqa: SLF001 - the fault is between store and disk
        striking = store._connection = Striking(bare, left)  # noqa: SLF001 - as above
        try:
            yield striking
        except Crash:
            store._connection = bare  # noqa: SLF001 - as above
            store.close()
            self.open()
        finally:
            store._connection = bare  # noqa: SLF001 - as above


def copy_ledger(source: Path, target: Path) -> None:
    """A closed ledger's file to another place."""
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    shutil.copyfile(source, target)


@cache
def founded() -> Path:
    """The folder with the county's first files: hub.db and one of each laptop, all certified."""
    folder = Path(tempfile.mkdtemp(prefix="township-desk-county-"))
    clock = Clock()
    Keyless(clock, SHELF).create_county(
        folder / "hub.db", name="样县", region="149999", officer="县", password=""
    )
    stick = folder / "stick"
    stick.mkdir()
    hub = Replica("hub", folder / "hub.db", clock)
    laptops = [enrol(hub, folder, name, townships) for name, townships in LAPTOPS.items()]
    for _ in range(2):
        for each in (*laptops, hub, *laptops):
            each.run(stick)
    for each in (hub, *laptops):
        each.close()
    return folder


def enrol(
    hub: Replica, folder: Path, name: str, townships: tuple[str, ...], role: str = "officer"
) -> Replica:
    """A new laptop from a package of the county, sealed at the least cost that is allowed."""
    out, ledger = folder / f"{name}.tdpack", folder / f"{name}.db"
    cost = package.MEMORY_KIB, package.PASSES
    package.MEMORY_KIB, package.PASSES = 64, 1
    try:
        sealed = hub.county.enrol(townships=townships, officer=name, role=role, bank="", out=out)
        made = Keyless(hub.clock, SHELF)
        made.join(ledger, package=out, code=sealed.code, officer=name, password="")
    finally:
        package.MEMORY_KIB, package.PASSES = cost
    return Replica(name, ledger, Clock(hub.clock.now))


class Office:
    """Copies of the founded county's ledgers in a folder of their own."""

    def __init__(
        self,
        folder: Path,
        names: tuple[str, ...] = ("hub", "first", "second"),
        made: type[Replica] = Replica,
    ) -> None:
        self.folder = folder
        self._made = made
        self.replicas: dict[str, Replica] = {}
        self.sticks = 0
        for name in names:
            self.join(name)

    def join(self, name: str) -> Replica:
        """A laptop of the founded county starts to take part."""
        path = self.folder / f"{name}.db"
        shutil.copyfile(founded() / f"{name}.db", path)
        made = self.replicas[name] = self._made(name, path, Clock())
        return made

    def stick(self) -> Path:
        """An empty stick."""
        self.sticks += 1
        path = self.folder / f"stick{self.sticks}"
        path.mkdir()
        return path

    def __getitem__(self, name: str) -> Replica:
        return self.replicas[name]

    @property
    def hub(self) -> Replica:
        return self.replicas["hub"]

    @property
    def laptops(self) -> list[Replica]:
        return [one for name, one in self.replicas.items() if name != "hub"]

    def settle(self, rounds: int = 3) -> None:
        """Everybody exchanges with the county, until all that can arrive has arrived."""
        for _ in range(rounds):
            stick = self.stick()
            for one in self.laptops:
                one.send(stick)
            self.hub.run(stick)
            for one in self.laptops:
                one.take(stick)

    def close(self) -> None:
        for one in self.replicas.values():
            one.close()


@contextmanager
def an_office(*names: str) -> Iterator[Office]:
    """A hub and laptops for the length of a `with`; two of one township if none is named."""
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="township-desk-", dir=place) as folder:
        office = Office(Path(folder), ("hub", *(names or ("first", "second"))))
        try:
            yield office
        finally:
            office.close()


def log(one: Replica, count: int = 1, township: str = TOWNSHIP) -> list[str]:
    made = visits.log(one.store, one.name, [visit(township_code=township) for _ in range(count)])
    return [each.id for each in made]


def seen(one: Replica) -> set[str]:
    return {row for (row,) in one.store.rows("SELECT id FROM outreach_visit WHERE gone = 0")}


def phones(one: Replica, row: str = "h1") -> list[object]:
    """The value shown, and all values under review."""
    shown = one.store.one("SELECT phone FROM household_note WHERE id = ?", (row,))
    found = [r for r in merge.reviews(one.store) if (r.row, r.field) == (row, "phone")]
    return [shown and shown[0], *(v.value for r in found for v in r.values)]


def bundles(stick: Path, way: str) -> list[Path]:
    return sorted((stick / way).rglob("*.tdb"))


def status(one: Replica) -> SyncStatus:
    return one.desk.traffic.status()


def whole(one: Replica) -> bool:
    found = check(one.store)
    assert found.ok, found.problems
    return True
