"""Overdue cases with their steps, and requests to renew with the bank's word, for a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import late
from desktop.services.notices.duty.asked import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.records.late import OverdueCase
    from desktop.services.notices.duty.asked import Asked


def pursued(asked: Asked) -> Iterator[Entry]:
    """Each overdue case of the loan: that it was opened, what was done with whom, how it ended."""
    session = asked.session
    known = late.cases(session.store, asked.loan.loan_no)
    steps, ends = (late.steps(session.store), late.ends(session.store)) if known else ({}, {})
    word = session.words.word
    for case in known:
        yield _opened(asked, case)
        for one in steps.get(case.case_no, ()):
            people = " ".join(name.partition(":")[2] for name in one.participants)
            said = word("duty_item", "pursuit"), word("overdue_measure", one.measure), people
            yield Entry(
                on=one.happened_on,
                item=" ".join(filter(None, said)),
                number=one.corrects_step_no or one.step_no,
                by=one.officer,
                table="overdue_step",
                row=one.id,
            )
        end = ends.get(case.case_no)
        if end is not None:
            yield Entry(
                on=end.ended_on,
                item=f"{word('duty_item', 'overdue_end')} {word('overdue_outcome', end.outcome)}",
                number=case.case_no,
                by=end.officer,
                table="overdue_end",
                row=end.id,
            )


def _opened(asked: Asked, case: OverdueCase) -> Entry:
    return Entry(
        on=case.opened_on,
        item=asked.session.words.word("duty_item", "overdue_case"),
        number=case.case_no,
        by=case.officer,
        table="overdue_case",
        row=case.id,
    )


def renewed(asked: Asked) -> Iterator[Entry]:
    """Requests to renew or extend the loan, and what the bank said of each."""
    session = asked.session
    known = late.requests(session.store, asked.loan.loan_no)
    decisions = late.decisions(session.store) if known else {}
    word = session.words.word
    for request in known:
        yield Entry(
            on=request.requested_on,
            item=" ".join((word("duty_item", "renewal"), word("loan_exit", request.renewal_type))),
            number=request.request_no,
            by=request.officer,
            table="renewal_request",
            row=request.id,
        )
        for one in decisions.get(request.request_no, ()):
            yield Entry(
                on=one.decided_on,
                item=" ".join(
                    (word("duty_item", "bank_word"), word("renewal_decision", one.decision))
                ),
                number=request.request_no,
                by=one.decided_by or one.officer,
                table="renewal_decision",
                row=one.id,
            )
