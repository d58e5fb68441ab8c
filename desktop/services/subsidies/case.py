"""Loans and parameters in the form of a rules line, so that a line can be reckoned again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.rules.lines.reading import Fields
from desktop.rules.lines.subsidy import read_period
from desktop.rules.money import format_percent, format_yuan

if TYPE_CHECKING:
    from datetime import date

    from desktop.rules.subsidy import Loan, Params, Period


def loan_case(loan: Loan) -> dict[str, object]:
    """A contract as it stands in a line of `rules subsidy`; what is unknown is left out."""
    told: dict[str, object] = {
        "loan_no": loan.loan_no,
        "product_code": loan.product_code,
        "renewal_type": loan.renewal_type,
        "signed_on": loan.signed_on.isoformat(),
        "drawn_on": loan.drawn_on.isoformat(),
        "maturity_on": loan.maturity_on.isoformat(),
        "principal": format_yuan(loan.principal),
        "rate": format_percent(loan.rate),
        "balance_changes": [
            {"date": day.isoformat(), "amount": format_yuan(amount)}
            for day, amount in loan.balance_changes
        ]
        or None,
        "settled_on": _iso(loan.settled_on),
        "bank_interest": _yuan(loan.bank_interest),
        "interest_paid": _yuan(loan.interest_paid),
        "paid_on": _iso(loan.paid_on),
        "use_deviation": loan.use_deviation,
    }
    return {name: value for name, value in told.items() if value is not None}


def params_case(params: Params) -> dict[str, object]:
    """What the county has laid down, in the same form."""
    told: dict[str, object] = {
        "day_basis": params.day_basis,
        "tolerance": format_yuan(params.tolerance),
        "local_share": None if params.local_share is None else format_percent(params.local_share),
        "local_base_limit": _yuan(params.local_base_limit),
        "legacy_share": [
            {
                "from": row.start.isoformat(),
                **({"to": row.end.isoformat()} if row.end else {}),
                "share": format_percent(row.share),
            }
            for row in params.legacy_share
        ]
        or None,
        "lpr_table": [
            {
                "from": row.start.isoformat(),
                "lpr_1y": format_percent(row.one_year),
                "lpr_5y": format_percent(row.five_years),
            }
            for row in params.lpr_table
        ]
        or None,
        "overlay_from": _iso(params.overlay_from),
        "confirmed": sorted(params.confirmed) or None,
        "rounding": params.rounding,
    }
    return {name: value for name, value in told.items() if value is not None}


def params_text(params: Params) -> str:
    """Parameters as they are kept with a batch: the same ones give the same text."""
    return json.dumps(params_case(params), sort_keys=True, separators=(",", ":"))


def period_of(
    region: str,
    days: tuple[date, date, date],
    loans: list[dict[str, object]],
    params: dict[str, object],
    *,
    large_need: bool,
) -> Period:
    """The question of a household from its loans and a batch's parameters in this form.

    `days` are first and last interest day and the closing of the list.
    """
    laid_down = {name: value for name, value in params.items() if name != "rounding"}
    first, last, closed = (day.isoformat() for day in days)
    case: dict[str, object] = {
        "id": "batch",
        "region": region,
        "period_from": first,
        "period_to": last,
        "list_closed_on": closed,
        "large_need_recorded": large_need,
        "loans": loans,
        "params": laid_down,
    }
    period = read_period(Fields(case))
    rounding = str(params.get("rounding", period.params.rounding))
    return replace(period, params=replace(period.params, rounding=rounding))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _yuan(amount_fen: int | None) -> str | None:
    return None if amount_fen is None else format_yuan(amount_fen)
