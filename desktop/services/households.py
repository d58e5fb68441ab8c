"""Households: find, list, show masked, reveal with a reason, and the officer's own notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import audit, households, returns, search
from db import eligibility as checks
from db import notices as register
from db import visits as ledger
from db.handed import Moved, last_move
from db.movetables import LEFT
from db.records.houses import HouseholdFilter as Wanted
from db.records.work import VisitFilter
from db.values import to_day
from desktop.errors import UserError
from desktop.rules import identity, periods
from desktop.rules.free_text import restored, shown
from desktop.rules.privacy import masked
from desktop.services import facts
from desktop.services.facts import OWN_FIELDS, own_fields
from desktop.services.lines import VISIT_TEXTS, details, link_of, told_wanted, visit_lines
from desktop.services.records.people import (
    ChangeLine,
    CheckLine,
    Found,
    HouseholdCard,
    HouseholdFilter,
    HouseholdLine,
    HouseholdPage,
    MemberLine,
    MovedLine,
    NoteBy,
    NoteTurn,
    NoticeLine,
    Revealed,
    SamePerson,
    Village,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.records.houses import Household, HouseholdNote, Member
    from db.records.houses import HouseholdCard as Card
    from db.records.houses import HouseholdLine as Row
    from desktop.services.session import Session

_SHORT, _VISITS = 4, 100
OWN, COUNTY, _PHONE = "own", "county", "phone"
NOTE_FIELDS = ("phone", "address_note", "needs_note", "best_time", "remark")


class Households:
    """The households of this ledger's townships."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._picked: tuple[object, list[int]] = (None, [])
        self._villages: tuple[int, list[Village]] = (-1, [])

    def find(self, query: str, limit: int = 9, *, walk_ins: bool = False) -> list[Found]:
        """Households by initials, name, number, or last four of ID, phone, loan or contract.

        Best first; the officer's own phone numbers find too. With `walk_ins` also people on no
        roster, who have no household number.
        """
        store = self._session.store
        hits = search.find(store, query, limit, walk_ins=walk_ins)
        told = households.told(store, [one.household_no for one in hits])
        return [
            Found(
                household_no=one.household_no,
                head_name=one.head_name,
                name=one.name,
                village=one.village,
                group_no=one.group_no,
                why=one.why,
                told=told.get(one.household_no, "never"),
                walk_in_no=one.walk_in_no,
            )
            for one in hits
        ]

    def lines(self, wanted: HouseholdFilter, limit: int = 500, offset: int = 0) -> HouseholdPage:
        """A window on the list, in the order of divisions and numbers."""
        places = self._places(wanted)
        rows = households.lines_at(self._session.store, places[offset : offset + limit])
        return HouseholdPage(total=len(places), lines=tuple(self._line(one) for one in rows))

    def row_of(self, household_no: str, wanted: HouseholdFilter) -> int | None:
        """Which row of the list a household is; None where the filter leaves it out."""
        place, places = households.place(self._session.store, household_no), self._places(wanted)
        return places.index(place) if place in places else None

    def _places(self, wanted: HouseholdFilter) -> list[int]:
        """The households of a filter, looked up anew only after something was written."""
        store = self._session.store
        inner = Wanted(
            village=wanted.village,
            status=wanted.status,
            loans=wanted.loans,
            category=wanted.category,
            text=wanted.text,
            **told_wanted(wanted.told, self._session.today()),
        )
        asked = inner, store.changes()
        if self._picked[0] != asked:
            self._picked = asked, households.picked(store, inner)
        return self._picked[1]

    def forget(self) -> None:
        """Drop the last filter, in which a name may stand."""
        self._picked = (None, [])

    def numbers(self) -> list[str]:
        """The numbers of all households on the roster, in the order of the list."""
        return [
            one.household_no
            for one in households.lines(
                self._session.store, Wanted(status="listed"), limit=1_000_000, offset=0
            )
        ]

    def villages(self) -> list[Village]:
        """The villages on the roster in force, in the order of divisions."""
        asked = self._session.store.changes()
        if self._villages[0] != asked:
            self._villages = asked, self._villages_now()
        return list(self._villages[1])

    def _villages_now(self) -> list[Village]:
        return [
            Village(
                division_code=one.division_code,
                township_code=one.township_code,
                township=one.township,
                village=one.village,
                households=one.households,
            )
            for one in households.villages(self._session.store)
        ]

    def card(self, household_no: str) -> HouseholdCard:
        """All that is known of a household, masked; raises `household_unknown`."""
        store = self._session.store
        card = households.card(store, household_no)
        if card is None:
            raise UserError("household_unknown", household_no=household_no)
        head = _head(card)
        rows = ledger.listed(store, VisitFilter(household_no=household_no), limit=_VISITS, offset=0)
        names = {one.member_no: one.name for one in card.members}
        sheets = register.of_household(store, household_no)
        back = returns.days(store, [one.notice_no for one in sheets])
        return HouseholdCard(
            line=self._line(card.line),
            facts=_facts(card.household),
            members=tuple(self.member_line(one) for one in card.members),
            visits=tuple(visit_lines(self._session.store, rows)),
            checks=tuple(
                CheckLine(
                    check_no=one.check_no,
                    checked_on=one.checked_on,
                    outcome=one.overall_result,
                    policy_pack=one.policy_pack_version,
                )
                for one in checks.listed(store, household_no)
            ),
            notices=tuple(
                NoticeLine(
                    notice_no=one.notice_no,
                    title=one.title,
                    kind=one.kind,
                    issued_on=one.issued_on,
                    subject=one.subject,
                    voided=bool(one.voided_by),
                    returned_on=back.get(one.notice_no),
                )
                for one in sheets
            ),
            changes=tuple(
                ChangeLine(
                    as_of_date=one.as_of_date,
                    roster_version=one.roster_version,
                    change_type=one.change_type,
                    details=details(one.details, names),
                    link_no=link_of(one.details),
                )
                for one in card.changes
            ),
            id_masked=masked("id_number", head.id_number) if head else "",
            phone_masked=masked("phone", card.phone),
            county_phone_masked=masked("phone", card.county_phone),
            note=_shown(card.note),
            note_by={
                one.field: NoteBy(officer=one.officer, at=one.at, disputed=one.disputed)
                for one in households.note_authors(store, household_no)
            },
            same_people=tuple(
                SamePerson(member=name, household_no=other, head_name=head, village=village)
                for name, other, head, village in households.same_people(store, household_no)
            ),
            left_on=card.entry.exited_on if card.entry else None,
            moved=_moved(last_move(store, household_no)),
        )

    def member_line(self, one: Member) -> MemberLine:
        """A member, masked; the age is full years today."""
        born = one.birth_date or identity.birth_date(one.id_number)
        return MemberLine(
            member_no=one.member_no,
            name=one.name,
            relation=one.relation_to_head,
            age=periods.full_years(born, self._session.today()) if born else None,
            id_masked=masked("id_number", one.id_number),
            phone_masked=masked("phone", one.phone),
        )

    def reveal(self, household_no: str, member_no: str, field: str, reason: str) -> str:
        """A masked field in full; who, when and why are kept. Raises `reason_missing`."""
        return self.reveal_all(household_no, reason).get(member_no, {}).get(field, "")

    def reveal_all(self, household_no: str, reason: str) -> dict[str, dict[str, str]]:
        """ID number and phone of every member in full, by member number; audited.

        Under `own` are the fields that the officer wrote herself, under `county` the number of
        the household on the list, under the number of a visit what was written about it.
        """
        card = self._audited(household_no, reason)
        found = {
            one.member_no: {"id_number": one.id_number, "phone": one.phone} for one in card.members
        }
        return {
            **found,
            OWN: {name: getattr(card.note, name) for name in NOTE_FIELDS},
            COUNTY: {"phone": card.county_phone},
            **self._visits_in_full(household_no),
        }

    def _visits_in_full(self, household_no: str) -> dict[str, dict[str, str]]:
        rows = ledger.listed(
            self._session.store, VisitFilter(household_no=household_no), limit=_VISITS, offset=0
        )
        return {one.visit_no: {name: getattr(one, name) for name in VISIT_TEXTS} for one in rows}

    def reveal_card(self, household_no: str, reason: str) -> Revealed:
        """What a card masks in full: the head's numbers, own fields, texts of visits; audited.

        Raises:
            UserError: `reason_missing`, `household_unknown`.
        """
        card = self._audited(household_no, reason)
        head = _head(card)
        return Revealed(
            id_number=head.id_number if head else "",
            phone=card.county_phone,
            own={name: getattr(card.note, name) for name in NOTE_FIELDS},
            visits=self._visits_in_full(household_no),
        )

    def _audited(self, household_no: str, reason: str) -> Card:
        """A household in full, once it is on record who looks and why."""
        if not reason.strip():
            raise UserError("reason_missing")
        store = self._session.store
        card = households.card(store, household_no)
        if card is None:
            raise UserError("household_unknown", household_no=household_no)
        audit.record(
            store, self._session.officer, "reveal", subject=household_no, reason=reason.strip()
        )
        return card

    def note_problem(self, name: str, text: str) -> UserError | None:
        """What is wrong with one of the own fields as typed, for under it; needs no ledger."""
        most, length = OWN_FIELDS[name], len(text.strip())
        if length > most:
            return UserError("typed_long", most=most, length=length)
        problem = facts.phone_problem(text) if name == "phone" else None
        return UserError(problem[0], **problem[1]) if problem else None

    def note(self, household_no: str, fields: Mapping[str, str]) -> NoteTurn:
        """As `edit_note`, with the fields as one mapping; gives what `take_back` needs."""
        unknown = set(fields) - set(NOTE_FIELDS)
        if unknown:
            raise UserError("own_field_unknown", field=min(unknown), known=" ".join(NOTE_FIELDS))
        clean = own_fields(_numbers(fields))
        store = self._session.store
        if households.township_of(store, household_no) is None:
            raise UserError("household_unknown", household_no=household_no)
        kept = households.note_of(store, household_no)
        clean = {
            name: text if name == _PHONE else restored(text, getattr(kept, name))
            for name, text in clean.items()
        }
        return self._note(household_no, clean, None)

    def take_back(self, turn: NoteTurn) -> NoteTurn:
        """Take a change of the own fields back; gives the turn that does it again.

        Raises:
            StoreError: `changed_since` where somebody has changed it meanwhile.
        """
        return self._note(turn.household_no, turn.before, turn.after)

    def _note(
        self, household_no: str, fields: Mapping[str, str], expected: Mapping[str, str] | None
    ) -> NoteTurn:
        store, officer = self._session.store, self._session.officer
        before, after = households.note(store, officer, household_no, fields, expected=expected)
        return NoteTurn(household_no=household_no, before=before, after=after)

    def edit_note(self, household_no: str, **fields: str) -> dict[str, str]:
        """Keep the officer's own fields beside the official ones; gives all of them.

        Only what differs is written, field by field: two officers who write different fields of a
        household never stand in each other's way, and no import touches them. The phone number
        is masked in the answer, and so are numbers in the others.

        Raises:
            UserError: `household_unknown`, `own_field_unknown`, `field_too_long`, `phone_wrong`.
        """
        self.note(household_no, fields)
        return _shown(households.note_of(self._session.store, household_no))

    def _line(self, one: Row) -> HouseholdLine:
        category = one.monitor_category
        return HouseholdLine(
            household_no=one.household_no,
            short_no=one.household_no[-_SHORT:],
            head_name=one.head_name,
            village=one.village,
            group_no=one.group_no,
            category=category if category and category != "none" else one.household_type,
            told=one.told,
            last_visit_on=one.last_visit_on,
            member_count=one.member_count,
            loans=str(one.loans) if one.loans else "",
            status=one.household_status,
        )


