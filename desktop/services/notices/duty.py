"""What the ledger holds of one loan, in the stages of the bank's duties: cover and index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import eligibility, evidence, funding, lending, returns, visits
from db import notices as register
from db.records import LoanFilter, NeedFilter
from desktop.services.notices.borrowing import told
from desktop.services.notices.returning import record_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from db.records import LoanRow, Notice, Visit
    from desktop.services.session import Session

KIND = "LZ"
STAGES = ("marketing", "intake", "before", "review", "drawing", "after")
_STAGE_OF = {
    **dict.fromkeys(("F04", "F04B"), "marketing"),
    "F07": "intake",
    **dict.fromkeys(("F08", "F09"), "before"),
    "F10": "review",
    **dict.fromkeys(("F11", "F12", "F13", "F14", "F20", "F21"), "after"),
}
_NOT_KEPT = (("review", "bank_review"), ("after", "inspection"))
"""Records that the ledger has no place for yet: each index says so."""
_EVERY, _DIGEST = 1000, 16
Entry = tuple[str, "date | None", dict[str, object]]


def gathered(session: Session, household_no: str, *, named: bool) -> list[dict[str, object]]:
    """An index for each loan that its bank reported, settled ones too."""
    del named
    found = lending.listed(session.store, LoanFilter(household_no=household_no), limit=_EVERY)
    return [{**told(session, one), "rows": _index(session, one)} for one in found]


def _index(session: Session, loan: LoanRow) -> list[dict[str, object]]:
    """What there is by stage and day; a stage or a record without anything says so."""
    entries = [*_visited(session, loan), *_papers(session, loan), *_asked(session, loan)]
    entries += _lent(session, loan)
    word, none = session.words.word, session.shelf.templates.house["list"]["none"]
    rows: list[dict[str, object]] = []
    for stage in STAGES:
        inside = [one for one in entries if one[0] == stage]
        inside.sort(key=lambda one: (one[1] is None, one[1] or session.today()))
        called: dict[str, object] = {"stage": word("duty_stage", stage)}
        rows += [{**called, "on": day, **shown} for _, day, shown in inside]
        lacking = [item for where, item in _NOT_KEPT if where == stage]
        rows += [{**called, "item": word("duty_item", item), "number": none} for item in lacking]
        if not inside and not lacking:
            rows.append({**called, "item": none})
    return rows


def _visited(session: Session, loan: LoanRow) -> Iterator[Entry]:
    """Visits up to the day of the loan are of its marketing, later ones of what follows it."""
    store = session.store
    found = visits.of_household(store, loan.household_no)
    photos = evidence.counts(store, [one.id for one in found])
    for one in found:
        later = loan.drawn_on is not None and one.visited_on > loan.drawn_on
        shown = _visit(session, one, photos.get(one.id, 0))
        yield "after" if later else "marketing", one.visited_on, shown


def _visit(session: Session, one: Visit, photos: int) -> dict[str, object]:
    word, house = session.words.word, session.shelf.templates.house
    method = word("publicity_method", one.publicity_method)
    result = word("contact_result", one.contact_result)
    proof = house["formats"]["photos"].format(count=photos) if photos else ""
    return {
        "item": f"{method} {result}".strip(),
        "number": one.visit_no,
        "by": one.officer,
        "proof": proof,
    }


def _papers(session: Session, loan: LoanRow) -> Iterator[Entry]:
    """Printed sheets of the household that are of this loan, or of none in particular."""
    found = [
        one
        for one in register.of_household(session.store, loan.household_no)
        if one.kind in _STAGE_OF and not one.voided_by and _is_of(one, loan)
    ]
    back = returns.days(session.store, [one.notice_no for one in found])
    signed: str = session.shelf.templates.house["formats"]["came_back"]
    for one in found:
        day = back.get(one.notice_no)
        item = one.title + (signed.format(day=day.isoformat()) if day else "")
        shown: dict[str, object] = {
            "item": item,
            "number": one.notice_no,
            "by": one.officer,
            "proof": one.sha256[:_DIGEST],
        }
        yield _STAGE_OF[one.kind], one.issued_on, shown


def _is_of(one: Notice, loan: LoanRow) -> bool:
    return record_of(one) in {"", loan.loan_no}


def _asked(session: Session, loan: LoanRow) -> Iterator[Entry]:
    """Needs and policy checks up to the day of the loan; later ones are of another one."""
    store, word, drawn = session.store, session.words.word, loan.drawn_on
    wanted = NeedFilter(household_no=loan.household_no)
    for need in funding.listed(store, wanted, limit=_EVERY):
        visit = need.visit
        if drawn is None or visit.visited_on <= drawn:
            item, day = word("duty_item", "need"), visit.visited_on
            yield "intake", day, {"item": item, "number": visit.visit_no, "by": visit.officer}
    for check in eligibility.listed(store, loan.household_no, limit=_EVERY):
        if drawn is None or check.checked_on <= drawn:
            shown: dict[str, object] = {
                "item": word("duty_item", "check"),
                "number": check.check_no,
                "by": check.officer,
                "proof": check.digest[:_DIGEST],
            }
            yield "before", check.checked_on, shown


def _lent(session: Session, loan: LoanRow) -> Iterator[Entry]:
    """The loan as its bank reported it."""
    if loan.drawn_on is not None:
        item = session.words.word("duty_item", "loan")
        yield "drawing", loan.drawn_on, {"item": item, "number": loan.loan_no}
