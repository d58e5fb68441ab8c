"""An officer's old ledger in Excel: contacts with households, and what was held at a place."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

from db import compared, households, publicity
from db import visits as ledger
from db.ids import uuid7
from db.records.work import Activity, Visit
from desktop.errors import UserError
from desktop.services.imports import ground
from desktop.services.imports.ground import Kind, day, text, whole
from desktop.sheets.report import Known, KnownHome

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from db.imports import Taking
    from desktop.services.imports.ground import Work, Write
    from desktop.services.session import Session
    from desktop.sheets.report import Record

_MONTH = re.compile(r"(20\d\d)\D{1,2}(\d{1,2})\D?")
_GAP = " "


def _known(session: Session) -> Known:
    words = session.words
    return Known(
        townships=ground.townships(session),
        homes={
            one.number: KnownHome(
                number=one.number,
                village=one.village,
                group=one.group,
                head=one.head,
                people=one.people,
            )
            for one in compared.homes(session.store)
        },
        visited=frozenset(
            (number, on, words.word("publicity_method", method), words.word("contact_result", got))
            for number, on, method, got in compared.visited(session.store)
        ),
        today=session.today(),
    )


def _prepare(work: Work) -> Write:
    """Contacts go to the ledger of visits, the rest to the activities at a place."""
    store = work.session.store
    towns = households.townships(store)
    if not towns:
        raise UserError("import_roster_first")
    villages = {one.village: one for one in households.villages(store)}
    headers = {one.field: one.header for one in work.report.columns if one.field}
    loose = _loose(work)
    visits: list[Visit] = []
    activities: list[Activity] = []
    for record, originals in work.rows():
        topics = _topics(work, record)
        kind = work.session.words.known("activity_type", text(record.get("publicity_method")))
        if kind is not None:
            place = villages[text(record.get("admin_village"))]
            activities.append(
                Activity(
                    id=uuid7(work.session.clock()),
                    activity_no="",
                    held_on=day(record.get("visited_on")) or date.min,
                    activity_type=kind,
                    township_code=place.township_code,
                    division_code=place.division_code,
                    village=place.village,
                    place=text(record.get("place")) or place.village,
                    topics=topics,
                    attendance_total=whole(record.get("attendance")),
                    responsible=text(record.get("officer")),
                    note=_note(
                        record, headers, loose.get(record.row, {}), _AT_PLACES, topics=topics
                    ),
                    taken_over=_source(work, record),
                    kept_by=text(record.get("officer")),
                    originals=_kept(record, originals),
                )
            )
        else:
            visits.append(
                _visit(
                    work, record, towns, originals,
                    note=_note(
                        record, headers, loose.get(record.row, {}), _AT_DOORS, topics=topics
                    ),
                )
            )  # fmt: skip

    def write(taking: Taking) -> int:
        kept = ledger.put(store, taking.writer, visits)
        made = publicity.put(store, taking.writer, work.session.officer, activities)
        taking.keys = [*(one.id for one in kept), *(one.id for one in made)]
        taking.written = len(kept) + len(made)
        return taking.written

    return write


def _visit(
    work: Work, record: Record, towns: Mapping[str, str], originals: str, *, note: str
) -> Visit:
    number = text(record.get("household_no"))
    now: datetime = work.session.clock()
    need = work.code("yes_no", record.get("has_need"))
    month = _month(text(record.get("need_month")))
    return Visit(
        id=uuid7(now),
        visit_no="",
        visited_on=day(record.get("visited_on")) or date.min,
        visited_at=now,
        household_no=number,
        township_code=towns[number],
        person_met=text(record.get("person_met")),
        relation_to_head=work.code("relation_to_head", record.get("relation_to_head")),
        policy_understood=work.code("policy_understood", record.get("policy_understood")),
        topics=_topics(work, record),
        has_need={"true": True, "false": False}.get(need),
        need_amount_fen=whole(record.get("need_amount_fen")) if need == "true" else None,
        need_use=work.code("need_use", record.get("need_use")) if need == "true" else "",
        need_month=month,
        no_need_reason=work.code("no_need_reason", record.get("no_need_reason")),
        follow_up=text(record.get("follow_up")),
        follow_up_due=day(record.get("follow_up_due")),
        slip_no=text(record.get("evidence_no")),
        participants=text(record.get("participants")),
        note=note,
        taken_over=_source(work, record),
        kept_by=text(record.get("officer")),
        originals=_kept(record, originals),
        publicity_method=work.code("publicity_method", record.get("publicity_method")),
        contact_result=work.code("contact_result", record.get("contact_result")),
    )


def _source(work: Work, record: Record) -> str:
    """File and row that a record was taken over from."""
    return f"{work.file}#{record.row}"


def _topics(work: Work, record: Record) -> tuple[str, ...]:
    """The topics that a free text names."""
    from desktop.sheets.visit_checks import meanings

    tables = work.session.shelf.synonyms.words.tables
    found = meanings(text(record.get("topics")), tables["topics"])
    return tuple(work.code("topics", one) for one in found)


def _kept(record: Record, originals: str) -> str:
    """The cells as they stood, with the free text that topics were read from."""
    said = text(record.get("topics"))
    cells = {**(json.loads(originals) if originals else {}), **({"topics": said} if said else {})}
    return json.dumps(cells, ensure_ascii=False, sort_keys=True) if cells else ""


def _month(said: str) -> str:
    found = _MONTH.match(said)
    return f"{found[1]}-{int(found[2]):02d}" if found and 1 <= int(found[2]) <= 12 else ""  # noqa: PLR2004


_AT_DOORS = ("place", "attendance")
_AT_PLACES = (
    *("household_no", "head_name", "person_met", "contact_result", "follow_up"),
    *("participants", "evidence_no", "need_use"),
)


def _note(
    record: Record,
    headers: Mapping[str, str],
    loose: Mapping[str, str],
    beside: tuple[str, ...],
    *,
    topics: tuple[str, ...],
) -> str:
    """The note, and behind it with their headers the cells that have no field of their own here."""
    parts = [text(record.get("note"))]
    if not topics:
        beside = ("topics", *beside)
    for name in beside:
        said = text(record.get(name))
        if said and name in headers:
            parts.append(f"{headers[name]}{_GAP}{said}")
    month = text(record.get("need_month"))
    if month and not _month(month) and "need_month" in headers:
        parts.append(f"{headers['need_month']}{_GAP}{month}")
    parts += [f"{header}{_GAP}{said}" for header, said in loose.items()]
    return "\n".join(one for one in parts if one)


def _loose(work: Work) -> Mapping[int, Mapping[str, str]]:
    """Cells whose words nobody knows, by row and header: they are kept in the note."""
    found: dict[int, dict[str, str]] = {}
    for one in work.report.problems:
        if one.code == "word_to_note" and one.row is not None:
            found.setdefault(one.row, {})[text(one.column)] = text(one.original)
    return found


KIND = Kind(
    name="visits",
    owners=frozenset({"county", "officer", "bank_desk"}),
    refusal="import_outreach_only",
    known=_known,
    prepare=_prepare,
)
