"""Histories in which households move between townships: no record twice, no late work lost."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from db import handed, households, visits
from tests.faults.histories import COLOURS, ROWS, Histories, some
from tests.faults.model import FIELDS, GONE
from tests.faults.telling import NOTE, VISIT, token_of
from tests.ledgers import OTHER, TOWNSHIP, person, publish, visit
from tests.photos import a_photo
from tests.replicas import Replica

HOUSES = tuple(f"{row}-{TOWNSHIP}" for row in ROWS)


class Moves(Histories):
    """Everything that happens to a county, and households that go from one township to another."""

    def __init__(self) -> None:
        super().__init__()
        self.day = date(2026, 6, 1)
        self.stands = dict.fromkeys(HOUSES, TOWNSHIP)

    @initialize(more=st.integers(0, 3))
    def laptops(self, more: int) -> None:
        """All know the county's first list."""
        super().laptops(more)
        self.a_new_list()
        self.everybody_meets(stick=True)

    def a_new_list(self) -> None:
        """The county's list of both townships."""
        self.day += timedelta(days=1)
        for township in (TOWNSHIP, OTHER):
            there = [house for house, place in self.stands.items() if place == township]
            people = [person(1, household_no=one) for one in (*there, f"stays-{township}")]
            publish(self.office.hub.store, people, township=township, as_of=self.day)
        self.touched.add("hub")

    @rule(which=some, told=st.booleans())
    def a_household_moves(self, which: int, told: bool) -> None:
        house = HOUSES[which % 2]
        self.stands[house] = OTHER if self.stands[house] == TOWNSHIP else TOWNSHIP
        self.a_new_list()
        if told:  # what is written of it from now on at the former township comes late
            self.writes(self.office.hub, "send", stick=True)

    @rule(n=some, place=some, row=some, photo=st.integers(-2, 2))
    def log_a_visit(self, n: int, place: int, row: int, photo: int) -> None:
        one = self.who(n)
        scope = self.scope_of(one, place)
        house, token = self.row_at(one, scope, row), self.token(scope)
        pictures = [a_photo(COLOURS[photo])] if photo >= 0 else []
        made = visit(township_code=scope, household_no=house)
        [kept] = visits.log(one.store, token, [made], photos=pictures)
        self.model.visits[token] = kept.id
        self.must |= self.with_photos(token, pictures)

    def held(self, one: Replica) -> set[str]:
        shelf = one.store.rows(f"SELECT {token_of()} FROM handed WHERE payload IS NOT NULL")
        return super().held(one) | {token for (token,) in shelf}

    def row_at(self, one: Replica, scope: str, n: int) -> str:
        """A household that this replica may still write of in that township, or any other row."""
        there = [
            house
            for house in HOUSES
            if households.township_of(one.store, house) == scope
            and handed.left(one.store, house) is None
        ]
        return there[n % len(there)] if there else f"free{n % 2}-{scope}"

    def wrote(self, token: str, one: Replica, row: str, fields: dict[str, object]) -> None:
        super().wrote(token, one, row, fields)
        [(scope,)] = one.store.rows("SELECT DISTINCT scope FROM op WHERE officer = ?", (token,))
        self.scopes[token] = scope

    def _moved(self) -> set[str]:
        """The households that stood in several townships as the county remembers it."""
        return {
            house
            for (house,) in self.office.hub.store.rows(
                "SELECT household_no FROM roster_entry GROUP BY household_no "
                "HAVING count(DISTINCT township_code) > 1"
            )
        }

    def seen_apart(self) -> set[str]:
        return self._moved()

    def aside(self, one: Replica) -> list[str]:
        """A county that was put back and sent before it heard stands by what it sent.

        What it had sent under these numbers before is set aside by the laptops, and counted there.
        """
        hub = self.office.hub.store.identity.device
        return [op for op in super().aside(one) if not (self.went_back and op.startswith(hub))]

    def _alike(self, one: Replica, hub_rows: dict[str, object]) -> None:
        super()._alike(one, hub_rows)
        for house in self._moved():
            here = households.township_of(self.office.hub.store, house)
            if here in (one.store.identity.townships or (TOWNSHIP, OTHER)):
                assert of_house(one, house) == of_house(self.office.hub, house), house
        begun = "FROM {} WHERE kind = 'insert' AND coalesce({}, json('null')) ->> '$.w' IS NULL"
        text = "CAST(payload AS TEXT)"
        twice = one.store.rows(
            f'SELECT tbl, "row" FROM (SELECT n, tbl, "row" {begun.format("op", text)} '
            f'UNION SELECT n, tbl, "row" {begun.format("handed", text)}) '
            f"WHERE tbl IN ('{VISIT}', 'evidence') GROUP BY tbl, \"row\" HAVING count(*) > 1"
        )  # what a forked ledger wrote again under new numbers says so itself
        assert twice == [], f"{one.name} has records twice"


def of_house(one: Replica, house: str) -> object:
    """What a replica shows of a household."""
    fields = ", ".join((GONE, *FIELDS))
    return (
        one.store.rows(f"SELECT {fields} FROM {NOTE} WHERE id = ?", (house,)),
        one.store.rows(
            f"SELECT id, officer, hlc, seq, gone FROM {VISIT} WHERE household_no = ? ORDER BY id",
            (house,),
        ),
        sorted(one.store.rows('SELECT field, value FROM head WHERE "row" = ?', (house,))),
    )
