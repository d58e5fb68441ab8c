"""One contract, or the wish to renew or extend it, as a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rules.facts import CONDITIONS
from desktop.rules.lines.subsidy import PRODUCTS, RENEWALS
from desktop.rules.renewal import Request, resolve
from desktop.rules.verdict import OUTCOMES

if TYPE_CHECKING:
    from datetime import date

    from desktop.rules.lines.reading import Fields
    from desktop.rules.packs import PackSet

_NEEDED = ("id", "region", "product_code", "signed_on", "drawn_on", "maturity_on")
_NAMES = (
    *_NEEDED,
    "renewal_type",
    "requested_on",
    "months",
    "prior_count",
    "repaid_on",
    "on_roster",
    "overdue",
    "area_suspended",
    "eligibility",
    *CONDITIONS,
    "params",
    "expect",
    "note",
)


def answer(fields: Fields, packs: PackSet) -> dict[str, object]:
    """Bind the contract and judge the request; raises `Fault`."""
    found = resolve(read_request(fields), packs)
    codes = found.codes
    return {
        **found.answer(),
        "reasons": [row.answer() for row in found.rows],
        "reason": found.reason,
        "questions": packs.open_points(codes),
    }


def read_request(fields: Fields) -> Request:
    """The question of a line; raises `Fault`."""
    fields.only(_NAMES)
    fields.need(_NEEDED)
    fields.text("id")
    kind = fields.word("renewal_type", RENEWALS)
    if kind is not None:
        fields.need(("requested_on",))
    params = fields.table("params")
    params.only(("overlay_from",))
    signed, drawn, matures = (_day(fields, name) for name in _NEEDED[3:])
    if matures <= drawn:
        raise fields.wrong("maturity_on", "> drawn_on")
    return Request(
        region=fields.region("region"),
        product_code=fields.word("product_code", PRODUCTS) or "",
        signed_on=signed,
        drawn_on=drawn,
        maturity_on=matures,
        renewal_type=kind,
        requested_on=fields.day("requested_on"),
        months=fields.whole("months", least=1),
        prior_count=fields.whole("prior_count", (0, 1)),
        repaid_on=fields.day("repaid_on"),
        on_roster=fields.flag("on_roster"),
        overdue=fields.flag("overdue"),
        area_suspended=fields.flag("area_suspended"),
        eligibility=fields.word("eligibility", OUTCOMES),
        overlay_from=params.day("overlay_from"),
        **{name: fields.flag(name) for name in CONDITIONS},
    )


def _day(fields: Fields, name: str) -> date:
    day = fields.day(name)
    assert day is not None  # noqa: S101 - `need` has seen it
    return day
