"""What the interest of a year would come to: an example for the talk at the door.

The bank lays down the rate (national notice, part 1 item 4); the example takes one that is typed.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop.rules import periods
from desktop.rules.explain import Settled, explain
from desktop.rules.money import format_percent, parse_percent
from desktop.rules.subsidy import Loan, Params, Period, settle
from desktop.services.records.checks import SubsidyExample
from desktop.services.records.figures import FigureLine

if TYPE_CHECKING:
    from desktop.rules.packs import PackSet

_PRODUCT = "BFXE"
_YEAR = 360


def example(
    packs: PackSet,
    params: Params,
    *,
    region: str,
    drawn_on: date,
    amount_fen: int,
    months: int,
    rate: str,
    large_need: bool,
) -> SubsidyExample:
    """The interest of the first year, or of the whole term if it is shorter.

    Raises:
        UserError: `rate_form`.
    """
    matures = periods.add_months(drawn_on, months)
    last = min(drawn_on + timedelta(days=_YEAR), matures) - timedelta(days=1)
    loan = Loan(
        loan_no="example",
        product_code=_PRODUCT,
        signed_on=drawn_on,
        drawn_on=drawn_on,
        maturity_on=matures,
        principal=amount_fen,
        rate=parse_percent(rate),
        interest_paid=amount_fen,
        paid_on=last,
    )
    period = Period(
        region=region,
        period_from=drawn_on,
        period_to=last,
        list_closed_on=last,
        loans=(loan,),
        large_need_recorded=large_need,
        params=params,
    )
    (line,) = settle(period, packs)
    settled = Settled(period=period, line=line)
    found = explain(settled, "household", packs)
    return SubsidyExample(
        rate=format_percent(loan.rate),
        days=line.days,
        basis=params.day_basis,
        interest_fen=found.interest_fen,
        parts=found.parts,
        figures=tuple(map(FigureLine.of, explain(settled, "officer", packs).figures)),
        flags=line.flags,
        clauses=line.clauses,
    )
