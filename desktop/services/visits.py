"""The outreach ledger: log, correct, list, close a day (Shanxi, part two item one)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from db import households, notices, visitends, walkins
from db import visits as ledger
from db.ids import uuid7
from db.records.work import Visit
from db.records.work import VisitFilter as Wanted
from db.visitlist import View, by_ids, view
from desktop.errors import UserError
from desktop.rules.free_text import restored
from desktop.rules.periods import in_order
from desktop.services.lines import visit_line, visit_lines
from desktop.services.places import village_named
from desktop.services.records.papers import SLIPS
from desktop.services.records.people import Logged, VisitEntry, VisitFilter, VisitLine, VisitPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from db.records.evidence import Photo
    from desktop.services.session import Session

_FIRST_YEAR = 2020
_LONGEST_NOTE = 2000
_NO_NEED: Mapping[str, object] = {"need_amount_fen": None, "need_use": "", "need_month": ""}
_NEED = {"contact_result", "has_need", *_NO_NEED}
_LONGEST_SLIP = 40
_OF_HOUSEHOLDS = frozenset({"visit", "phone", "message"})
_PLACES = frozenset({"board", "slogan", "meeting", "broadcast", "fair", "school"})
_UNMET = frozenset({"absent", "dead_number"})
"""Results by which nobody was spoken to, so that nobody can have told a need."""

_FORM = re.compile(r"F[0-9]{2}", re.IGNORECASE)
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


class Photos(Protocol):
    """What the ledger asks of the photos: those of an entry, small and ready to be kept."""

    def of_entry(self, entry: VisitEntry) -> list[Photo]: ...
    def of_files(self, paths: Sequence[Path]) -> list[Photo]: ...


class Visits:
    """One line of the ledger per contact with a household; corrections are new lines."""

    def __init__(self, session: Session, photos: Photos) -> None:
        self._session = session
        self._photos = photos
        self._seen: tuple[object, View] = (None, View(total=0))

    def log(self, entry: VisitEntry, draft: str = "") -> Logged:
        """Write one line of the ledger with its operation, durable when this returns.

        `draft` is the key of what was kept while it was typed; it ends with this.

        Raises:
            UserError: `visit_in_future`, `visit_too_old`, `household_unknown`, `walk_in_unknown`,
                `visit_of_nobody`, `method_of_a_place`, `need_contradiction`,
                `need_of_nobody`, `follow_up_early`, `need_month_invalid`, `note_too_long`,
                `slip_wrong`, and those of `Evidence.read_file`.
        """
        store = self._session.store
        township = households.township_of(store, entry.household_no)
        places = {entry.household_no: township} if township else {}
        record, photos = self._record(entry, places), self._photos.of_entry(entry)
        kept = ledger.log(store, self._session.officer, [record], finishing=draft, photos=photos)[0]
        return Logged(visit_no=kept.visit_no, id=kept.id)

    def log_many(
        self, entries: Iterable[VisitEntry], *, left: tuple[str, str, str] | None = None
    ) -> list[Logged]:
        """Write several lines in one transaction, with what is `left` of their form; all or none.

        `left` is the kind, the key and the values of a draft; without values it is done with.
        """
        store, entries = self._session.store, list(entries)
        places = households.townships(store)
        records = [self._record(entry, places) for entry in entries]
        photos = [self._photos.of_entry(entry) for entry in entries]
        kept = ledger.log(store, self._session.officer, records, each=photos, left=left)
        return [Logged(visit_no=one.visit_no, id=one.id) for one in kept]

    def correct(
        self,
        visit_no: str,
        changes: Mapping[str, object],
        reason: str,
        draft: str = "",
        evidence: Sequence[Path] = (),
    ) -> Logged:
        """Write a correction; the first record stays and is shown as corrected.

        The photos of the first record are those of the correction too.

        Args:
            visit_no: the line to correct, the newest of its chain.
            changes: fields of `VisitEntry` with their new values.
            reason: why, in the officer's words.
            draft: the key of what was kept while it was typed.
            evidence: files of more photos.

        Raises:
            UserError: `visit_unknown`, `visit_corrected_already`, `reason_missing`,
                `correction_empty`, and those of `log`.
        """
        first = self._newest(visit_no)
        if not reason.strip():
            raise UserError("reason_missing")
        record = replace(
            self._changed(first, changes, more=bool(evidence)),
            corrects_visit_no=visit_no,
            correction_reason=reason.strip(),
        )
        kept = ledger.log(
            self._session.store,
            self._session.officer,
            [record],
            finishing=draft,
            carrying=first.id,
            photos=self._photos.of_files(evidence),
        )[0]
        return Logged(visit_no=kept.visit_no, id=kept.id)

    def mend(self, visit_no: str, changes: Mapping[str, object], draft: str = "") -> Logged:
        """Put another record in the place of one that is not final; no reason is asked.

        Raises:
            UserError: `visit_unknown`, `visit_corrected_already`, `correction_empty`, those of
                `log`.
            StoreError: as `db.visits.turn`, where the record is final.
        """
        first = self._newest(visit_no)
        record = replace(self._changed(first, changes), visit_no="")
        store, officer = self._session.store, self._session.officer
        kept = ledger.log(store, officer, [record], finishing=draft, mending=first.id)[0]
        return Logged(visit_no=kept.visit_no, id=kept.id)

    def _newest(self, visit_no: str) -> Visit:
        first = ledger.by_no(self._session.store, visit_no)
        if first is None:
            raise UserError("visit_unknown", visit_no=visit_no)
        if first.corrected_by:
            latest = first.corrected_by
            raise UserError("visit_corrected_already", visit_no=visit_no, latest=latest)
        return first

    def _changed(self, first: Visit, changes: Mapping[str, object], *, more: bool = False) -> Visit:
        """A record of now with some fields of another one changed; `more` comes beside them."""
        told = {key: _whole(first, key, value) for key, value in changes.items()}
        fresh = {key: value for key, value in told.items() if getattr(first, key) != value}
        if not fresh and not more:
            raise UserError("correction_empty")
        if fresh.get("has_need") is False:
            fresh = {**_NO_NEED, **fresh}
        now = self._session.clock()
        here = households.township_of(self._session.store, first.household_no)
        fresh = {"township_code": here or first.township_code, **fresh}
        if "slip_no" in fresh:
            fresh["slip_no"] = self._allow_slip(str(fresh["slip_no"]), first.household_no)
        made = replace(first, **fresh, id=uuid7(now), visited_at=now)
        self._allow(made.visited_on)
        _allow_method(made.publicity_method)
        if not fresh.keys().isdisjoint(_NEED):
            _allow_need(made)
        if not fresh.keys().isdisjoint({"visited_on", "follow_up_due"}):
            _allow_due(made)
        return made

    def turn(self, *, away: Sequence[str] = (), back: Sequence[str] = ()) -> None:
        """Take records away and bring others back, by their ids; raises as `db.visits.turn`."""
        ledger.turn(self._session.store, self._session.officer, away=away, back=back)

    def undo(self, visit_no: str) -> VisitLine:
        """Take back a record that is not final; gives it. Raises as `db.visits.undo`."""
        store = self._session.store
        known = ledger.by_no(store, visit_no)
        ledger.undo(store, self._session.officer, visit_no)
        assert known is not None  # noqa: S101 - undo refuses a number that is not there
        return visit_line(known)

    def redo(self, visit_no: str) -> VisitLine:
        """Bring back a record that was taken back; raises `visit_unknown`, as `db.visits.turn`."""
        store = self._session.store
        row = ledger.taken_back(store, visit_no)
        if row is None:
            raise UserError("visit_unknown", visit_no=visit_no)
        ledger.redo(store, self._session.officer, row)
        return self.line(row)

    def final(self, visit_id: str) -> str:
        """Why a record cannot be taken back any more, as a code; empty if it can."""
        return visitends.final(self._session.store, visit_id)

    def line(self, visit_id: str) -> VisitLine:
        """One record by its id; raises `visit_unknown`."""
        found = ledger.by_id(self._session.store, visit_id)
        if found is None:
            raise UserError("visit_unknown", visit_no=visit_id)
        return visit_lines(self._session.store, [found])[0]

    def lines(self, ids: Sequence[str]) -> list[VisitLine]:
        """Records by their ids in that order, without those that were taken back."""
        store = self._session.store
        return visit_lines(store, by_ids(store, ids))

    def of_people(self, walk_ins: Sequence[str]) -> list[VisitLine]:
        """Records about people on no roster, by the numbers of theirs, newest day first."""
        store = self._session.store
        return visit_lines(store, ledger.of_people(store, walk_ins))

    def listed(self, wanted: VisitFilter, limit: int = 500, offset: int = 0) -> VisitPage:
        """A window on the ledger, newest day first; raises `period_wrong`."""
        in_order(wanted.from_on, wanted.to_on)
        store = self._session.store
        village = village_named(store, wanted.village) if wanted.village else None
        inner = Wanted(
            from_on=wanted.from_on,
            to_on=wanted.to_on,
            village=(village.division_code or village.village) if village else "",
            household_no=wanted.household_no,
            text=wanted.text,
        )
        asked = inner, sum(head.seq for head in store.streams.values())
        if self._seen[0] != asked:
            self._seen = asked, view(store, inner)
        seen = self._seen[1]
        rows = seen.window(store, limit, offset)
        return VisitPage(total=seen.total, lines=tuple(visit_lines(store, rows)))

    def on_day(self, household_no: str, day: date) -> list[VisitLine]:
        """What was already logged for a household on a day."""
        wanted = VisitFilter(from_on=day, to_on=day, household_no=household_no)
        return list(self.listed(wanted).lines)

    def close_day(self, day: date) -> int:
        """Close a day on this device: its lines can no longer be undone; returns how many."""
        if day > self._session.today():
            raise UserError("visit_in_future")
        return ledger.close_day(self._session.store, self._session.officer, day)

    def _allow(self, on: date) -> None:
        if on > self._session.today():
            raise UserError("visit_in_future")
        if on.year < _FIRST_YEAR:
            raise UserError("visit_too_old")

    def _township(self, entry: VisitEntry, places: Mapping[str, str]) -> str:
        """Where the household, or the person on no roster, belongs."""
        if bool(entry.household_no) == bool(entry.walk_in_no):
            raise UserError("visit_of_nobody")
        if entry.walk_in_no:
            person = walkins.by_no(self._session.store, entry.walk_in_no)
            if person is None:
                raise UserError("walk_in_unknown", walk_in_no=entry.walk_in_no)
            return person.township_code
        if entry.household_no not in places:
            raise UserError("household_unknown", household_no=entry.household_no)
        return places[entry.household_no]

    def _allow_slip(self, slip_no: str, household_no: str) -> str:
        """The number; a slip that this ledger printed was for this household and is not void.

        Slips of other ledgers and those filled in by hand have numbers that are not known here; a
        form's code is the number of none.
        """
        if len(slip_no) > _LONGEST_SLIP or _FORM.match(slip_no):
            raise UserError("slip_wrong", slip_no=slip_no[:_LONGEST_SLIP])
        printed = notices.numbered(self._session.store, slip_no) if slip_no else []
        if not printed:
            return slip_no
        fits = [one for one in printed if one.kind in SLIPS and not one.voided_by]
        if not fits:
            raise UserError("slip_wrong", slip_no=slip_no)
        if household_no and all(one.household_no not in {"", household_no} for one in fits):
            raise UserError("slip_of_another", slip_no=slip_no)
        return fits[0].notice_no

    def _record(self, entry: VisitEntry, places: Mapping[str, str]) -> Visit:
        self._allow(entry.visited_on)
        _sensible(entry)
        township = self._township(entry, places)
        slip_no = self._allow_slip(entry.slip_no.strip(), entry.household_no)
        now = self._session.clock()
        return Visit(
            id=uuid7(now),
            visit_no="",
            visited_on=entry.visited_on,
            visited_at=now,
            household_no=entry.household_no,
            walk_in_no=entry.walk_in_no,
            slip_no=slip_no,
            township_code=township,
            publicity_method=entry.publicity_method,
            contact_result=entry.contact_result,
            person_met=entry.person_met.strip(),
            relation_to_head=entry.relation_to_head,
            policy_understood=entry.policy_understood,
            topics=entry.topics,
            handouts=entry.handouts,
            has_need=entry.has_need,
            need_amount_fen=entry.need_amount_fen,
            need_use=entry.need_use.strip(),
            need_month=entry.need_month,
            no_need_reason=entry.no_need_reason,
            follow_up=entry.follow_up.strip(),
            follow_up_due=entry.follow_up_due,
            participants=entry.participants,
            note=entry.note.strip(),
        )


def _whole(first: Visit, key: str, value: object) -> object:
    """A changed value; a text that was shown masked has its numbers again."""
    return restored(value, getattr(first, key)) if isinstance(value, str) else value


def _sensible(entry: VisitEntry) -> None:
    """Refuse what contradicts itself: a need denied and yet with an amount, a month 13."""
    _allow_method(entry.publicity_method)
    _allow_need(entry)
    _allow_due(entry)
    if entry.need_month and not _MONTH.fullmatch(entry.need_month):
        raise UserError("need_month_invalid", value=entry.need_month)
    if len(entry.note) > _LONGEST_NOTE:
        raise UserError("note_too_long", length=len(entry.note), most=_LONGEST_NOTE)


def _allow_need(said: VisitEntry | Visit) -> None:
    """A need was told by somebody, and is not denied at once."""
    needed = bool(said.need_amount_fen or said.need_use)
    if said.has_need is False and needed:
        raise UserError("need_contradiction")
    if said.contact_result in _UNMET and (said.has_need or needed):
        raise UserError("need_of_nobody")


def _allow_due(said: VisitEntry | Visit) -> None:
    """The day agreed on for the next time is not before the visit."""
    if said.follow_up_due is not None and said.follow_up_due < said.visited_on:
        raise UserError("follow_up_early", day=said.visited_on)


def _allow_method(method: str) -> None:
    """A contact with a household itself; a board or a meeting tells no household."""
    if method not in _OF_HOUSEHOLDS:
        raise UserError("method_of_a_place" if method in _PLACES else "method_unknown")
