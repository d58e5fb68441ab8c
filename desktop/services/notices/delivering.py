"""How a collection notice came to its borrower: signed for, refused before a witness, or missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import deliveries
from db import notices as register
from db.records.work import Delivery
from desktop.errors import UserError
from desktop.rules.free_text import shown
from desktop.services.records.rounds import DeliveryLine

if TYPE_CHECKING:
    from collections.abc import Collection

    from db.records.work import Notice
    from desktop.services.records.rounds import DeliveryEntry
    from desktop.services.session import Session

KINDS = frozenset({"F13"})
"""Sheets that must reach the one whom they are for."""

_REFUSED, _MISSED = "refused", "missed"
_LONGEST = {"delivered_by": 40, "witness": 40, "note": 200}


def deliver(session: Session, notice_no: str, entry: DeliveryEntry) -> DeliveryLine:
    """Write how a try ended; an earlier one stays on record.

    Raises:
        UserError: `notice_unknown`, `delivery_other_kind`, `delivery_voided`, `word_unknown`,
            `delivery_day_wrong`, `delivery_witness_missing`, `delivery_note_missing`,
            `words_too_long`.
    """
    notice = register.by_no(session.store, notice_no)
    if notice is None:
        raise UserError("notice_unknown", notice_no=notice_no)
    _allow(session, notice, entry)
    words = session.words
    made = Delivery(
        id="",
        notice_no=notice_no,
        township_code=notice.township_code,
        way=words.code("delivery_way", entry.way),
        result=words.code("delivery_result", entry.result),
        delivered_by=entry.delivered_by.strip() or session.officer,
        witness=entry.witness.strip(),
        note=entry.note.strip(),
        delivered_on=entry.delivered_on,
    )
    return _line(deliveries.keep(session.store, session.officer, made))


def of_notices(session: Session, numbers: Collection[str]) -> dict[str, tuple[DeliveryLine, ...]]:
    """The tries of these sheets by number, the last one last."""
    found = deliveries.of_notices(session.store, numbers)
    return {number: tuple(map(_line, every)) for number, every in found.items()}


def _allow(session: Session, notice: Notice, entry: DeliveryEntry) -> None:
    if notice.kind not in KINDS:
        raise UserError("delivery_other_kind", title=notice.title)
    if notice.voided_by:
        raise UserError("delivery_voided", notice_no=notice.notice_no)
    if not notice.issued_on <= entry.delivered_on <= session.today():
        raise UserError("delivery_day_wrong", first=notice.issued_on)
    if entry.result == _REFUSED and not entry.witness.strip():
        raise UserError("delivery_witness_missing")
    if entry.result == _MISSED and not entry.note.strip():
        raise UserError("delivery_note_missing")
    for name, most in _LONGEST.items():
        if len(getattr(entry, name)) > most:
            raise UserError("words_too_long", most=most)


def _line(one: Delivery) -> DeliveryLine:
    return DeliveryLine(
        notice_no=one.notice_no,
        delivered_on=one.delivered_on,
        way=one.way,
        result=one.result,
        delivered_by=one.delivered_by,
        witness=one.witness,
        note=shown(one.note),
        officer=one.officer,
    )
