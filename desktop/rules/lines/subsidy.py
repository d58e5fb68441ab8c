"""One household and settlement period as a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rules.lines.reading import Fault, Fields
from desktop.rules.money import RATE_ONE
from desktop.rules.subsidy import (
    OPEN_READINGS,
    Loan,
    LprRow,
    Params,
    Period,
    ShareRow,
    settle,
)

if TYPE_CHECKING:
    from datetime import date

    from desktop.rules.packs import PackSet

PRODUCTS = ("BFXE", "TPXE", "FPXE", "NHDK")
_PRODUCTS = (*PRODUCTS, "CYDB")
_NEEDED = ("id", "region", "period_from", "period_to", "list_closed_on", "loans")
_NAMES = (
    *_NEEDED,
    "large_need_recorded",
    "roster_exited_on",
    "area_suspended",
    "params",
    "expect",
    "note",
)
_LOAN_NEEDED = (
    "loan_no",
    "product_code",
    "signed_on",
    "drawn_on",
    "maturity_on",
    "principal",
    "rate",
)
_LOAN_NAMES = (
    *_LOAN_NEEDED,
    "renewal_type",
    "balance_changes",
    "settled_on",
    "bank_interest",
    "bank_rate",
    "interest_paid",
    "paid_on",
    "penalty_paid",
    "bank_claimed",
    "double_subsidy",
    "use_deviation",
)
_PARAMS = (
    "day_basis",
    "tolerance",
    "local_share",
    "local_base_limit",
    "legacy_share",
    "lpr_table",
    "overlay_from",
    "confirmed",
)
_BASIS = (360, 365)
RENEWALS = ("renewal", "extension")


def answer(fields: Fields, packs: PackSet) -> dict[str, object]:
    """Settle the household's loans; raises `Fault`."""
    lines = settle(read_period(fields), packs)
    return {
        "lines": [
            {**line.answer(), "reason": line.reason, "questions": packs.open_points(line.flags)}
            for line in lines
        ]
    }


def read_period(fields: Fields) -> Period:
    """The question of a line; raises `Fault`."""
    fields.only(_NAMES)
    fields.need(_NEEDED)
    fields.text("id")
    fields.day("roster_exited_on")
    fields.flag("area_suspended")
    first, last, closed = _days(fields, "period_from", "period_to", "list_closed_on")
    if last < first:
        raise fields.wrong("period_to", ">= period_from")
    return Period(
        region=fields.region("region"),
        period_from=first,
        period_to=last,
        list_closed_on=closed,
        large_need_recorded=fields.flag("large_need_recorded"),
        loans=tuple(_loan(one) for one in fields.tables("loans")),
        params=_params(fields.table("params")),
    )


def _days(fields: Fields, *names: str) -> list[date]:
    found = [fields.day(name) for name in names]
    return [one for one in found if one is not None]


def _loan(fields: Fields) -> Loan:
    fields.only(_LOAN_NAMES)
    fields.need(_LOAN_NEEDED)
    fields.yuan("penalty_paid")
    signed, drawn, matures = _days(fields, "signed_on", "drawn_on", "maturity_on")
    if matures <= drawn:
        raise fields.wrong("maturity_on", "> drawn_on")
    principal = fields.yuan("principal") or 0
    changes = tuple(_change(one, drawn) for one in fields.tables("balance_changes"))
    if principal + sum(amount for _, amount in changes) < 0:
        raise fields.wrong("balance_changes", "<= principal")
    return Loan(
        loan_no=fields.text("loan_no") or "",
        product_code=fields.word("product_code", _PRODUCTS) or "",
        renewal_type=fields.word("renewal_type", RENEWALS),
        signed_on=signed,
        drawn_on=drawn,
        maturity_on=matures,
        principal=principal,
        rate=fields.percent("rate") or 0,
        balance_changes=changes,
        settled_on=fields.day("settled_on"),
        bank_interest=fields.yuan("bank_interest"),
        bank_rate=fields.percent("bank_rate"),
        interest_paid=fields.yuan("interest_paid"),
        paid_on=fields.day("paid_on"),
        bank_claimed=fields.yuan("bank_claimed"),
        double_subsidy=fields.flag("double_subsidy"),
        use_deviation=fields.flag("use_deviation"),
    )


def _change(fields: Fields, drawn: date) -> tuple[date, int]:
    fields.only(("date", "amount"))
    fields.need(("date", "amount"))
    day, amount = fields.day("date"), fields.yuan("amount", negative=True)
    if day is None or amount is None or day < drawn:
        raise fields.wrong("date", ">= drawn_on")
    return day, amount


def _params(fields: Fields) -> Params:
    fields.only(_PARAMS)
    tolerance = fields.yuan("tolerance")
    return Params(
        day_basis=fields.whole("day_basis", _BASIS) or _BASIS[0],
        tolerance=1 if tolerance is None else tolerance,
        local_share=fields.percent("local_share", most=100),
        local_base_limit=fields.yuan("local_base_limit"),
        legacy_share=tuple(_share(one) for one in fields.tables("legacy_share")),
        lpr_table=tuple(_lpr(one) for one in fields.tables("lpr_table")),
        overlay_from=fields.day("overlay_from"),
        confirmed=_confirmed(fields),
    )


def _share(fields: Fields) -> ShareRow:
    fields.only(("from", "to", "share"))
    fields.need(("from", "share"))
    (start,) = _days(fields, "from")
    end, share = fields.day("to"), fields.percent("share", most=100)
    if end is not None and end < start:
        raise fields.wrong("to", ">= from")
    return ShareRow(start=start, end=end, share=RATE_ONE if share is None else share)


def _lpr(fields: Fields) -> LprRow:
    names = ("from", "lpr_1y", "lpr_5y")
    fields.only(names)
    fields.need(names)
    (start,) = _days(fields, "from")
    return LprRow(
        start=start,
        one_year=fields.percent("lpr_1y") or 0,
        five_years=fields.percent("lpr_5y") or 0,
    )


def _confirmed(fields: Fields) -> frozenset[str]:
    value = fields.raw.get("confirmed")
    if value is None:
        return frozenset()
    if not isinstance(value, list) or not all(one in sorted(OPEN_READINGS) for one in value):
        raise Fault("bad_value", fields.where("confirmed"), " / ".join(sorted(OPEN_READINGS)))
    return frozenset(value)
