"""The invented loans: a bank's ledger of them, in every state that an officer meets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop.rules.periods import add_months

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.demo.facts import County

_EVERY, _OVERDUE_OF = 3, 40
_KINDS = {"signed_on": "day", "drawn_on": "day", "maturity_on": "day", "overdue_since": "day"}
_KINDS |= {"principal": "money", "balance": "money", "overdue_principal": "money"}
_KINDS |= {"months": "int", "day_basis": "int", "renewal_count": "int", "rate": "rate"}
_RATES = (30_000, 33_500, 34_500)
_LATE = 20
_STEP = 1_000_000
_SOON = (5, 19, 46, 81, 210)
_FRESH = (20, 55, 90)


class _Course(NamedTuple):
    """How a loan stands: live, overdue or settled; product, day of drawdown, months."""

    state: str
    product: str
    drawn: date
    months: int


def write_loans(county: County, out: Path, people: list[dict[str, str]]) -> None:
    """Write the bank's ledger: a loan for every third household and for the one that left."""
    from desktop.sheets import writer

    facts = county.facts
    columns = [
        writer.Column(field=field, header=header, kind=_KINDS.get(field, "text"), width=14)
        for field, header in facts["loan_headers"].items()
    ]
    heads = [one for one in people if one["relation_to_head"] == facts["names"]["heads"]]
    chosen = [(head, _course(county.today, n)) for n, head in enumerate(heads[:-1:_EVERY])]
    chosen.append((heads[-1], _ending(county.today, 0)))  # who left the roster has one that runs
    rows = (_loan(county, place, *one) for place, one in enumerate(chosen))
    writer.write_list(out, facts["loans_title"], columns, rows, None)


def _loan(county: County, place: int, head: dict[str, str], course: _Course) -> dict[str, Any]:
    names = county.facts["names"]
    banks = {one["name"]: one["bank"] for one in county.facts["townships"]}
    drawn, months = course.drawn, course.months
    overdue = course.state == "overdue"
    principal = (place % (6 if course.product == "BFXE" else 3) + 3) * _STEP
    shared = {name: head[name] for name in ("township", "admin_village", "household_no", "name")}
    return {
        **shared,
        "bank": banks[head["township"]],
        "id_number": head["id_number"],
        "contract_no": f"YS{drawn:%Y}{place + 1:05d}",
        "loan_no": f"{county.facts['region']}{drawn:%Y%m%d}{place + 1:05d}",
        "product_code": course.product,
        "signed_on": drawn - timedelta(days=2),
        "drawn_on": drawn,
        "maturity_on": add_months(drawn, months),
        "months": months,
        "principal": principal,
        "balance": 0 if course.state == "settled" else principal,
        "rate": _RATES[place % len(_RATES)],
        "day_basis": 360,
        "settlement_mode": names["quarterly"],
        "purpose_text": names["use"][place % len(names["use"])],
        "renewal_count": place % 2 if course.product == "TPXE" else 0,
        "overdue_since": county.today - timedelta(days=_LATE - 1) if overdue else None,
        "overdue_principal": principal if overdue else None,
        "loan_status": names["loan_states"][course.state],
    }


def _course(today: date, place: int) -> _Course:
    """Of this notice; of the one before and ending soon; paid back; now and then overdue."""
    if place % _OVERDUE_OF == _EVERY:
        return _Course("overdue", "TPXE", add_months(today - timedelta(days=_LATE), -36), 36)
    return (_fresh, _ending, _settled)[place % 3](today, place // 3)


def _fresh(today: date, place: int) -> _Course:
    return _Course("live", "BFXE", today - timedelta(days=_FRESH[place % len(_FRESH)]), 24)


def _ending(today: date, place: int) -> _Course:
    ends = today + timedelta(days=_SOON[place % len(_SOON)])
    return _Course("live", "TPXE", add_months(ends, -24), 24)


def _settled(today: date, _place: int) -> _Course:
    return _Course("settled", "TPXE", add_months(today, -20), 12)
