"""A claim, a recovery or a look at the fund as a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rules.compensation import LOST, OVERDUE, Claim, Spell, judge
from desktop.rules.lines.subsidy import PRODUCTS

if TYPE_CHECKING:
    from desktop.rules.lines.reading import Fields
    from desktop.rules.packs import PackSet

_NEEDED = ("id", "region")
_NAMES = (
    *_NEEDED,
    "product_code",
    "signed_on",
    "trigger",
    "cause_verified",
    "renewable",
    "overdue_spells",
    "claimed_on",
    "overdue_principal",
    "overdue_interest",
    "overdue_penalty",
    "use_deviation",
    "npl_product",
    "npl_bank",
    "fund_balance",
    "loan_balance",
    "recovered",
    "params",
    "expect",
    "note",
)
_PARAMS = ("fund_ratio", "trigger_days", "tolerance_pp", "overlay_from")


def answer(fields: Fields, packs: PackSet) -> dict[str, object]:
    """Judge the claim, split the recovery, look at the fund; raises `Fault`."""
    found = judge(read_claim(fields), packs)
    codes = found.flags
    return {
        **found.answer(),
        "reasons": [row.answer() for row in found.rows],
        "reason": found.reason,
        "questions": packs.open_points(codes),
    }


def read_claim(fields: Fields) -> Claim:
    """The question of a line; raises `Fault`."""
    fields.only(_NAMES)
    fields.need(_NEEDED)
    fields.text("id")
    trigger = fields.whole("trigger", (LOST, OVERDUE))
    recovered = fields.yuan("recovered")
    if trigger is not None or recovered is not None:
        fields.need(("product_code", "signed_on"))
    if trigger is not None:
        fields.need(("overdue_principal", "overdue_interest"))
    if trigger == OVERDUE:
        fields.need(("overdue_spells",))
    fields.yuan("overdue_penalty")
    params = fields.table("params")
    params.only(_PARAMS)
    spells = tuple(_spell(one) for one in fields.tables("overdue_spells"))
    if trigger == OVERDUE and not spells:
        raise fields.wrong("overdue_spells", '[{"from": …}]')
    return Claim(
        region=fields.region("region"),
        product_code=fields.word("product_code", PRODUCTS),
        signed_on=fields.day("signed_on"),
        trigger=trigger,
        cause_verified=fields.flag("cause_verified"),
        renewable=fields.flag("renewable"),
        spells=spells,
        claimed_on=fields.day("claimed_on"),
        overdue_principal=fields.yuan("overdue_principal"),
        overdue_interest=fields.yuan("overdue_interest"),
        use_deviation=fields.flag("use_deviation"),
        npl_product=fields.percent("npl_product", most=100),
        npl_bank=fields.percent("npl_bank", most=100),
        fund_balance=fields.yuan("fund_balance"),
        loan_balance=fields.yuan("loan_balance"),
        recovered=recovered,
        fund_ratio=params.percent("fund_ratio", most=100),
        trigger_days=params.whole("trigger_days"),
        tolerance=params.percent("tolerance_pp"),
        overlay_from=params.day("overlay_from"),
    )


def _spell(fields: Fields) -> Spell:
    fields.only(("from", "cured_on"))
    fields.need(("from",))
    start, cured = fields.day("from"), fields.day("cured_on")
    if start is None or (cured is not None and cured < start):
        raise fields.wrong("cured_on", ">= from")
    return Spell(start=start, cured_on=cured)
