"""The ways out of a loan at its maturity, each with what the policy says of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import eligibility as checks
from db import lending, rosters
from desktop.errors import UserError
from desktop.rules import renewal as rules
from desktop.rules.facts import CONDITIONS
from desktop.rules.verdict import HINT
from desktop.services.loans.lines import UNSIGNED, overdue_now, renewals
from desktop.services.records.lending import ConditionRow, Exit, ExitRow, MaturityCard

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from db.records.follow import LoanRow
    from db.records.work import EligibilityCheck
    from desktop.rules.packs import PackSet
    from desktop.rules.renewal import Renewal, Request
    from desktop.services.loans.lines import Place
    from desktop.services.records.lending import LoanLine
    from desktop.services.session import Session

_KINDS = ("renewal", "extension")
_OUTCOMES = ("eligible", "needs_review", "pending", "not_eligible")
_MOST_MONTHS = 600
_OPEN = "open"
_OFF_ROSTER = "off_roster_at_maturity"
_RESTS_ON = {"conditions_not_met": "not_met", "conditions_need_review": "needs_review"}
"""The findings that say what the last check came to, and the results they sum up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A request on a day with what the ledger knows for it; None is unknown.

    `agreed`: the bank has agreed to a renewal or an extension that its list does not show yet.
    """

    on: date
    months: int | None
    on_roster: bool | None
    overdue: bool | None
    area_suspended: bool | None
    check: EligibilityCheck | None
    conditions: Mapping[str, bool | None]
    agreed: bool = False

    @property
    def eligibility(self) -> str | None:
        """The outcome of the check, as the rules of a renewal take it."""
        found = self.check.overall_result if self.check else ""
        return found if found in _OUTCOMES else None


def day_of(session: Session, row: LoanRow, on: date | None) -> date:
    """The day of a request that is not dated: today, or the day of the maturity if earlier."""
    today = session.today()
    return on or (min(today, row.matures_on) if row.matures_on else today)


def wish(
    session: Session,
    row: LoanRow,
    day: date,
    *,
    months: int | None,
    area_suspended: bool | None,
    conditions: Mapping[str, bool | None],
    agreed: bool,
) -> Wish:
    """What is known for a request; raises `months_invalid`."""
    if months is not None and not 0 < months <= _MOST_MONTHS:
        raise UserError("months_invalid")
    store = session.store
    listed = rosters.entry(store, row.household_no, day) is not None
    told = bool(row.loan_status) or row.overdue_since is not None
    return Wish(
        on=day,
        conditions=conditions,
        agreed=agreed,
        months=months,
        on_roster=listed if row.household_status else None,
        overdue=overdue_now(row, day) if told else None,
        area_suspended=area_suspended,
        check=_checked(session, row, day),
    )


def _checked(session: Session, row: LoanRow, day: date) -> EligibilityCheck | None:
    """The last check of the borrower that still counts on a day."""
    for one in checks.listed(session.store, row.household_no):
        lasts = one.valid_until is None or day <= one.valid_until
        if one.checked_on <= day and lasts and row.member_no in {"", one.member_no}:
            return one
    return None


def card(session: Session, loan: LoanLine, row: LoanRow, asked: Wish, place: Place) -> MaturityCard:
    """The loan with its ways out; a loan of another kind is only to be repaid."""
    found: list[Exit] = [_plain("repay")]
    last = None
    conditions: tuple[ConditionRow, ...] = ()
    if row.product_code in lending.PRODUCTS:
        answers = {kind: answer(row, asked, place, kind) for kind in _KINDS}
        conditions = _conditions(answers["renewal"])
        found += [_exit(kind, one, asked, place) for kind, one in answers.items()]
        found.append(_farmer_loan(place))
        told = answers["renewal"]
        last = told.last_subsidy_day if told else None
    at_maturity = None
    if row.matures_on and row.matures_on <= session.today() and row.household_status:
        at_maturity = rosters.entry(session.store, row.household_no, row.matures_on) is not None
    return MaturityCard(
        loan=loan,
        exits=tuple(found),
        last_subsidy_day=last,
        roster_on_maturity=at_maturity,
        conditions=conditions,
        agreed=asked.agreed,
    )


def _conditions(found: Renewal | None) -> tuple[ConditionRow, ...]:
    """The four conditions under which a renewal alone lowers no risk class, as they were told."""
    rows = [one for one in found.rows if one.rule.startswith(rules.NO_DOWNGRADE)] if found else []
    said = {"met": "yes", HINT: "no"}
    return tuple(
        ConditionRow(fact=fact, answer=said.get(one.result, ""), ref=one.clause)
        for fact, one in zip(CONDITIONS, rows, strict=False)
    )


def answer(row: LoanRow, asked: Wish, place: Place, kind: str) -> Renewal | None:
    """What the rules say; nothing while a day of the contract is missing."""
    if row.signed_on is None or row.drawn_on is None or row.matures_on is None:
        return None
    request: Request = rules.Request(
        region=place.region,
        product_code=row.product_code,
        signed_on=row.signed_on,
        drawn_on=row.drawn_on,
        maturity_on=row.matures_on,
        renewal_type=kind,
        requested_on=asked.on,
        months=asked.months,
        prior_count=1 if asked.agreed else renewals(row),
        on_roster=asked.on_roster,
        overdue=asked.overdue,
        area_suspended=asked.area_suspended,
        eligibility=asked.eligibility,
        overlay_from=place.overlay_from,
        lawful=asked.conditions.get("lawful"),
        operating=asked.conditions.get("operating"),
        credit_good=asked.conditions.get("credit_good"),
        no_evasion=asked.conditions.get("no_evasion"),
    )
    return rules.resolve(request, place.packs)


def _exit(kind: str, answer: Renewal | None, asked: Wish, place: Place) -> Exit:
    if answer is None:
        return _plain(kind, outcome="needs_review", codes=(UNSIGNED,))
    behind = _behind(answer, asked.check, place.packs)
    return Exit(
        kind=kind,
        outcome=answer.outcome,
        codes=answer.codes,
        missing=answer.missing,
        policy_pack=answer.policy_pack or "",
        reason=answer.reason,
        clause=answer.clause,
        rows=tuple(
            ExitRow(
                rule=one.rule,
                result=one.result,
                code=one.code or "",
                ref=one.clause,
                title=one.title,
                says=one.says,
            )
            for one in answer.rows
        ),
        behind=behind,
        checked_on=asked.check.checked_on if behind and asked.check else None,
    )


def _behind(answer: Renewal, check: EligibilityCheck | None, packs: PackSet) -> tuple[ExitRow, ...]:
    """The conditions of the last check that the answer rests on, in the order of the check."""
    results = {result for code, result in _RESTS_ON.items() if code in answer.codes}
    if check is None or not results:
        return ()
    found = []
    for row in json.loads(check.rows):
        if row["result"] in results:
            title, says = _own_words(packs, row["rule"], row["code"])
            found.append(
                ExitRow(
                    rule=row["rule"],
                    result=row["result"],
                    code=row["code"] or "",
                    ref=row["clause"],
                    title=title,
                    says=says,
                )
            )
    return tuple(found)


def _own_words(packs: PackSet, name: str, code: str | None) -> tuple[str, str]:
    """What a pack calls a condition and a finding of its own; empty where it has no such words."""
    for pack in packs.packs.values():
        for rule in pack.rules:
            if rule.name == name:
                says = next((one.says for one in rule.findings if one.code == code), "")
                if rule.title or says:
                    return rule.title, says
    return "", ""


def _farmer_loan(place: Place) -> Exit:
    """The ordinary loan of a farmer, with the clause that opens it to who left the roster."""
    pack = place.packs.in_region(place.region, lending.PRODUCTS[0])
    clause = next(
        (
            rule.clause.ref
            for rule in pack.gates.get("renewal", ())
            if any(finding.code == _OFF_ROSTER for finding in rule.findings)
        ),
        "",
    )
    return _plain("farmer_loan", clause=clause)


def _plain(
    kind: str, *, outcome: str = _OPEN, codes: tuple[str, ...] = (), clause: str = ""
) -> Exit:
    return Exit(
        kind=kind,
        outcome=outcome,
        codes=codes,
        missing=(),
        policy_pack="",
        reason="",
        clause=clause,
        rows=(),
    )
