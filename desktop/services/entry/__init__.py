"""Entering visits at speed: people found while typing, drafts, and steps back by their names.

What was typed is kept field by field as a draft on this machine. What was saved can be taken
back until the record is final (`db.visitends` says when); after that there are corrections.
"""

from __future__ import annotations

import json
from collections import deque
from datetime import date
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import asdict, replace

from db import drafts, evidence, notices, residents
from db import settings as kept
from desktop.errors import UserError
from desktop.rules.free_text import shown
from desktop.services.entry import codes
from desktop.services.entry.crowd import Crowd, neighbours
from desktop.services.records.entry import DraftLine, EntryHeader, QuickRow, Step
from desktop.services.records.papers import ROUTE
from desktop.services.records.people import VisitEntry, VisitFilter, VisitLine, VisitPage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.services.records.people import Logged
    from desktop.services.session import Session

_FREE = frozenset({"person", "place", "note", "reason"})
STEPS = 50
"""How many steps of this session can be taken back."""

PHRASES = 9
KINDS = frozenset({"quick", "visit", "activity"})
"""What drafts are of: a row of the panel, a visit in the form, what was held at a place."""

_LONGEST = 60
_MANY = 500
_HEADER, _PHRASES = "quick_header", "quick_phrases"
_QUARTER = 3


class Ledger(Protocol):
    """What quick entry asks of the ledger of visits."""

    def log(self, entry: VisitEntry, draft: str = "") -> Logged: ...
    def mend(self, visit_no: str, changes: Mapping[str, object], draft: str = "") -> Logged: ...
    def correct(
        self, visit_no: str, changes: Mapping[str, object], reason: str, draft: str = ""
    ) -> Logged: ...
    def line(self, visit_id: str) -> VisitLine: ...
    def lines(self, ids: Sequence[str]) -> list[VisitLine]: ...
    def listed(self, wanted: VisitFilter, limit: int = 500, offset: int = 0) -> VisitPage: ...
    def final(self, visit_id: str) -> str: ...
    def turn(self, *, away: Sequence[str] = (), back: Sequence[str] = ()) -> None: ...


