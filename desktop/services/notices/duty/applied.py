"""What was applied for and what the bank said to it, and claims on the risk fund, for a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import applications, compensation
from desktop.services.notices.duty.asked import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.records.applying import Applied
    from desktop.services.notices.duty.asked import Asked


def applied(asked: Asked) -> Iterator[Entry]:
    """The applications of the household before the loan; one that another loan followed is not."""
    for known in _applications(asked):
        one = known.application
        yield Entry(
            on=one.applied_on,
            item=asked.session.words.word("duty_item", "application"),
            number=one.application_no,
            by=one.officer,
            table="application",
            row=one.id,
        )


def answered(asked: Asked) -> Iterator[Entry]:
    """What the bank said to these applications; what was corrected stands beside it."""
    word = asked.session.words.word
    for known in _applications(asked):
        number = known.application.application_no
        for said in known.decisions:
            told = word("duty_item", "bank_word"), word("bank_decision", said.decision)
            yield Entry(
                on=said.decided_on,
                item=" ".join(told),
                number=number,
                by=said.said_by or said.officer,
                table="bank_decision",
                row=said.id,
            )


def signed(asked: Asked) -> Iterator[Entry]:
    """The contract of the loan, as it was written last."""
    for known in _applications(asked):
        for one in known.contracts[-1:]:
            yield Entry(
                on=one.signed_on,
                item=asked.session.words.word("duty_item", "contract"),
                number=one.contract_no,
                by=one.officer,
                table="loan_contract",
                row=one.id,
            )


def _applications(asked: Asked) -> list[Applied]:
    """The application of the loan, where one is bound to it; else those that led to no other."""
    wanted = applications.Wanted(household_no=asked.loan.household_no)
    known = [
        one
        for one in applications.listed(asked.session.store, wanted)
        if asked.before(one.application.applied_on)
    ]
    own = [one for one in known if asked.loan.loan_no in one.loan_nos]
    return own or [one for one in known if not one.loan_nos]


def claimed(asked: Asked) -> Iterator[Entry]:
    """Claims of the loan on the risk fund, each revision, what offices said, what was recovered."""
    session, loan = asked.session, asked.loan.loan_no
    word = session.words.word
    filed = [one for one in compensation.claims(session.store) if one.loan_no == loan]
    for one in filed:
        yield Entry(
            on=one.claimed_on,
            item=word("duty_item", "claim"),
            number=one.claim_no,
            by=one.officer,
            table="compensation_claim",
            row=one.id,
        )
    numbers = {one.id: one.claim_no for one in filed}
    for said in compensation.reviews(session.store) if filed else ():
        if said.claim in numbers:
            told = word("claim_office", said.office), word("claim_result", said.result)
            yield Entry(
                on=said.reviewed_on,
                item=" ".join(told),
                number=numbers[said.claim],
                by=said.officer,
                table="claim_review",
                row=said.id,
            )
    struck = {one.recovery_no for one in compensation.strikes(session.store)} if filed else set()
    for back in compensation.recoveries(session.store) if filed else ():
        if back.loan_no == loan and back.recovery_no not in struck:
            yield Entry(
                on=back.recovered_on,
                item=word("duty_item", "recovery"),
                number=back.recovery_no,
                by=back.officer,
                table="recovery",
                row=back.id,
            )
