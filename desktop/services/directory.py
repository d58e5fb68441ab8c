"""The directory of officers, village contacts and outlets; and boards that show who is gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import boards, contacts, evidence, households, publicity
from db import notices as register
from db import settings as kept
from db.ids import uuid7
from db.records.houses import Contact
from db.records.work import BoardAnswer
from desktop.errors import UserError
from desktop.rules import boards as rules
from desktop.rules import phones
from desktop.rules.binding import cited
from desktop.services import facts
from desktop.services.facts import person
from desktop.services.lines import on_board, person_line, serves
from desktop.services.places import township_named
from desktop.services.records.rounds import (
    BoardChange,
    HangingBoard,
    PersonEntry,
    PersonLine,
    StaleBoard,
)
from desktop.services.setting_keys import ON_BOARDS, POLICY_ON_BOARDS

if TYPE_CHECKING:
    from datetime import date

    from db.records.work import Activity, Notice
    from desktop.rules.boards import Difference
    from desktop.services.session import Session

BOARD = "F01"
PRODUCT = "BFXE"
_EVERY = 1_000_000
ROLES = "contact_role"
OUTLETS = frozenset({"outlet", "cash_point", "service_station"})
_MOST = {"org": 60, "staff_no": 20, "address": 80, "hours": 60}
_LONGEST_AREA, _MOST_AREAS = 40, 40
_SHORT = 8  # the end of an id; its beginning is the time


class Directory:
    """People and outlets of this ledger's townships; whoever is over stays on record."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def listed(self, township: str = "", *, role: str = "", over: bool = False) -> list[PersonLine]:
        """The directory by role and name; with `over` also who serves no longer.

        Raises:
            UserError: `township_unknown`.
        """
        store, today = self._session.store, self._session.today()
        code = township_named(store, township)
        order = {one: place for place, (one, _) in enumerate(self._session.words.choices(ROLES))}
        found = [
            person_line(one, today)
            for one in contacts.listed(store)
            if one.township_code in {"", code} or not code
        ]
        chosen = [
            one for one in found if role in {"", one.role} and (over or not _over(one, today))
        ]
        return sorted(chosen, key=lambda one: (order.get(one.role, len(order)), one.name, one.id))

    def add(self, entry: PersonEntry) -> PersonLine:
        """Put somebody, or an outlet, into the directory.

        Raises:
            UserError: `name_empty`, `name_unusable`, `phone_wrong`, `person_role_unknown`,
                `person_field_long`, `person_days_wrong`, `person_twice`, `township_needed`,
                `township_unknown`, `directory_county_only`.
        """
        made = self._contact(entry)
        twins = [
            one
            for one in contacts.listed(self._session.store)
            if (one.name, one.role, one.township_code) == (made.name, made.role, made.township_code)
            and serves(one, self._session.today())
        ]
        if twins:
            raise UserError("person_twice", name=made.name)
        row = contacts.keep(self._session.store, self._session.officer, made)
        return person_line(replace(made, id=row), self._session.today())

    def edit(self, person_id: str, entry: PersonEntry) -> PersonLine:
        """Change an entry; what is the same is not written again.

        Raises:
            UserError: `person_unknown`, and those of `add` but the twin.
        """
        known = self._known(person_id)
        made = replace(self._contact(entry), id=known.id, photo_hash=known.photo_hash)
        contacts.keep(self._session.store, self._session.officer, made)
        return person_line(made, self._session.today())

    def end(self, person_id: str, on: date | None = None) -> PersonLine:
        """Say that somebody is there no longer from a day on (today); the entry stays.

        Raises:
            UserError: `person_unknown`, `person_days_wrong`, `directory_county_only`.
        """
        known = self._known(person_id)
        last = on or self._session.today()
        if known.valid_from is not None and last < known.valid_from:
            raise UserError("person_days_wrong")
        made = replace(known, valid_to=last)
        contacts.keep(self._session.store, self._session.officer, made)
        return person_line(made, self._session.today())

    def one(self, person_id: str) -> PersonLine:
        """The entry with that id, or with that end of it; raises `person_unknown`."""
        return person_line(self._found(person_id), self._session.today())

    def stale(self) -> list[StaleBoard]:
        """Boards that show a person or a setting that is otherwise now, oldest first.

        A board printed anew for its place, voided, or ticked off for these very differences is
        none; a ticked off one is stale again when something else changes.
        """
        return [self._stale(notice, found) for notice, found in self._open()]

    def stale_numbers(self) -> frozenset[str]:
        """The numbers of the stale boards, for a register that only marks them."""
        return frozenset(notice.notice_no for notice, _ in self._open())

    def settle(self, notice_no: str, note: str = "") -> None:
        """Say that a stale board was seen to; the register keeps who and when.

        Raises:
            UserError: `notice_unknown`, `board_not_stale`, `person_field_long`.
        """
        store = self._session.store
        if register.by_no(store, notice_no) is None:
            raise UserError("notice_unknown", notice_no=notice_no)
        found = next((pair for pair in self._open() if pair[0].notice_no == notice_no), None)
        if found is None:
            raise UserError("board_not_stale", notice_no=notice_no)
        given = BoardAnswer(
            id=uuid7(self._session.clock()),
            notice_no=notice_no,
            township_code=found[0].township_code,
            why=rules.mark_of(found[1]),
            note=self._line("note", note, _MOST["address"]),
            answered_on=self._session.today(),
        )
        boards.answer(store, self._session.officer, given)

    def _open(self) -> list[tuple[Notice, tuple[Difference, ...]]]:
        """The boards that differ and were not ticked off for that."""
        ticked = boards.answers(self._session.store)
        return [
            (notice, found)
            for notice, found in self._differing()
            if (notice.notice_no, rules.mark_of(found)) not in ticked
        ]

    def _differing(self) -> list[tuple[Notice, tuple[Difference, ...]]]:
        """The newest board of each place with what it says otherwise than is so."""
        store, today = self._session.store, self._session.today()
        people = {
            one.id: (one.role, on_board(one))
            for one in contacts.listed(store)
            if serves(one, today)
        }
        station = kept.shown(store)
        station["officer_name"] = station.get("officer_name") or self._session.officer
        now = {key: station.get(key, "") for key in ON_BOARDS} | self._policy()
        found = []
        for notice in boards.newest(store, BOARD):
            shown = rules.read(_kept(notice).get("shows"))
            if shown is not None:
                own = now if self._printed_here(notice) else None
                differ = rules.differences(shown, people, own)
                found += [(notice, differ)] if differ else []
        return found

    def _policy(self) -> dict[str, str]:
        """The number of the policy that a board printed today would cite."""
        session = self._session
        templates, county = session.shelf.templates, session.store.identity.county_code
        known = templates.sheet(BOARD).packs
        pack = cited(session.packs.current, PRODUCT, county, session.today(), known)
        found = templates.packs.get(pack or "")
        return {POLICY_ON_BOARDS: found.number if found else pack or ""}

    def hanging(self) -> list[HangingBoard]:
        """The board of each village in the order of divisions, with what is to be done about it.

        A village without one is a line without a day; one that shows what is so no longer is
        marked.
        """
        store = self._session.store
        stale = {
            (one.township_code, village): one for one in self.stale() for village in one.villages
        }
        newest: dict[str, Activity] = {}
        for one in publicity.listed(store, limit=_EVERY):
            if one.activity_type == "board" and one.removed_on is None:
                newest.setdefault(one.division_code or one.village, one)
        photos = evidence.counts(store, [one.id for one in newest.values()])
        found = []
        for village in households.villages(store):
            board = newest.get(village.division_code or village.village)
            old = stale.get((village.township_code, village.village)) if board else None
            found.append(
                HangingBoard(
                    village=village.village,
                    division_code=village.division_code,
                    township=village.township,
                    households=village.households,
                    place=board.place if board else "",
                    hung_on=board.held_on if board else None,
                    officer=(board.kept_by or board.officer) if board else "",
                    note=board.note if board else "",
                    stale=old,
                    activity_id=board.id if board else "",
                    photos=photos.get(board.id, 0) if board else 0,
                )
            )
        return found

    def _printed_here(self, notice: Notice) -> bool:
        """Whether this desk's settings stand on a board: its number has our letters."""
        store = self._session.store
        return notice.notice_no.split("-")[1:2] == [store.identity.letter]

    def _stale(self, notice: Notice, found: tuple[Difference, ...]) -> StaleBoard:
        return StaleBoard(
            notice_no=notice.notice_no,
            subject=notice.subject,
            township_code=notice.township_code,
            issued_on=notice.issued_on,
            changes=tuple(
                BoardChange(what=one.what, shown=one.shown, now=one.now) for one in found
            ),
            villages=tuple(
                boards.hanging(self._session.store, notice.township_code, notice.issued_on)
            ),
        )

    def _known(self, person_id: str) -> Contact:
        """An entry that this desk may change; the county's own are the county's."""
        found = self._found(person_id)
        if not found.township_code and not self._session.is_county:
            raise UserError("directory_county_only")
        return found

    def _found(self, person_id: str) -> Contact:
        wanted = person_id.strip()
        hits = [
            one
            for one in contacts.listed(self._session.store)
            if wanted in {one.id, one.id[-_SHORT:]}
        ]
        if len(hits) != 1:
            raise UserError("person_unknown", person=person_id)
        return hits[0]

    def _contact(self, entry: PersonEntry) -> Contact:
        """What was typed, checked."""
        if entry.role not in dict(self._session.words.choices(ROLES)):
            raise UserError("person_role_unknown", role=entry.role)
        name, phone = person(entry.name), facts.phone(entry.phone, service=True)
        if phone and not phones.fits(phone, service=True):
            raise UserError("phone_wrong")
        if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
            raise UserError("person_days_wrong")
        place = entry.role in OUTLETS
        texts = {name: self._line(name, getattr(entry, name), most) for name, most in _MOST.items()}
        return Contact(
            id="",
            name=name,
            role=entry.role,
            org=texts["org"],
            staff_no="" if place else texts["staff_no"],
            phone=phone,
            areas=self._areas(entry.areas),
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
            photo_hash="",
            status="",
            township_code=self._township(entry.township),
            address=texts["address"] if place else "",
            hours=texts["hours"] if place else "",
        )

    def _township(self, typed: str) -> str:
        """The township of an entry: one's own where there is one; none is the whole county."""
        code = township_named(self._session.store, typed)
        if code or self._session.is_county:
            return code
        own = self._session.store.identity.townships
        if len(own) != 1:
            raise UserError("township_needed")
        return own[0]

    def _areas(self, areas: tuple[str, ...]) -> tuple[str, ...]:
        clean = tuple(dict.fromkeys(filter(None, (" ".join(one.split()) for one in areas))))
        return tuple(
            self._line("areas", one, _LONGEST_AREA if len(clean) <= _MOST_AREAS else 0)
            for one in clean
        )

    def _line(self, name: str, text: str, most: int) -> str:
        """A field as it is kept: one line, no longer than may be; raises `person_field_long`."""
        plain = " ".join(text.split())
        if len(plain) > most or not plain.isprintable():
            called = self._session.words.word("person_field", name)
            raise UserError("person_field_long", field=name, called=called, most=most)
        return plain


def _over(one: PersonLine, today: date) -> bool:
    return one.valid_to is not None and one.valid_to <= today


def _kept(notice: Notice) -> dict[str, object]:
    """What the register keeps with a sheet; nothing where it cannot be read."""
    try:
        found = json.loads(notice.params) if notice.params else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
