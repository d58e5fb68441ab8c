"""Records of the ledger as lines of a list, masked where they are personal, and found by name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

from db import contacts, evidence, funding, lending, rosters, walkgroups
from db.registry import GONE, TABLES
from desktop.errors import UserError
from desktop.rules import privacy
from desktop.rules.free_text import shown
from desktop.rules.periods import calendar_quarter, quarter_of
from desktop.services.records.needs import NeedLine
from desktop.services.records.people import VisitLine
from desktop.services.records.rosters import Arrived, Detail
from desktop.services.records.rounds import PersonLine

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from db.records.follow import LoanRow
    from db.records.houses import Contact, RosterVersion
    from db.records.needs import FundingNeed, NeedEnd
    from db.records.work import Visit
    from db.store import Store
    from desktop.services.records.traffic import Review, ReviewValue
    from desktop.words import Words

_LINKS = ("from", "into")
_HIDDEN = "***"
_TAIL = 4
_SECRET = {"per_capita_net_income_fen", "originals"} | {
    name for name, one in privacy.OF_PEOPLE.items() if one.sealed and one.mask == privacy.HIDDEN
}
VISIT_TEXTS = ("person_met", "need_use", "follow_up", "note")
"""Free text of a visit, in which the numbers of people are masked where it is shown."""
_MINOR = frozenset({"phone", "household_phone", "originals"})


class Told(TypedDict):
    """The part of a filter on households that is about telling."""

    told: str
    not_told_since: date | None


_QUARTER = "not_told_quarter"


def told_wanted(told: str, today: date) -> Told:
    """What a filter by telling asks of the ledger; `not_told_quarter` counts from its first day."""
    if told != _QUARTER:
        return {"told": told, "not_told_since": None}
    return {"told": "", "not_told_since": calendar_quarter(*quarter_of(today))[0]}


def visit_line(one: Visit, photos: int = 0) -> VisitLine:
    """A record as a line of the ledger, with how many photos it has."""
    return VisitLine(
        visit_no=one.visit_no,
        visited_on=one.visited_on,
        logged_at=one.visited_at,
        household_no=one.household_no or one.linked_to,
        head_name=one.head_name,
        village=one.village,
        publicity_method=one.publicity_method,
        contact_result=one.contact_result,
        person_met=shown(one.person_met),
        policy_understood=one.policy_understood,
        has_need=one.has_need,
        need_amount_fen=one.need_amount_fen,
        need_use=shown(one.need_use),
        no_need_reason=one.no_need_reason,
        follow_up=shown(one.follow_up),
        follow_up_due=one.follow_up_due,
        note=shown(one.note),
        officer=one.kept_by or one.officer,
        corrects_visit_no=one.corrects_visit_no,
        corrected=bool(one.corrected_by),
        id=one.id,
        relation_to_head=one.relation_to_head,
        handouts=one.handouts,
        topics=one.topics,
        slip_no=one.slip_no,
        walk_in_no=one.walk_in_no,
        taken_over=one.taken_over,
        photos=photos,
    )


def visit_lines(store: Store, records: Sequence[Visit]) -> list[VisitLine]:
    """Records as lines of the ledger, with how many photos each has."""
    photos = evidence.counts(store, [one.id for one in records])
    return [visit_line(one, photos.get(one.id, 0)) for one in records]


def details(
    told: Mapping[str, tuple[str, str]], names: Mapping[str, str] | None = None
) -> tuple[Detail, ...]:
    """What a version changed, field by field, phones last; links of a split are no field.

    `names` are those of the household's people by number.
    """
    found = [
        _detail(field, before, after, names or {})
        for field, (before, after) in told.items()
        if field not in _LINKS
    ]
    found.sort(key=lambda one: one.field in _MINOR)
    return tuple(found)


def _detail(name: str, before: str, after: str, names: Mapping[str, str]) -> Detail:
    prefix, _, rest = name.partition(":")
    member, _, field = rest.rpartition(":") if ":" in rest else (rest, "", "member")
    if prefix != "member":
        member, field = "", name
    return Detail(
        field=field,
        member_no=member,
        member_name=names.get(member, "") if member else "",
        before=_masked(field, before),
        after=_masked(field, after),
    )


def _masked(field: str, text: str) -> str:
    if field in _SECRET:
        return _HIDDEN if text else ""
    return privacy.masked(field, text)


def link_of(told: Mapping[str, tuple[str, str]]) -> str:
    """The other household of a split or a merger."""
    return told.get("from", ("", ""))[0] or told.get("into", ("", ""))[1]


def arrived(store: Store, before: Collection[str]) -> tuple[Arrived, ...]:
    """The versions that are here now and were not before, newest first; `before` are their rows."""
    known = rosters.versions(store)
    fresh: dict[str, list[RosterVersion]] = {}
    for one in known:
        if version_row(one) not in before:
            fresh.setdefault(one.roster_version, []).append(one)
    first = {one.township_code: one.roster_version for one in known}
    return tuple(
        Arrived(
            roster_version=label,
            as_of_date=max(one.as_of_date for one in parts),
            households=sum(one.households for one in parts),
            counts=rosters.change_counts(store, label),
            first=all(first[one.township_code] == label for one in parts),
        )
        for label, parts in fresh.items()
    )


def withdrawn(store: Store, before: Collection[str]) -> tuple[str, ...]:
    """The labels of versions that were here before and are no more."""
    left = {version_row(one) for one in rosters.versions(store)}
    return tuple(sorted({row.partition("/")[2] for row in before if row not in left}))


def version_row(one: RosterVersion) -> str:
    """The row of a township's part of a version."""
    return f"{one.township_code}/{one.roster_version}"