class Entry:
    """The officer's evening: thirty visits from paper notes."""

    def __init__(self, session: Session, ledger: Ledger) -> None:
        self._session = session
        self._ledger = ledger
        self._done: deque[Step] = deque(maxlen=STEPS)
        self._undone: deque[Step] = deque(maxlen=STEPS)

    def crowd(self) -> Crowd:
        """Everybody on the roster as it is now, to be asked at every key."""
        people = residents.residents(self._session.store)
        return Crowd(neighbours(people, self._printed))

    def _printed(self, division_code: str, village: str) -> list[str]:
        """The households on the last route sheet of a village, row by row."""
        found = notices.newest_at(self._session.store, ROUTE, division_code, village)
        return notices.rows_of(found) if found else []

    def of_day(self, day: date) -> list[VisitLine]:
        """What the ledger has of a day, the last one written first."""
        return list(self._ledger.listed(VisitFilter(from_on=day, to_on=day), limit=_MANY).lines)

    def lines(self, ids: Sequence[str]) -> list[VisitLine]:
        """Records by their ids, without those that were taken back."""
        return self._ledger.lines(ids)

    def visited(self, village: str, day: date) -> set[str]:
        """Households of a village with a record in the quarter of a day, up to that day."""
        first = day.replace(month=(day.month - 1) // _QUARTER * _QUARTER + 1, day=1)
        wanted = VisitFilter(from_on=first, to_on=day, village=village)
        return {one.household_no for one in self._ledger.listed(wanted, limit=100_000).lines}

    def log(self, row: QuickRow, header: EntryHeader, draft: str = "") -> VisitLine:
        """Save a row; the header is remembered for the next evening. Raises as `Visits.log`."""
        line = self.write(codes.entry_of(row, header, self._session.words), draft)
        self.remember(header)
        return line

    def write(self, entry: VisitEntry, draft: str = "") -> VisitLine:
        """Save one line of the ledger as a step that can be taken back."""
        return self._stepped(self._ledger.log(entry, draft))

    def mend(self, line: VisitLine, row: QuickRow, reason: str = "", draft: str = "") -> VisitLine:
        """Change a record: another takes its place, or corrects it with a reason if it is final.

        Raises:
            UserError: `correction_empty`, `reason_missing`, and those of `Visits.correct`.
        """
        changes = codes.changes_of(line, row, self._session.words)
        if not changes:
            raise UserError("correction_empty")
        if self._ledger.final(line.id):
            return self.correct(line.visit_no, changes, reason, draft)
        return self._stepped(self._ledger.mend(line.visit_no, changes, draft), back=(line.id,))

    def correct(
        self, visit_no: str, changes: Mapping[str, object], reason: str, draft: str = ""
    ) -> VisitLine:
        """Write a correction as a step that can be taken back."""
        return self._stepped(self._ledger.correct(visit_no, changes, reason, draft))

    def final(self, visit_id: str) -> str:
        """Why a record cannot be taken back any more, as a code; empty if it can."""
        return self._ledger.final(visit_id)

    def undo(self) -> Step:
        """Take back the last step of this session; a step that became final is not offered again.

        Raises:
            UserError: `undo_nothing`.
            StoreError: as `db.visits.turn`.
        """
        if not self._done:
            raise UserError("undo_nothing")
        step = self._done.pop()
        self._ledger.turn(away=step.away, back=step.back)
        self._undone.append(step)
        return step

    def redo(self) -> Step:
        """Bring back what was taken back last: the same records, with their ids and moments.

        Raises:
            UserError: `redo_nothing`.
            StoreError: as `db.visits.turn`.
        """
        if not self._undone:
            raise UserError("redo_nothing")
        step = self._undone.pop()
        self._ledger.turn(away=step.back, back=step.away)
        self._done.append(step)
        return step

    def _stepped(self, logged: Logged, back: tuple[str, ...] = ()) -> VisitLine:
        line = self._ledger.line(logged.id)
        self._done.append(
            Step(
                head_name=line.head_name or line.household_no,
                visited_on=line.visited_on,
                method=line.publicity_method,
                away=(logged.id,),
                back=back,
            )
        )
        self._undone.clear()
        return line

    def header(self) -> EntryHeader:
        """What stood in the header last; today's day where nothing did."""
        fresh = EntryHeader(on=self._session.today())
        text = kept.get(self._session.store, self._own(_HEADER))
        try:
            found = json.loads(text) if text else {}
            on = date.fromisoformat(found["on"])
            return EntryHeader(
                on=min(on, fresh.on),
                method=str(found["method"]),
                village=str(found["village"]),
                companions=str(found["companions"]),
                handouts=tuple(map(str, found["handouts"])),
            )
        except (ValueError, KeyError, TypeError):
            return fresh

    def remember(self, header: EntryHeader) -> None:
        """Keep the header over a restart; written only when something in it changed."""
        values = {**asdict(header), "on": header.on.isoformat()}
        text, key = json.dumps(values, ensure_ascii=False), self._own(_HEADER)
        if kept.get(self._session.store, key) != text:
            kept.keep(self._session.store, {key: text})

    def phrases(self) -> tuple[str, ...]:
        """The nine phrases for notes; those that ship with the program until they are changed."""
        text = kept.get(self._session.store, _PHRASES)
        lines = text.split("\n") if text else self._shipped()
        return tuple([*lines, *[""] * PHRASES][:PHRASES])

    def set_phrases(self, lines: Sequence[str]) -> None:
        """Keep other phrases; raises `phrase_too_long`."""
        clean = [" ".join(one.split()) for one in lines][:PHRASES]
        for place, one in enumerate(clean, 1):
            if len(one) > _LONGEST:
                raise UserError("phrase_too_long", place=place, most=_LONGEST)
        kept.keep(self._session.store, {_PHRASES: "\n".join(clean)})

    def _shipped(self) -> list[str]:
        import tomllib

        return list(tomllib.loads(self._session.shelf.text("lists/phrases.toml"))["phrases"])

    def keep(self, key: str, kind: str, values: Mapping[str, str]) -> None:
        """Keep the fields of something that is not finished; encrypted with all else, not sent."""
        text = json.dumps({"by": self._session.officer, **values}, ensure_ascii=False)
        drafts.keep(self._session.store, kind, key, text)

    def add_photo(
        self, key: str, kind: str, digest: str, fresh: Mapping[str, str] | None = None
    ) -> None:
        """Give a photo that was read late to the draft that it was taken for.

        Where there is no such draft `fresh` becomes one; without `fresh` it was given up, and
        nothing is kept.
        """
        known = [one for one in drafts.listed(self._session.store, kind) if one.key == key]
        values = json.loads(known[0].values) if known else fresh
        if values is not None:
            hashes = dict.fromkeys([*str(values.get("photos", "")).split(), digest])
            self.keep(key, kind, {**values, "photos": " ".join(hashes)})

    def drop(self, key: str) -> None:
        """Forget a draft that was given up, with the photos that waited in it."""
        for one in drafts.listed(self._session.store):
            if one.key == key and one.kind in KINDS:
                drafts.drop(self._session.store, one.kind, one.key)
                evidence.unstage(self._session.store, _photos_of(one.values))

    def drafts(self) -> list[DraftLine]:
        """What the officer at work left unfinished, the newest first."""
        found = []
        for one in drafts.listed(self._session.store):
            if one.kind not in KINDS:
                continue
            try:
                values = dict(json.loads(one.values))
            except ValueError:
                continue
            if values.pop("by", self._session.officer) == self._session.officer:
                found.append(
                    DraftLine(
                        key=one.key,
                        kind=one.kind,
                        name=self._named(values),
                        saved_at=one.saved_at,
                        values=values,
                    )
                )
        return found

    def drafts_shown(self) -> list[DraftLine]:
        """The same to be read: numbers of people in what was typed are masked."""
        return [
            replace(
                one,
                values={
                    name: shown(text) if name in _FREE else text
                    for name, text in one.values.items()
                },
            )
            for one in self.drafts()
        ]

    def _named(self, values: Mapping[str, str]) -> str:
        """Whose visit, of which day, by which way; or which village, day and kind of activity."""
        words, who = self._session.words, ("head", "household_no", "village_name")
        parts = (
            next((values[name] for name in who if values.get(name)), ""),
            values.get("on", values.get("day", ""))[len("2026-") :],
            words.word("publicity_method", values.get("method", "")),
            words.word("activity_type", values.get("kind", "")),
        )
        return " ".join(part for part in parts if part)

    def _own(self, key: str) -> str:
        return f"{key}.{self._session.officer}"


def _photos_of(values: str) -> list[str]:
    """The hashes of the photos that a draft names."""
    try:
        found = json.loads(values)
    except ValueError:
        return []
    return str(found.get("photos", "")).split() if isinstance(found, dict) else []