def _head(card: Card) -> Member | None:
    """The head of a household among its people."""
    return next((one for one in card.members if one.name == card.household.head_name), None)


def _moved(move: Moved | None) -> MovedLine | None:
    """Where a household went, or came from."""
    if move is None:
        return None
    return MovedLine(left=move.kind == LEFT, other=move.other, on=to_day(move.on))


def _shown(note: HouseholdNote) -> dict[str, str]:
    """The own fields without full numbers."""
    fields = {name: getattr(note, name) for name in NOTE_FIELDS}
    free = {name: shown(text) for name, text in fields.items() if name != _PHONE}
    return {**free, _PHONE: masked(_PHONE, note.phone)}


def _numbers(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields with a phone number as it is kept."""
    return {name: facts.phone(text) if name == "phone" else text for name, text in fields.items()}


def _facts(house: Household) -> tuple[tuple[str, str], ...]:
    """The official facts that a card shows, by field name."""
    return (
        ("township", house.township),
        ("household_type", house.household_type),
        ("monitor_category", house.monitor_category),
        ("risk_cleared", house.risk_cleared),
        ("needs_continued_support", house.needs_continued_support),
        (
            "first_identified_on",
            house.first_identified_on.isoformat() if house.first_identified_on else "",
        ),
        ("source_roster_version", house.source_roster_version),
    )
