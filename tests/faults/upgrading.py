"""Histories in which programs become newer one after the other: what older ones do not know stays.

Each replica is served by its own program. An older one keeps and passes on what it does not know,
and shows and answers only what it knows; the newer one shows all of it.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from db.gate import connect
from desktop.services.desk import Desk
from tests.faults.histories import Histories, some, values
from tests.faults.model import FIELDS, Model
from tests.faults.newer import FIELD, HERD, HERD_FIELD, is_newer, run_as, step
from tests.faults.telling import NOTE
from tests.ledgers import KEY, TOWNSHIP
from tests.replicas import Replica


class Upgradable(Replica):
    """A replica that is asked and written by a program of its own version."""

    newer = False

    @property
    def desk(self) -> Desk:  # type: ignore[override]  # each look at it is by its own program
        run_as(newer_one=self.newer)
        return self._desk

    @desk.setter
    def desk(self, desk: Desk) -> None:
        self._desk = desk

    def open(self) -> None:
        """Open the ledger; a newer program brings an older file up to date first."""
        self.newer = self._brought(self.path)
        run_as(newer_one=self.newer)
        super().open()

    def restore(self, image: Path) -> None:
        self._brought(image)
        super().restore(image)

    def upgrade(self) -> None:
        """The program is newer from here on."""
        self.close()
        self.newer = True
        self.open()

    def _brought(self, path: Path) -> bool:
        """Whether a file is one of the newer program; of a newer replica it is made one."""
        with closing(connect(path, KEY)) as file:
            there = is_newer(file)
            if self.newer and not there:
                step(file)
        return self.newer or there


class Upgrades(Histories):
    """Everything that happens to a county, while its programs become newer one after the other.

    New kinds of mishap are added here, so that a seed that was kept of the other histories goes on
    giving the same one.
    """

    made = Upgradable

    def __init__(self) -> None:
        super().__init__()
        self.herds = Model()

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            run_as(newer_one=False)

    def newer(self, one: Replica) -> bool:
        """Whether a replica's program is the newer one."""
        return isinstance(one, Upgradable) and one.newer

    def fields_of(self, one: Replica) -> tuple[str, ...]:
        return (*FIELDS, FIELD) if self.newer(one) else FIELDS

    @rule(n=some)
    def a_program_becomes_newer(self, n: int) -> None:
        one = self.who(n)
        assert isinstance(one, Upgradable)
        one.upgrade()

    @precondition(lambda self: any(map(self.newer, self.office.replicas.values())))
    @rule(n=some, place=some, row=some, value=values)
    def save_what_only_the_newer_know(self, n: int, place: int, row: int, value: str) -> None:
        one = self.the_newer(n)
        scope = self.scope_of(one, place)
        row_id, token = self.row_at(one, scope, row), self.token(scope)
        with one.store.write(token) as writer:
            writer.set(NOTE, row_id, {FIELD: value}, scope=scope)
        self.wrote(token, one, row_id, {FIELD: value})

    @precondition(lambda self: any(map(self.newer, self.office.replicas.values())))
    @rule(n=some, place=some, value=values)
    def count_a_herd(self, n: int, place: int, value: str) -> None:
        one = self.the_newer(n)
        scope = self.scope_of(one, place)
        row, token = f"herd-{scope}", self.token(scope)
        with one.store.write(token) as writer:
            writer.set(HERD, row, {HERD_FIELD: value}, scope=scope)
        seen = self.held(one) - {token}
        self.herds.write(seen, token, row, {HERD_FIELD: value}, (HERD_FIELD,))
        self.must.add(token)

    @rule(stick=st.booleans(), which=some, at=st.integers(0, 1 << 20), zeroed=st.booleans())
    def a_stick_is_pulled(self, stick: bool, which: int, at: int, zeroed: bool) -> None:
        """A bundle ends somewhere, or is nothing but zeros from there on."""
        path = self.bundle(stick, which)
        if path is not None:
            body = path.read_bytes()
            kept = body[: at % len(body)] if body else b""
            path.write_bytes(kept.ljust(len(body) if zeroed else 0, b"\0"))

    @rule(n=some, which=some, photo=st.integers(-2, 2), at=st.integers(0, 250))
    def crash_while_work_is_taken(self, n: int, which: int, photo: int, at: int) -> None:
        """A machine stops while it takes a bundle that surely brings something."""
        one = self.who(n)
        names = sorted(self.office.replicas)
        others = [other.name for other in self.others(one)]
        author = names.index(others[which % len(others)])
        place = int(self.scope_of(one, which) == TOWNSHIP)
        self.save(n=author, place=place, row=which, name=FIELDS[0], value="c")
        self.log_a_visit(n=author, place=place, photo=photo)
        self.writes(self.office[names[author]], "send")
        self.crash(n=n, stick=False, at=at, verb="take")

    def the_newer(self, n: int) -> Replica:
        """One of those whose program is newer."""
        some_ = [name for name in sorted(self.office.replicas) if self.newer(self.office[name])]
        return self.who(sorted(self.office.replicas).index(some_[n % len(some_)]))

    def _compare(self, one: Replica) -> None:
        super()._compare(one)
        if self.newer(one):
            self._rows_are(one, HERD, self.herds, (HERD_FIELD,))

    def _settled(self) -> None:
        """In the end all have the newer program, and all that was kept for it is shown."""
        for one in self.office.replicas.values():
            assert isinstance(one, Upgradable)
            one.upgrade()
        super()._settled()