def serves(one: Contact, day: date) -> bool:
    """Whether somebody of the directory is there on a day; the last day itself counts as over."""
    begun = one.valid_from is None or one.valid_from <= day
    return begun and (one.valid_to is None or one.valid_to > day)


def on_board(one: Contact) -> str:
    """What a board says of somebody: name, phone, and of an outlet where and when."""
    return " ".join(part for part in (one.name, one.phone, one.address, one.hours) if part)


def person_line(one: Contact, day: date) -> PersonLine:
    """An entry of the directory as a line of its list."""
    return PersonLine(
        id=one.id,
        name=one.name,
        role=one.role,
        org=one.org,
        staff_no=one.staff_no,
        phone=one.phone,
        township_code=one.township_code,
        areas=one.areas,
        address=one.address,
        hours=one.hours,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        serves=serves(one, day),
    )


def need_line(one: FundingNeed, today: date, limit: int) -> NeedLine:
    """A need as a line of a list, `limit` days after which an open one waits."""
    visit, end = one.visit, one.ends[0] if one.ends else None
    days = (today - visit.visited_on).days
    return NeedLine(
        visit_no=visit.visit_no,
        told_on=visit.visited_on,
        household_no=one.household_no,
        walk_in_no=visit.walk_in_no,
        head_name=visit.head_name,
        village=visit.village,
        amount_fen=visit.need_amount_fen,
        use=shown(visit.need_use),
        month=visit.need_month,
        days=days,
        officer=visit.kept_by or visit.officer,
        check_no=(end.check_no if end else "") or one.check_no,
        waiting=end is None and days >= limit,
        disputed=one.disputed,
        told_apart=tuple((each.officer, each.outcome) for each in one.ends) if one.disputed else (),
        **(_ending(end) if end else {}),  # type: ignore[arg-type]  # fields of the line
    )


def _ending(end: NeedEnd) -> dict[str, object]:
    return {
        "outcome": end.outcome,
        "ended_on": end.ended_on,
        "reason": end.reason,
        "said_by": shown(end.said_by),
        "note": shown(end.note),
        "ended_by": end.officer,
        "correction_reason": shown(end.correction_reason),
    }


