"""What a line of the check says: the value compared, how far it is off, what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop.texts import word
from desktop.texts.checks import (
    ASKING_CHANGES_NOTHING,
    BALANCE,
    COMPARED,
    NO_BALANCE,
    PURPOSE,
    amount,
    finding,
    next_step,
    not_asked,
    rule_name,
    with_distance,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.records.checks import CheckForm, CheckOutcome, CheckRequest, CheckRow

GROUPS = ("not_met", "needs_review", "pending", "met", "hint", "not_applicable")
FOLDED = "not_applicable"
_FEN = 100
_GAP = "\0"
_ENUMS = ("credit_conclusion", "industry_class", "guarantee_type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the table: the head of a group with its count, or a finding in words."""

    group: str
    count: int = 0
    open: bool = True
    row: CheckRow | None = None
    item: str = ""
    says: str = ""
    step: str = ""
    short: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same line after another answer."""
        return (self.group, self.row.rule, self.row.code) if self.row else (self.group, "", "")


def lines(
    outcome: CheckOutcome, form: CheckForm, request: CheckRequest, *, unfolded: bool
) -> list[Line]:
    """All findings by group, the failed ones first; what does not apply stays folded."""
    values = compared(outcome, form, request)
    found: list[Line] = []
    for group in GROUPS:
        rows = [row for row in outcome.rows if row.result == group]
        shown = group != FOLDED or unfolded
        if rows:
            found.append(Line(group=group, count=len(rows), open=shown))
        if shown:
            found += [line(row, values) for row in rows]
    return found


def line(row: CheckRow, values: Mapping[str, str]) -> Line:
    """One finding in words."""
    asked = row.facts if row.result == "pending" else ()
    step = "".join(dict.fromkeys(next_step(name) for name in asked or (row.code,)))
    return Line(
        group=row.result,
        row=row,
        item=rule_name(row.rule, row.title),
        says=_says(row, values).replace(step, "") if step else _says(row, values),
        step="" if row.result == "pending" and not row.facts else step,
        short=row.clause_short,
    )


def _says(row: CheckRow, values: Mapping[str, str]) -> str:
    if row.result == "met":
        return values.get(row.rule, "")
    if row.result == "pending":
        if not row.facts:
            return ASKING_CHANGES_NOTHING
        return not_asked(row.facts) if row.code == "fact_missing" else finding(row.code, row.says)
    return with_distance(finding(row.code, row.says), row.distances) if row.code else ""


def compared(outcome: CheckOutcome, form: CheckForm, request: CheckRequest) -> dict[str, str]:
    """By rule, the value that was compared; rules without one are left out."""
    facts = {**form.ledger.get(request.member_no, {}), **request.facts}
    live = _fen(facts.get("live_bfxe_balance")) or 0
    old = _fen(facts.get("live_tpxe_balance"))
    values = {
        "policy": outcome.policy_title.split(" ")[0],
        "roster_as_of": f"{form.roster_as_of:%Y-%m-%d}" if form.roster_as_of else "",
        "category": _category(facts),
        "id_masked": _masked(form, request),
        "age": _age(facts, request.applied_on or form.today),
        "purpose": _purpose(request),
        "total": amount(request.amount_fen + live),
        "months": str(request.months),
        "max_amount": amount(outcome.limits.get("max_amount", 0)),
        "max_months": str(outcome.limits.get("max_months", "")),
        "old_balance": _balance(old),
        **{name: word(name, str(facts.get(name, ""))) for name in _ENUMS},
    }
    known = {name: text for name, text in values.items() if text}
    said = {rule: text.format_map(_Known(known)) for rule, text in COMPARED.items()}
    return {rule: text for rule, text in said.items() if _GAP not in text}


class _Known(dict[str, str]):
    """Values by name; one that is not known leaves a gap."""

    def __missing__(self, name: str) -> str:
        return _GAP


def _balance(fen: int | None) -> str:
    if fen is None:
        return ""
    return BALANCE.format(amount=amount(fen)) if fen else NO_BALANCE


def _category(facts: Mapping[str, object]) -> str:
    monitored = str(facts.get("monitor_category", "none"))
    if monitored != "none":
        return word("monitor_category", monitored)
    return word("household_type", str(facts.get("household_type", "")))


def _masked(form: CheckForm, request: CheckRequest) -> str:
    """The roster's number, masked, where the card agrees with it."""
    if request.facts.get("id_number") != "same":
        return ""
    return next((m.id_masked for m in form.members if m.member_no == request.member_no), "")


def _age(facts: Mapping[str, object], on: date) -> str:
    """Full years on the day, by the number on the card or on the roster."""
    number = str(facts.get("id_number", ""))
    number = str(facts.get("roster_id_number", "")) if number == "same" else number
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return ""
    return str(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def _purpose(request: CheckRequest) -> str:
    code = word("purpose_code", request.purpose_code)
    text = request.purpose_text
    return PURPOSE.format(purpose=code, text=text) if text else code


def _fen(text: object) -> int | None:
    """An answered amount ("12.30" yuan) in fen, None where there is none."""
    whole, _, places = str(text or "").partition(".")
    return int(whole) * _FEN + int(places.ljust(2, "0")[:2] or 0) if whole.isdecimal() else None
