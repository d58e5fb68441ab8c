"""A case of an overdue loan as it stands, from what was written of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.rules import compensation
from desktop.rules.free_text import shown
from desktop.services.loans import lines
from desktop.services.records.late import CaseLine, StepLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from db.records.follow import LoanRow
    from db.records.late import OverdueCase, OverdueEnd, OverdueStep
    from desktop.rules.packs import PackSet

LOCAL = frozenset(
    {"village_committee", "first_secretary", "work_team", "township", "assistant", "grid"}
)
"""The roles of village and township: with one of them a visit is a joint one."""
VISIT, OFFICER = "visit", "officer"
BANK = frozenset({OFFICER, "branch_head"})
"""The roles of the bank: it answers for every step, so one of them is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What lies around a case: head and village of the household, its loan, the day, the packs."""

    home: tuple[str, str]
    row: LoanRow | None
    today: date
    packs: PackSet
    region: str

    def claim_by(self, since: date | None) -> date | None:
        """The last day of the six months in which a claim for overdue is completed.

        It counts from the first overdue day (part 4 item 4); None where no rule gives one.
        """
        if since is None or self.row is None or self.row.signed_on is None:
            return None
        claim = compensation.Claim(
            region=self.region,
            product_code=self.row.product_code,
            signed_on=self.row.signed_on,
            trigger=compensation.OVERDUE,
            spells=(compensation.Spell(start=since),),
            claimed_on=self.today,
            overdue_principal=self.row.overdue_principal_fen or 0,
            overdue_interest=self.row.overdue_interest_fen or 0,
        )
        return compensation.judge(claim, self.packs).deadline


def line_of(
    one: OverdueCase, steps: list[OverdueStep], end: OverdueEnd | None, around: Around
) -> CaseLine:
    """A case as it stands: the last word counts for cause and promise, signals add up."""
    home, row, today = around.home, around.row, around.today
    told = [_step_line(step) for step in steps]
    last = end.ended_on if end else today
    since = one.overdue_since
    return CaseLine(
        case_no=one.case_no,
        loan_no=one.loan_no,
        household_no=one.household_no,
        head_name=home[0],
        village=home[1],
        source=one.source,
        opened_on=one.opened_on,
        overdue_since=since,
        days=(last - since).days if since and since <= last else None,
        overdue_principal_fen=one.overdue_principal_fen,
        overdue_interest_fen=one.overdue_interest_fen,
        now_principal_fen=row.overdue_principal_fen if row else None,
        now_interest_fen=row.overdue_interest_fen if row else None,
        still_overdue=lines.overdue_now(row, today) if row else None,
        cause=next((step.cause for step in reversed(told) if step.cause), one.cause),
        signals=_joined([one.signals, *(step.signals for step in told)]),
        note=shown(one.note),
        officer=one.officer,
        steps=tuple(told),
        joint_visits=sum(step.joint for step in told),
        renewable=next((step.renewable for step in reversed(told) if step.renewable), ""),
        promised_on=_latest(told, "promised_on"),
        next_on=_latest(told[-1:], "next_on"),
        outcome=end.outcome if end else "",
        claim_no=end.claim_no if end else "",
        ended_on=end.ended_on if end else None,
        end_reason=shown(end.reason) if end else "",
        claim_by=None if end else around.claim_by(since),
    )


def _step_line(step: OverdueStep) -> StepLine:
    people = tuple((role, name) for role, _, name in (o.partition(":") for o in step.participants))
    local = any(role in LOCAL for role, _ in people)
    return StepLine(
        step_no=step.corrects_step_no or step.step_no,
        measure=step.measure,
        happened_on=step.happened_on,
        participants=people,
        joint=step.measure == VISIT and local,
        met=shown(step.met),
        told=shown(step.told),
        cause=step.cause,
        signals=step.signals,
        renewable=step.renewable,
        promised_on=step.promised_on,
        promised_fen=step.promised_fen,
        next_on=step.next_on,
        next_step=shown(step.next_step),
        note=shown(step.note),
        officer=step.officer,
        correction_reason=shown(step.correction_reason),
    )


def _latest(steps: list[StepLine], field: str) -> date | None:
    found: Mapping[int, date] = {
        place: day for place, one in enumerate(steps) if (day := getattr(one, field)) is not None
    }
    return found[max(found)] if found else None


def _joined(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for each in found for one in each))