_DECLINED = "declined"
_REASONS = {"not_now": "not_now_reason", "declined": "decline_reason"}


def end_text(end: NeedEnd, words: Words) -> str:
    """How a need ended, in words on one line."""
    reason = words.word(_REASONS[end.outcome], end.reason) if end.outcome in _REASONS else ""
    parts = (
        end.ended_on.isoformat(),
        words.word("need_outcome", end.outcome),
        reason,
        end.said_by,
        end.check_no,
        end.note,
    )
    return shown(" ".join(one for one in parts if one))


def end_said(store: Store, words: Words, end_id: str) -> str:
    """How a need ended by the id of its end; nothing where it was taken back."""
    end = funding.get(store, end_id)
    return end_text(end, words) if end else ""


def end_named(store: Store, words: Words, review_id: str, value: str, *, county: bool) -> str:
    """The id of the end under review that reads so; the bank's word is not the county's to settle.

    Raises:
        UserError: `need_bank_only`.
    """
    visit = review_id.split("|")[1]
    ends = next((ends for ends in funding.disputes(store) if ends[0].visit == visit), [])
    if county and any(one.outcome == _DECLINED for one in ends):
        raise UserError("need_bank_only")
    return next((one.id for one in ends if value in {end_text(one, words), one.id}), "")


_AND, _OR = "\u3001", " / "
_WORDS = {"role": "contact_role", GONE: "row_gone"}
_CHOSEN = frozenset({"role", "status", "contact", "township_code", "walk_in_no", "household_no"})
_CHOSEN |= {"merged_into", "photo_hash", "initials", GONE}


def review_shown(store: Store, words: Words, field: str, value: object) -> str:
    """How a value is read where it is not read as it is kept: numbers of people are masked."""
    text = str(value or "")
    if field == "merged_into" and text:
        return walkgroups.number_of(store, text)
    if field == "contact" and text:
        person = contacts.get(store, text)
        return person.name if person is not None else ""
    if field in _WORDS:
        said = words.word(_WORDS[field], str(value))
    elif field == "areas" and text:
        said = _AND.join(json.loads(text))
    else:
        said = privacy.masked(field, text)
    return said if said != text else ""


def review_chosen(reviews: Iterable[Review], review_id: str, value: str) -> str:
    """The value that was named, in full or as it is shown.

    A field of free text may get another one; a day, a role or a person is one of those that stand.

    Raises:
        UserError: `review_value_unclear` where two values are shown alike, `review_value_other`.
    """
    found = next((one for one in reviews if one.id == review_id), None)
    values = found.values if found is not None else ()
    alike = {one.value for one in values if one.shown == value}
    if value in {one.value for one in values}:
        return value
    if found is not None and not alike and _is_chosen(found):
        raise UserError("review_value_other", value=value, values=_OR.join(map(_read, values)))
    if not value or not alike:
        return value
    if len(alike) > 1:
        raise UserError("review_value_unclear")
    return alike.pop()


def _is_chosen(review: Review) -> bool:
    kind = TABLES.get(review.table)
    typed = kind is not None and kind.fields.get(review.field, "text") != "text"
    return typed or review.field in _CHOSEN


def _read(one: ReviewValue) -> str:
    return one.shown or one.value


def loan_meant(store: Store, loan_no: str) -> LoanRow:
    """The loan of a number, a contract, or the tail of either where only one ends so.

    Raises:
        UserError: `loan_unknown`, `loan_ambiguous`.
    """
    asked = loan_no.strip()
    found = lending.named(store, asked) if len(asked) >= _TAIL else [asked]
    if len(found) > 1:
        raise UserError("loan_ambiguous", loan_no=asked, n=len(found))
    row = lending.by_no(store, found[0]) if found else None
    if row is None:
        raise UserError("loan_unknown", loan_no=loan_no)
    return row
