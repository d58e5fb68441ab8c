"""The values of the result sheet of a policy check (form F08)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import eligibility as checks
from desktop.errors import UserError

if TYPE_CHECKING:
    from db.records.work import EligibilityCheck
    from desktop.services.needs import (
        Boards,
        Checks,
        Figures,
        Handbook,
        Inspecting,
        Openings,
        Orders,
        Pictures,
        Wording,
    )
    from desktop.services.records.checks import CheckRow
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What sheets need beside the ledger: stored checks answered again, stale boards, words.

    `pictures` are photos made small, `inspections` the bank's rule of checks of loans.
    """

    boards: Boards
    checks: Checks
    wording: Wording
    openings: Openings
    figures: Figures
    products: Handbook
    orders: Orders
    pictures: Pictures
    inspections: Inspecting


_MET, _WAITS = "met", "pending"
_SHOWN = ("not_met", "needs_review", _WAITS, "hint", _MET)


def newest(session: Session, household_no: str) -> EligibilityCheck | None:
    """The newest stored check of a household."""
    found = checks.listed(session.store, household_no, limit=1)
    return found[0] if found else None


def named(session: Session, check_no: str) -> EligibilityCheck:
    """The stored check of that number; raises `check_unknown`."""
    found = checks.by_no(session.store, check_no)
    if found is None:
        raise UserError("check_unknown", check_no=check_no)
    return found


def values(session: Session, check: EligibilityCheck, sources: Sources) -> dict[str, object]:
    """What stands on the sheet: the stored check, answered again and found the same.

    Raises:
        UserError: `check_not_the_same` where today's program does not give the stored answer.
    """
    again = sources.checks.replay(check.check_no)
    if not again.same:
        raise UserError("check_not_the_same", check_no=check.check_no)
    words = session.words
    purpose = words.word("purpose_code", check.purpose_code)
    rows = [row for row in again.outcome.rows if row.result in _SHOWN]
    return {
        "check_no": check.check_no,
        "checked_on": check.checked_on,
        "amount": check.applied_amount_fen,
        "months": check.applied_months,
        "purpose": check.purpose_text or purpose,
        "summary": words.word("outcome", again.outcome.outcome),
        "legend": sources.wording.legend(
            ((row.clause, row.clause_short) for row in rows), again.outcome.policy_title
        ),
        "rows": [_row(session, row, sources.wording) for row in rows],
    }


def _row(session: Session, row: CheckRow, wording: Wording) -> dict[str, object]:
    """A condition with what was found and the way on; an open one with who has the fact."""
    waits = row.result == _WAITS and row.facts
    said = wording.with_distance(wording.finding(row.code, row.says), row.distances)
    said = "" if row.result in {_WAITS, _MET} else said
    open_ = row.facts if waits else (row.code,)
    steps = dict.fromkeys(wording.household_step(name) for name in open_)
    return {
        "condition": wording.rule_name(row.rule, row.title),
        "result": session.words.word("rule_result", row.result),
        "clause": row.clause_short,
        "next_step": said + "".join(step for step in steps if step not in said),
    }
