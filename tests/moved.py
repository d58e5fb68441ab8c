"""What the tests of households that move write and look at."""

from __future__ import annotations

from datetime import date

from db import (
    households,
    visits,
)
from db.packing import unpack
from db.records.loans import Loan
from tests.ledgers import OTHER, TOWNSHIP, number, person, publish, visit
from tests.replicas import Office, Replica

H = number(1)


def lists(moving: Office, *, first: tuple[int, ...], other: tuple[int, ...], day: int) -> None:
    """The county's list of both townships on a day."""
    for township, there in ((TOWNSHIP, first), (OTHER, other)):
        people = [person(one, division_code=f"{township}201") for one in there]
        publish(moving.hub.store, people, township=township, as_of=date(2026, 6, day))


def told(one: Replica, household: int = 1) -> str:
    """One contact with a household, written where this ledger says that it belongs."""
    place = households.township_of(one.store, number(household))
    assert place is not None
    [kept] = visits.log(one.store, one.name, [visit(household, township_code=place)])
    return kept.id


def write(one: Replica, **fields: str) -> None:
    households.note(one.store, one.name, H, fields)


def lent(no: str, household_no: str, township: str) -> Loan:
    """A loan as the bank tells it."""
    return Loan(
        loan_no=no,
        product_code="BFXE",
        household_no=household_no,
        township_code=township,
        signed_on=date(2026, 3, 1),
        drawn_on=date(2026, 3, 1),
        maturity_on=date(2028, 3, 1),
        principal_fen=5_000_000,
        rate_ppm=30_000,
    )


def inserts(one: Replica, row: str) -> int:
    """How many operations say that a row begins, in the log and on the shelf."""
    return one.store.number(
        "SELECT count(DISTINCT n) FROM (SELECT n FROM op WHERE \"row\" = ?1 AND kind = 'insert' "
        "UNION ALL SELECT n FROM handed WHERE \"row\" = ?1 AND kind = 'insert')",
        (row,),
    )


def name_townships(one: Replica) -> None:
    """The county's list of townships, by name."""
    with one.store.write("县") as writer:
        for code, name in ((TOWNSHIP, "三交镇"), (OTHER, "安家庄乡")):
            fields = {"township_code": code, "township_name": name}
            writer.insert("township_assignment", code, fields, scope="*")


def goes_on(moving: Office, day: int) -> str:
    """The household goes from the second township to a third one; gives that one."""
    last, on = f"{OTHER[:6]}300", date(2026, 6, day)
    theirs = [person(3, division_code=f"{OTHER}201")]
    publish(moving.hub.store, theirs, township=OTHER, as_of=on)
    moved = [person(1, division_code=f"{last}201")]
    publish(moving.hub.store, moved, township=last, as_of=on)
    moving.settle(2)
    return last


def readable(one: Replica) -> str:
    """Everything that stands in a ledger, what is packed unpacked."""
    found = []
    names = one.store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    for (name,) in names:
        for row in one.store.rows(f'SELECT * FROM "{name}"'):  # noqa: S608 - its own names
            found += [
                each.decode(errors="replace") if isinstance(each, bytes) else str(each)
                for each in row
            ]
    for text in list(found):
        if '"operations":"' in text:
            found.append(str(unpack(text.partition('"operations":"')[2].partition('"')[0])))
    return "\n".join(found)
