"""Needs for money until each has its end, and whom to go to again; no end promises a loan."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import applications, eligibility, funding, standing, visits
from db.records.needs import NeedEnd
from db.records.needs import NeedFilter as Wanted
from desktop.errors import UserError
from desktop.rules import follow_up
from desktop.rules.free_text import restored, shown
from desktop.services.lines import need_line
from desktop.services.places import village_named
from desktop.services.records.needs import FollowUpLine, NeedFilter, NeedLimit, NeedPage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from db.records.needs import FollowUp, FundingNeed
    from desktop.services.needs import Openings
    from desktop.services.records.needs import NeedEndEntry, NeedLine
    from desktop.services.session import Session

_LIMIT = "need_days"
_DAYS = 15
_WAITING, _OPEN = "waiting", "open"
_APPLIED, _DECLINED, _OTHER = "applied", "declined", "other"
_REASONS = {"not_now": "not_now_reason", _DECLINED: "decline_reason"}
_BANKS_OWN = frozenset({"officer", "bank_desk"})
_LONGEST = {"said_by": 60, "note": 300}
_ALL = 10_000_000
_FARTHEST = 3660


class Funding:
    """What was asked for at the door, and how it ended: applied, not now, or the bank's no."""

    def __init__(self, session: Session, openings: Openings) -> None:
        self._session = session
        self._openings = openings

    def limit(self) -> NeedLimit:
        """After how many days an open need is followed up, with the source of the number."""
        found = self._openings.opening(_LIMIT)
        if found is None:
            return NeedLimit(days=_DAYS, source="", proposed=True)
        if found.in_force:
            filled = [one for one in found.history if one.value == found.in_force]
            source = filled[0].document if filled else found.answered_by
            return NeedLimit(days=int(found.in_force), source=source, proposed=False)
        return NeedLimit(days=int(found.default or _DAYS), source=found.ref, proposed=True)

    def listed(self, wanted: NeedFilter, limit: int = 500, offset: int = 0) -> NeedPage:
        """A window on the needs, the oldest first.

        Raises:
            UserError: `village_unknown`, `village_ambiguous`.
        """
        counts, inner = self.limit(), self._inner(wanted)
        store = self._session.store
        rows = funding.listed(store, inner, limit=limit, offset=offset)
        return NeedPage(
            total=funding.count(store, inner),
            lines=tuple(self._line(one, counts) for one in rows),
            limit=counts,
        )

    def open_needs(self, *, waiting: bool = True, limit: int = 500) -> list[NeedLine]:
        """Needs without an end, the oldest first; only those older than the limit if `waiting`."""
        state = _WAITING if waiting else _OPEN
        return list(self.listed(NeedFilter(state=state), limit).lines)

    def waiting_count(self) -> int:
        """How many needs are open for longer than the limit."""
        return funding.count(self._session.store, self._inner(NeedFilter(state=_WAITING)))

    def need(self, visit_no: str) -> NeedLine:
        """One need by the number of a record that told it; raises `need_unknown`."""
        return self._line(self._known(visit_no), self.limit())

    def others(self, visit_no: str) -> list[NeedLine]:
        """Further open needs of the same household: most likely the same need, told again."""
        need = self._known(visit_no)
        if not need.household_no:
            return []
        wanted = NeedFilter(state=_OPEN, household_no=need.household_no)
        lines = self.listed(wanted).lines
        return [one for one in lines if one.visit_no != need.visit.visit_no]

    def end(self, visit_no: str, entry: NeedEndEntry, *, also: Sequence[str] = ()) -> list[str]:
        """Write how a need ended, and the same for others of the household; gives the ids.

        Raises:
            UserError: `need_unknown`, `need_ended_already`, `word_unknown`, `need_end_future`,
                `need_end_early`, `need_reason_missing`, `need_bank_missing`, `need_bank_only`,
                `need_application_missing`, `need_check_wrong`, `need_words_missing`,
                `words_too_long`.
        """
        made = []
        for number in dict.fromkeys((visit_no, *also)):
            need = self._known(number)
            if need.ends:
                raise UserError("need_ended_already", visit_no=number)
            made.append(self._end(need, entry))
        kept = funding.end(self._session.store, self._session.officer, made)
        return [one.id for one in kept]

    def correct(self, visit_no: str, entry: NeedEndEntry, reason: str) -> str:
        """Write another end over the one that stands; the first stays in the log.

        Raises:
            UserError: `need_unknown`, `need_not_ended`, `need_has_application`,
                `reason_missing`, and those of `end`.
        """
        need = self._known(visit_no)
        if not need.ends:
            raise UserError("need_not_ended", visit_no=visit_no)
        self._allow_change(need.root)
        if not reason.strip():
            raise UserError("reason_missing")
        settles, first = tuple(one.id for one in need.ends), need.ends[0]
        made = self._end(need, _restored(entry, first), settles=settles, reason=reason.strip())
        return funding.end(self._session.store, self._session.officer, [made])[0].id

    def undo(self, end_ids: Sequence[str]) -> None:
        """Take ends back that were written here on a day that is not closed.

        Raises:
            UserError: `need_end_unknown`, `need_end_closed`, `need_has_application`.
        """
        store = self._session.store
        for end_id in end_ids:
            one = funding.get(store, end_id)
            if one is None:
                raise UserError("need_end_unknown")
            if visits.is_closed(store, one.recorded_at.astimezone().date()):
                raise UserError("need_end_closed")
            self._allow_change(one.visit)
        funding.undo(store, self._session.officer, end_ids)

    def redo(self, end_ids: Sequence[str]) -> None:
        """Bring ends back that `undo` took."""
        funding.redo(self._session.store, self._session.officer, end_ids)

    def follow_ups(self, ahead: int = 0, limit: int = 500) -> list[FollowUpLine]:
        """Whom to go to again, by the day it is due: what was promised, and what is proposed.

        A contact that met nobody proposes the evening, or the phone after two misses; it stands
        until somebody is met, or until another day was promised.

        Args:
            ahead: so many days from today are due already.
            limit: at most so many of each.
        """
        days = timedelta(days=min(ahead, _FARTHEST))
        store, last = self._session.store, self._session.today() + days
        promised = standing.promised(store, last, limit=limit)
        agreed = {one.household_no for one in promised if one.household_no}
        missed = [
            one for one in standing.missed(store, limit=limit) if one.household_no not in agreed
        ]
        lines = [_follow_up(one) for one in (*promised, *missed)]
        return sorted((one for one in lines if one.due <= last), key=lambda one: one.due)

    def proposal(self, household_no: str, method: str, missed_on: date) -> tuple[str, date]:
        """How and when to try a household again that was just missed, this time counted."""
        misses, reachable = standing.misses(self._session.store, household_no)
        way = follow_up.propose(method, misses + 1, reachable=reachable)
        return way, follow_up.due(missed_on, misses + 1)

    def _inner(self, wanted: NeedFilter) -> Wanted:
        place = village_named(self._session.store, wanted.village) if wanted.village else None
        day = self._session.today() - timedelta(days=self.limit().days)
        return Wanted(
            state=wanted.state,
            told_by=day if wanted.state == _WAITING else None,
            village=(place.division_code or place.village) if place else "",
            household_no=wanted.household_no,
            walk_ins=wanted.walk_ins,
            text=wanted.text,
        )

    def _line(self, one: FundingNeed, limit: NeedLimit) -> NeedLine:
        return need_line(one, self._session.today(), limit.days)

    def _known(self, visit_no: str) -> FundingNeed:
        found = funding.of_visit(self._session.store, visit_no)
        if found is None:
            raise UserError("need_unknown", visit_no=visit_no)
        return found

    def _end(
        self,
        need: FundingNeed,
        entry: NeedEndEntry,
        *,
        settles: tuple[str, ...] = (),
        reason: str = "",
    ) -> NeedEnd:
        """An end that says all it has to."""
        self._allow_day(need, entry.ended_on)
        self._allow_outcome(entry)
        if entry.outcome == _APPLIED:
            self._allow_application(need, entry)
        return NeedEnd(
            visit=need.root,
            township_code=need.visit.township_code,
            outcome=entry.outcome,
            ended_on=entry.ended_on,
            recorded_at=self._session.clock(),
            reason=entry.reason if entry.outcome in _REASONS else "",
            check_no=entry.check_no if entry.outcome == _APPLIED else "",
            said_by=entry.said_by.strip() if entry.outcome == _DECLINED else "",
            note=entry.note.strip(),
            settles=settles,
            correction_reason=reason,
        )

    def _allow_change(self, root: str) -> None:
        """How a need ended that became an application is said there, not here."""
        numbers = applications.of_need(self._session.store, [root])
        if numbers:
            raise UserError("need_has_application", application_no=numbers[0])

    def _allow_day(self, need: FundingNeed, day: date) -> None:
        if day > self._session.today():
            raise UserError("need_end_future")
        if day < need.visit.visited_on:
            raise UserError("need_end_early", day=need.visit.visited_on.isoformat())

    def _allow_outcome(self, entry: NeedEndEntry) -> None:
        words = self._session.words
        words.code("need_outcome", entry.outcome)
        for name, most in _LONGEST.items():
            if len(getattr(entry, name)) > most:
                raise UserError("words_too_long", most=most)
        if entry.outcome in _REASONS:
            if not entry.reason:
                raise UserError("need_reason_missing")
            words.code(_REASONS[entry.outcome], entry.reason)
            if entry.reason == _OTHER and not entry.note.strip():
                raise UserError("need_words_missing")
        if entry.outcome == _DECLINED:
            self._allow_bank(entry)

    def _allow_bank(self, entry: NeedEndEntry) -> None:
        """The bank's no is written down by the bank's people, with who told it."""
        if self._session.store.identity.role not in _BANKS_OWN:
            raise UserError("need_bank_only")
        if not entry.said_by.strip():
            raise UserError("need_bank_missing")

    def _allow_application(self, need: FundingNeed, entry: NeedEndEntry) -> None:
        """A stored check of the household stands behind it, or words about the application."""
        if entry.check_no:
            check = eligibility.by_no(self._session.store, entry.check_no)
            if check is None or check.household_no != need.household_no:
                raise UserError("need_check_wrong", check_no=entry.check_no)
        elif not entry.note.strip():
            raise UserError("need_application_missing")


def _restored(entry: NeedEndEntry, first: NeedEnd) -> NeedEndEntry:
    """What was typed over the words of an end that were shown masked."""
    return replace(
        entry,
        said_by=restored(entry.said_by, first.said_by),
        note=restored(entry.note, first.note),
    )


def _follow_up(one: FollowUp) -> FollowUpLine:
    visit = one.visit
    way, day = visit.follow_up, visit.follow_up_due
    if day is None:
        way = follow_up.propose(visit.publicity_method, one.misses, reachable=one.reachable)
        day = follow_up.due(visit.visited_on, one.misses)
    return FollowUpLine(
        visit_no=visit.visit_no,
        household_no=one.household_no,
        walk_in_no=visit.walk_in_no,
        head_name=visit.head_name,
        village=visit.village,
        last_on=visit.visited_on,
        due=day,
        way=shown(way),
        promised=one.promised,
        misses=one.misses,
        note=shown(visit.note),
    )
