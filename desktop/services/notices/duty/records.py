"""The records of a loan, kind by kind, as an evidence pack lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import deliveries, eligibility, funding, inspections, returns, visits
from db import notices as register
from db.records.needs import NeedFilter
from desktop.services.notices.duty.asked import Entry
from desktop.services.notices.returning import record_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from db.records.work import Notice, Visit
    from desktop.services.notices.duty.asked import Asked

_EVERY, _DIGEST = 1000, 16


def visits_before(asked: Asked) -> Iterator[Entry]:
    """Contacts with the household up to the day on which the loan was paid out."""
    return (_visit(asked, one) for one in _visits(asked) if asked.before(one.visited_on))


def visits_after(asked: Asked) -> Iterator[Entry]:
    """Contacts with the household since."""
    return (_visit(asked, one) for one in _visits(asked) if not asked.before(one.visited_on))


def _visits(asked: Asked) -> list[Visit]:
    return visits.of_household(asked.session.store, asked.loan.household_no)


def _visit(asked: Asked, one: Visit) -> Entry:
    word = asked.session.words.word
    method = word("publicity_method", one.publicity_method)
    result = word("contact_result", one.contact_result)
    return Entry(
        on=one.visited_on,
        item=f"{method} {result}".strip(),
        number=one.visit_no,
        by=one.kept_by or one.officer,
        table="outreach_visit",
        row=one.id,
        photos=one.id,
    )


def sheets(*kinds: str, before: bool = False) -> Callable[[Asked], Iterator[Entry]]:
    """Printed sheets of these kinds that are of the loan, or of none in particular.

    What became of each is said: that it came back signed, how it was handed over, or that it was
    only printed. Those of `before` count up to the day on which the loan was paid out: later ones
    are of another loan.
    """

    def entries(asked: Asked) -> Iterator[Entry]:
        store, loan = asked.session.store, asked.loan
        found = [
            one
            for one in register.of_household(store, loan.household_no)
            if one.kind in kinds
            and not one.voided_by
            and record_of(one) in {"", loan.loan_no}
            and (not before or asked.before(one.issued_on))
        ]
        numbers = [one.notice_no for one in found]
        back, sent = returns.days(store, numbers), deliveries.of_notices(store, numbers)
        formats = asked.session.shelf.templates.house["formats"]
        for one in found:
            said = one.title
            if one.notice_no in back:
                said += formats["came_back"].format(day=back[one.notice_no].isoformat())
            for told in sent.get(one.notice_no, ()):
                result = asked.session.words.word("delivery_result", told.result)
                said += formats["handed"].format(day=told.delivered_on or "", result=result)
            if one.notice_no not in back and not sent.get(one.notice_no):
                said += formats["only_printed"]
            yield _sheet(one, said)

    return entries


def _sheet(one: Notice, said: str) -> Entry:
    return Entry(
        on=one.issued_on,
        item=said,
        number=one.notice_no,
        by=one.officer,
        proof=one.sha256[:_DIGEST],
    )


def needs(asked: Asked) -> Iterator[Entry]:
    """What the household said that it needs money for, before the loan."""
    wanted = NeedFilter(household_no=asked.loan.household_no)
    for one in funding.listed(asked.session.store, wanted, limit=_EVERY):
        visit = one.visit
        if asked.before(visit.visited_on):
            yield Entry(
                on=visit.visited_on,
                item=asked.session.words.word("duty_item", "need"),
                number=visit.visit_no,
                by=visit.officer,
                table="outreach_visit",
                row=visit.id,
            )


def checks(asked: Asked) -> Iterator[Entry]:
    """The policy checks before the loan; later ones are of another one."""
    session = asked.session
    for one in eligibility.listed(session.store, asked.loan.household_no, limit=_EVERY):
        if asked.before(one.checked_on):
            yield Entry(
                on=one.checked_on,
                item=session.words.word("duty_item", "check"),
                number=one.check_no,
                by=one.officer,
                table="eligibility_check",
                row=one.id,
                proof=one.digest[:_DIGEST],
            )


def nothing(asked: Asked) -> Iterator[Entry]:
    """What the ledger has no place for."""
    del asked
    return iter(())


def drawing(asked: Asked) -> Iterator[Entry]:
    """The loan as its bank reported it."""
    loan = asked.loan
    if loan.drawn_on is not None:
        item = asked.session.words.word("duty_item", "loan")
        yield Entry(on=loan.drawn_on, item=item, number=loan.loan_no)


def inspected(asked: Asked) -> Iterator[Entry]:
    """The checks of the loan as they count now, each with what it concluded."""
    session = asked.session
    word = session.words.word
    for one in inspections.listed(session.store, asked.loan.loan_no):
        said = word("duty_item", "inspection"), word("inspection_kind", one.kind)
        yield Entry(
            on=one.inspected_on,
            item=" ".join((*said, word("inspection_conclusion", one.conclusion))),
            number=one.corrects_inspection_no or one.inspection_no,
            by=one.officer,
            table="post_loan_inspection",
            row=one.id,
            photos=one.id,
        )


def ended(asked: Asked) -> Iterator[Entry]:
    """How the cases that checks of the loan had opened were ended."""
    session = asked.session
    for one in inspections.ends(session.store).values():
        if one.loan_no == asked.loan.loan_no:
            outcome = session.words.word("case_outcome", one.outcome)
            yield Entry(
                on=one.ended_on,
                item=f"{session.words.word('duty_item', 'case_end')} {outcome}",
                number=one.inspection_no,
                by=one.officer,
                table="use_case_end",
                row=one.id,
            )
