"""Roster versions: which are kept, which is in force, what changed, what follows, what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import followups, households, lending, rosters, rosterspan
from db.records.follow import RosterTodo
from desktop.errors import UserError
from desktop.rules import roster_changes as rules
from desktop.services.lines import details, link_of
from desktop.services.listings import VersionLine
from desktop.services.places import township_named
from desktop.services.records.rosters import Change, Consequence, ConsequenceFilter, Quality
from desktop.services.rosters import handed
from desktop.services.rosters import lines as roster_lines
from desktop.services.rosters import quality as roster_quality

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from db.records.follow import RosterEvent
    from db.records.houses import RosterChange
    from desktop.services.needs import Binding
    from desktop.services.session import Session

_LONGEST_NOTE = 200


class Rosters:
    """Versions of the roster in this ledger's townships."""

    def __init__(self, session: Session, loans: Binding) -> None:
        self._session = session
        self._loans = loans
        self._counted: tuple[object, int] = (None, 0)

    def versions(self) -> list[VersionLine]:
        """All versions, newest first, one line per township."""
        store = self._session.store
        names = {one.township_code: one.township for one in households.villages(store)}
        first = followups.first_versions(store)
        handed_to = handed.of_versions(self._session)
        return [
            VersionLine(
                roster_version=one.roster_version,
                as_of_date=one.as_of_date,
                township_code=one.township_code,
                township=names.get(one.township_code, one.township_code),
                households=one.households,
                members=one.members,
                source_name=one.source_name,
                imported_at=one.imported_at,
                officer=one.officer,
                in_force=one.in_force,
                first=(one.township_code, one.roster_version) in first,
                handed=handed_to.get(rosterspan.row_of(one), ()),
            )
            for one in rosters.versions(store)
        ]

    def diff(self, earlier: str = "", later: str = "", township: str = "") -> list[Change]:
        """What `later` (else the newest) changed against `earlier` (else the one before it).

        Per household, ordered by number, with its running loans and the codes of what follows.
        Between versions that do not follow each other only what is different at the end counts.

        Raises:
            UserError: `version_unknown`, `township_unknown`.
        """
        store = self._session.store
        labels = list(dict.fromkeys(one.roster_version for one in rosters.versions(store)))
        for wanted in (earlier, later):
            if wanted and wanted not in labels:
                raise UserError("version_unknown", version=wanted)
        if not labels:
            return []
        place = township_named(store, township)
        newest = later or labels[0]
        before = labels[labels.index(newest) + 1 :][:1]
        if not earlier or [earlier] == before:
            found = rosters.changes(store, newest, township_code=place)
        else:
            found = rosterspan.between(store, earlier, newest, place)
        return self._lines(found)

    def _lines(self, found: Iterable[RosterChange]) -> list[Change]:
        store = self._session.store
        changes = list(found)
        numbers = {one.household_no for one in changes} | roster_lines.links(changes)
        villages = followups.places(store, numbers)
        names = followups.names(store, roster_lines.of_people(changes))
        loans = lending.live_of(store, numbers)
        return [
            roster_lines.change(
                one,
                village=villages.get(one.household_no, ""),
                names=names.get(one.household_no, {}),
                loans=[self._loans.live(row) for row in loans.get(one.household_no, ())],
                borrowers=roster_lines.borrowers(loans.get(one.household_no, ())),
            )
            for one in changes
        ]

    def consequences(self, wanted: ConsequenceFilter | None = None) -> list[Consequence]:
        """The list of work that versions leave, newest version first, the pressing before the rest.

        Raises:
            UserError: `version_unknown`, `township_unknown`.
        """
        wanted = wanted or ConsequenceFilter()
        store = self._session.store
        label = wanted.roster_version
        if label and all(one.roster_version != label for one in rosters.versions(store)):
            raise UserError("version_unknown", version=label)
        events = followups.events(
            store,
            roster_version=label,
            township_code=township_named(store, wanted.township),
            household_no=wanted.household_no,
        )
        found = self._follow(events)
        return [
            one
            for one in found
            if (not wanted.code or one.code == wanted.code)
            and (not wanted.state or (one.done_on is not None) == (wanted.state == "done"))
        ]

    def waiting(self) -> int:
        """How many consequences wait, those of first versions left out."""
        store = self._session.store
        asked = store.changes()
        if self._counted[0] != asked:
            self._counted = asked, len(self.consequences(ConsequenceFilter(state="open")))
        return self._counted[1]

    def _follow(self, events: list[RosterEvent]) -> list[Consequence]:
        store = self._session.store
        numbers = {one.household_no for one in events} | roster_lines.links(events)
        loans = lending.live_of(store, numbers)
        names = followups.names(store, roster_lines.of_people(events))
        done = followups.done(store)
        found: list[Consequence] = []
        for event in events:
            link = link_of(event.details)
            own = loans.get(event.household_no, ())
            rows = own or loans.get(link, ())
            codes = rules.follows(
                event.change_type,
                event.details,
                live_loan=bool(own),
                borrowers=roster_lines.borrowers(own),
            )
            lines = tuple(self._loans.live(row) for row in rows) if codes else ()
            told = details(event.details, names.get(event.household_no)) if codes else ()
            found += [
                roster_lines.consequence(
                    event,
                    code,
                    told,
                    lines,
                    done.get((event.roster_version, event.household_no, code)),
                )
                for code in codes
            ]
        return found

    def mark_done(
        self, consequence_id: str, *, note: str = "", done_on: date | None = None
    ) -> Consequence:
        """Write that a consequence was dealt with, on a day (today) and by who is at work.

        Raises:
            UserError: `todo_unknown`, `todo_done_already`, `todo_day_wrong`, `note_too_long`.
        """
        session = self._session
        known = self._known(consequence_id)
        day = done_on or session.today()
        if known.done_on is not None:
            raise UserError("todo_done_already", day=known.done_on, officer=known.done_by)
        if not known.as_of_date <= day <= session.today():
            raise UserError("todo_day_wrong", first=known.as_of_date)
        if len(note) > _LONGEST_NOTE:
            raise UserError("note_too_long", length=len(note), most=_LONGEST_NOTE)
        todo = RosterTodo(
            id="",
            roster_version=known.roster_version,
            household_no=known.household_no,
            township_code=known.township_code,
            code=known.code,
            note=note.strip(),
            done_on=day,
        )
        followups.keep_done(session.store, session.officer, [todo])
        return self._known(consequence_id)

    def mark_open(self, consequence_id: str) -> Consequence:
        """Take the mark back on the machine that made it.

        Raises:
            UserError: `todo_unknown`, `todo_not_done`, `not_owner`.
        """
        known = self._known(consequence_id)
        key = (known.roster_version, known.household_no, known.code)
        todo = followups.done(self._session.store).get(key)
        if todo is None:
            raise UserError("todo_not_done")
        followups.take_back(self._session.store, self._session.officer, todo)
        return self._known(consequence_id)

    def _known(self, consequence_id: str) -> Consequence:
        label, _, rest = consequence_id.partition("/")
        number, _, code = rest.partition("/")
        events = followups.events(self._session.store, roster_version=label, household_no=number)
        found = next((one for one in self._follow(events) if one.code == code), None)
        if not label or not number or found is None:
            raise UserError("todo_unknown", todo=consequence_id)
        return found

    def quality(self, township: str = "") -> Quality:
        """What is wrong with the roster in force; values are masked.

        Raises:
            UserError: `township_unknown`.
        """
        place = township_named(self._session.store, township)
        return roster_quality.report(self._session, place)
