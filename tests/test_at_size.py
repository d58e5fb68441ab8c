"""Fault cases 13 and 30 at size; `python -m tests.faults.returning` is 30 at its whole size."""

from __future__ import annotations

import subprocess
import sys

import pytest

from db import households, merge
from db.faults import StoreError
from tests.counties import note
from tests.faults.returning import returns
from tests.ledgers import number, person, publish
from tests.replicas import Office, phones, whole

pytest_plugins = ["tests.office_fixtures"]
FORMS, CHANGED = 60, 40
SECOND = """
import sys
from pathlib import Path
from db.faults import StoreError
from db.store import Store
from tests.ledgers import KEY, SURNAMES, Clock
try:
    Store.open(Path(sys.argv[1]), KEY, clock=Clock(), surnames=SURNAMES).close()
except StoreError as error:
    sys.stdout.write(error.code)
"""


def test_13_many_open_forms_while_a_bundle_comes_keep_what_was_typed_and_answer_what_they_saw(
    office: Office,
) -> None:
    first, second = office["first"], office["second"]
    publish(office.hub.store, [person(n) for n in range(1, FORMS + 1)])
    office.settle(1)
    forms = {}
    for n in range(1, FORMS + 1):
        write(first.store, n, phone=f"before {n}")
        forms[number(n)] = {"phone": f"before {n}", "remark": ""}  # read when the form was opened
    office.settle(2)
    for n in range(1, CHANGED + 1):
        note(second.store, number(n), remark=f"of the other {n}")
    stick = office.stick()
    second.send(stick)
    office.hub.run(stick)
    asked = subprocess.run(
        [sys.executable, "-c", SECOND, str(first.path)], capture_output=True, text=True, check=True
    )
    assert asked.stdout == "ledger_in_use"
    first.take(stick)
    typed = {house: {"remark": f"typed at {house}"} for house in forms}
    refused = [house for house in forms if not saved(office, house, typed[house], forms[house])]
    assert refused == [number(n) for n in range(1, CHANGED + 1)], "who saw the old text is told"
    for house in refused:  # she looks at what came, and keeps her own
        known = households.note_of(first.store, house)
        assert saved(office, house, typed[house], {"remark": known.remark})
    office.settle(2)
    for one in office.replicas.values():
        assert merge.reviews(one.store) == []
        assert all(households.note_of(one.store, h).remark == typed[h]["remark"] for h in forms)
        assert all(phones(one, h)[0] == forms[h]["phone"] for h in forms)
        assert whole(one)


def write(store: object, n: int, **fields: str) -> None:
    households.note(store, "王", number(n), fields)  # type: ignore[arg-type]  # a ledger


def saved(office: Office, house: str, typed: dict[str, str], expected: dict[str, str]) -> bool:
    """Save a form; False where what it had shown has changed meanwhile."""
    first = office["first"].store
    if all(getattr(households.note_of(first, house), k) == v for k, v in expected.items()):
        households.note(first, "王", house, typed, expected=expected)
        return True
    with pytest.raises(StoreError) as refused:
        households.note(first, "王", house, typed, expected=expected)
    assert refused.value.code == "changed_since"
    return False


@pytest.mark.faults
@pytest.mark.timeout(0)
def test_30_long_away_folded_meanwhile_and_many_on_one_day_lose_nothing(rounds: int) -> None:
    more = rounds // 20
    returns(100 * more, 10 * more, 3 + more // 5, 200 * more, 60 * more)
