"""Forms that came back signed: told by number or code, kept with the record that they are of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import households, lending, publicity, returns
from db import notices as register
from db.records.work import PaperReturn
from desktop.errors import UserError
from desktop.services.notices import publishing
from desktop.services.notices.slips import scanned, several, typed
from desktop.services.records.papers import Paper, PaperBack

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.records.work import Notice
    from desktop.services.records.papers import Verified
    from desktop.services.session import Session

RECORD = "record"
"""What the register keeps of a filled form: the number of the record that it is about."""


def paper(session: Session, text: str, verify: Callable[[str], Verified]) -> Paper:
    """The form of a number, its last digits, its check code or the text of its code.

    Raises:
        UserError: `form_unknown`, `form_several` (known), `form_none`, `form_voided`,
            `slip_not_ours`.
    """
    said = text.strip()
    found = [known] if (known := _of_code(session, said, verify)) else _of_number(session, said)
    if not found:
        raise UserError("form_unknown", notice_no=said)
    if len(found) > 1:
        raise UserError("form_several", known=several(found))
    return _told(session, found[0])


def take_back(session: Session, given: PaperBack, verify: Callable[[str], Verified]) -> Paper:
    """Keep that a form came back, and whose it is.

    Raises:
        UserError: as `paper`, and `form_back_already`, `form_of_another`, `form_whose`,
            `form_before_print`, `day_in_future`, `household_unknown`, `loan_unknown`,
            `batch_unknown`, `activity_unknown`.
    """
    known = paper(session, given.text, verify)
    if known.returned_on is not None and not given.again:
        raise UserError(
            "form_back_already", notice_no=known.notice_no, day=known.returned_on.isoformat()
        )
    notice = register.by_no(session.store, known.notice_no)
    day = given.returned_on or session.today()
    if day > session.today():
        raise UserError("day_in_future")
    if notice is not None and day < notice.issued_on:
        raise UserError("form_before_print", day=notice.issued_on.isoformat())
    household_no, record_no = _whose(session, known, given, notice)
    returns.keep(
        session.store,
        session.officer,
        PaperReturn(
            id="",
            notice_no=known.notice_no,
            kind=known.kind,
            township_code=_township(session, household_no, notice),
            household_no=household_no,
            record_no=record_no,
            note=given.note.strip(),
            returned_on=day,
        ),
    )
    return replace(
        known,
        household_no=household_no,
        record_no=record_no,
        returned_on=day,
        note=given.note.strip(),
    )


def _of_code(session: Session, text: str, verify: Callable[[str], Verified]) -> Notice | None:
    return scanned(session, text, verify) if "BF1:" in text else None


def _of_number(session: Session, text: str) -> list[Notice]:
    sheets = session.shelf.templates.sheets.values()
    return typed(session, text, [one.kind for one in sheets if one.blank is not None])


def _told(session: Session, one: Notice) -> Paper:
    sheet = session.shelf.templates.sheets.get(one.kind)
    if sheet is None or sheet.blank is None:
        raise UserError("form_none", notice_no=one.notice_no, title=one.title)
    if one.voided_by:
        raise UserError("form_voided", notice_no=one.notice_no)
    back = returns.of_paper(session.store, one.notice_no)
    return Paper(
        notice_no=one.notice_no,
        kind=one.kind,
        title=one.title,
        about=sheet.blank.about,
        subject=one.subject,
        household_no=back.household_no if back else one.household_no,
        record_no=back.record_no if back else record_of(one),
        returned_on=back.returned_on if back else None,
        note=back.note if back else "",
    )


def record_of(one: Notice) -> str:
    """The number of the record that a filled form is about, empty where it has none."""
    return str(kept_of(one).get(RECORD, ""))


def kept_of(one: Notice) -> dict[str, object]:
    """What the register keeps of a sheet beside its digest."""
    try:
        found = json.loads(one.params) if one.params else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _whose(
    session: Session, known: Paper, given: PaperBack, notice: Notice | None
) -> tuple[str, str]:
    """Household and record of a paper, both as the ledger knows them."""
    printed = notice.household_no if notice is not None else ""
    record = given.record_no.strip() or (
        "" if given.household_no and given.household_no != known.household_no else known.record_no
    )
    household_no = given.household_no or printed or known.household_no
    if known.about == "loan" and record:
        record, household_no = _loan(session, record, given.household_no)
    elif record:
        _check_record(session, known.about, record)
    if printed and household_no != printed:
        raise UserError("form_of_another", notice_no=known.notice_no)
    if known.about in {"household", "loan"} and not household_no:
        raise UserError("form_whose", title=known.title)
    if household_no and households.get(session.store, household_no) is None:
        raise UserError("household_unknown", household_no=household_no)
    return household_no, record


def _loan(session: Session, record: str, household_no: str) -> tuple[str, str]:
    """The one loan that is named so, and its household; a household that was said must be it."""
    numbers = lending.named(session.store, record)
    loan = lending.by_no(session.store, numbers[0]) if len(numbers) == 1 else None
    if loan is None or household_no not in {"", loan.household_no}:
        raise UserError("loan_unknown", loan_no=record)
    return loan.loan_no, loan.household_no


def _check_record(session: Session, about: str, record: str) -> None:
    store = session.store
    if about == "batch" and not publishing.known(store, record):
        raise UserError("batch_unknown", batch_no=record)
    if about == "activity" and publicity.by_no(store, record) is None:
        raise UserError("activity_unknown", activity_no=record)


def _township(session: Session, household_no: str, notice: Notice | None) -> str:
    """Of which township the paper is: the household's, else that of the sheet."""
    own = households.township_of(session.store, household_no) if household_no else ""
    return own or (notice.township_code if notice is not None else "")
