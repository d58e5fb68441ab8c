"""The rows of lists: whom to visit, whom to call, what was logged, what a loan costs."""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta
from typing import TYPE_CHECKING

from db import households, visits
from db.records import HouseholdFilter, VisitFilter
from desktop.services import amounts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.records import HouseholdLine, Visit
    from desktop.services.session import Session

_ALL = 1_000_000
_LONGEST = 60
_QUARTER = timedelta(days=92)


def of_village(session: Session, division_code: str) -> list[dict[str, object]]:
    """The households of a village in the order of the route: name, door, last result, phone."""
    says = tomllib.loads(session.shelf.text("lists/slips.toml"))
    store = session.store
    lines = households.lines(
        store, HouseholdFilter(village=division_code, status="listed"), limit=_ALL
    )
    return [_door(session, one, says) for one in lines]


def _door(
    session: Session, one: HouseholdLine, says: Mapping[str, Mapping[str, str]]
) -> dict[str, object]:
    last = visits.listed(session.store, VisitFilter(household_no=one.household_no), limit=1)
    result = session.words.word("contact_result", last[0].contact_result) if last else ""
    card = households.get(session.store, one.household_no)
    note = households.note_of(session.store, one.household_no)
    return {
        "head_name": one.head_name,
        "door": one.group_no,
        "last_result": result or says["last_result"]["none"],
        "to_say": says["to_say"][one.told],
        "phone": note.phone or (card.household_phone if card else ""),
    }


def of_ledger(
    session: Session, township: str, from_on: date, to_on: date
) -> list[dict[str, object]]:
    """The visits of a township and a span of days (form F05), oldest first."""
    wanted = VisitFilter(from_on=from_on, to_on=to_on, township_code=township)
    rows = visits.listed(session.store, wanted, limit=_ALL)
    return [_visit(session, one) for one in reversed(rows)]


def _visit(session: Session, one: Visit) -> dict[str, object]:
    words = session.words
    need = amounts.shown(one.need_amount_fen) if one.need_amount_fen else ""
    return {
        "visited_on": one.visited_on,
        "village": one.village,
        "head_name": one.head_name,
        "household_no": one.household_no,
        "method": words.word("publicity_method", one.publicity_method),
        "met": one.person_met or words.word("contact_result", one.contact_result),
        "topics": [
            *(words.word("topics", topic) for topic in one.topics),
            *(words.word("handouts", left) for left in one.handouts),
        ],
        "intent": " ".join(part for part in (need, one.need_use) if part),
        "follow_up": one.follow_up,
        "officer_name": one.officer,
        "remark": one.note if len(one.note) <= _LONGEST else one.note[:_LONGEST] + "\u2026",
        "voided": bool(one.corrected_by),
    }


def quarter_before(day: date) -> tuple[date, date]:
    """The span that a list covers where nobody names one: a quarter up to the day."""
    return day - _QUARTER, day


def examples(session: Session, region: str) -> list[dict[str, object]]:
    """The worked example of the leaflet by the rules in force; amounts in fen."""
    from desktop.rules import lines, money

    book = tomllib.loads(session.shelf.text("lists/examples.toml"))
    rows: list[dict[str, object]] = []
    for one in book["examples"]:
        question = {
            "id": "example",
            "region": region,
            "period_from": book["drawn_on"],
            "period_to": book["period_to"],
            "list_closed_on": book["maturity_on"],
            "large_need_recorded": one["large"],
            "params": {"day_basis": book["days"]},
            "loans": [
                {
                    "loan_no": "example",
                    "product_code": "BFXE",
                    "signed_on": book["drawn_on"],
                    "drawn_on": book["drawn_on"],
                    "maturity_on": book["maturity_on"],
                    "principal": one["principal"],
                    "rate": one["rate"],
                }
            ],
        }
        answer = lines.answer("subsidy", json.dumps(question), session.packs.current)
        line: dict[str, str | None] = answer["lines"][0]  # type: ignore[index]
        fen = {key: money.parse_yuan(line[key] or "0.00") for key in _SHARES}
        rows.append(
            {
                "loan": one["loan"],
                "rate": f"{one['rate']}%",
                "interest": fen["interest"],
                "central": fen["central_t1"] + fen["central_t2"],
                "province": fen["province_t1"],
                "own": fen["borrower"],
                "rest": fen["interest"] - fen["central_t1"] - fen["central_t2"],
            }
        )
    return rows


_SHARES = ("interest", "central_t1", "central_t2", "province_t1", "borrower")
