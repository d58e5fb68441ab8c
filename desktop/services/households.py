"""Households: find, list, show masked, reveal with a reason, and the officer's own notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import audit, households, search
from db import eligibility as checks
from db import notices as register
from db import visits as ledger
from db.records import HouseholdFilter as Wanted
from db.records import VisitFilter
from desktop.errors import UserError
from desktop.rules import identity, periods
from desktop.services.facts import own_fields
from desktop.services.lines import details, link_of, visit_line
from desktop.services.records import (
    ChangeLine,
    CheckLine,
    Found,
    HouseholdCard,
    HouseholdFilter,
    HouseholdLine,
    HouseholdPage,
    MemberLine,
    NoticeLine,
    Village,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.records import Household, Member
    from db.records import HouseholdLine as Row
    from desktop.services.session import Session

_SHORT = 4
NOTE_FIELDS = ("phone", "address_note", "needs_note", "best_time", "remark")


class Households:
    """The households of this ledger's townships."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._picked: tuple[object, list[int]] = (None, [])

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
        inner = Wanted(
            village=wanted.village,
            status=wanted.status,
            told=wanted.told,
            category=wanted.category,
            text=wanted.text,
        )
        places = self._places(inner)
        rows = households.lines_at(self._session.store, places[offset : offset + limit])
        return HouseholdPage(total=len(places), lines=tuple(self._line(one) for one in rows))

    def _places(self, wanted: Wanted) -> list[int]:
        """The households of a filter, looked up anew only after something was written."""
        store = self._session.store
        asked = wanted, store.changes()
        if self._picked[0] != asked:
            self._picked = asked, households.picked(store, wanted)
        return self._picked[1]

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
        head = next((one for one in card.members if one.name == card.household.head_name), None)
        rows = ledger.listed(store, VisitFilter(household_no=household_no), limit=100, offset=0)
        names = {one.member_no: one.name for one in card.members}
        return HouseholdCard(
            line=self._line(card.line),
            facts=_facts(card.household),
            members=tuple(self.member_line(one) for one in card.members),
            visits=tuple(visit_line(one) for one in rows),
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
                )
                for one in register.of_household(store, household_no)
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
            id_masked=identity.mask_id(head.id_number) if head else "",
            phone_masked=identity.mask_phone(card.note.phone or card.household.household_phone),
            note={field: getattr(card.note, field) for field in NOTE_FIELDS},
            left_on=card.entry.exited_on if card.entry else None,
        )

    def member_line(self, one: Member) -> MemberLine:
        """A member, masked; the age is full years today."""
        born = one.birth_date or identity.birth_date(one.id_number)
        return MemberLine(
            member_no=one.member_no,
            name=one.name,
            relation=one.relation_to_head,
            age=periods.full_years(born, self._session.today()) if born else None,
            id_masked=identity.mask_id(one.id_number),
            phone_masked=identity.mask_phone(one.phone),
        )

    def reveal(self, household_no: str, member_no: str, field: str, reason: str) -> str:
        """A masked field in full; who, when and why are kept. Raises `reason_missing`."""
        return self.reveal_all(household_no, reason).get(member_no, {}).get(field, "")

    def reveal_all(self, household_no: str, reason: str) -> dict[str, dict[str, str]]:
        """ID number and phone of every member in full, by member number; audited."""
        if not reason.strip():
            raise UserError("reason_missing")
        store = self._session.store
        card = households.card(store, household_no)
        if card is None:
            raise UserError("household_unknown", household_no=household_no)
        audit.record(
            store, self._session.officer, "reveal", subject=household_no, reason=reason.strip()
        )
        return {
            one.member_no: {"id_number": one.id_number, "phone": one.phone} for one in card.members
        }

    def note(self, household_no: str, fields: Mapping[str, str]) -> None:
        """As `edit_note`, with the fields as one mapping."""
        unknown = set(fields) - set(NOTE_FIELDS)
        if unknown:
            raise UserError("own_field_unknown", field=min(unknown), known=" ".join(NOTE_FIELDS))
        clean = own_fields(fields)
        if households.township_of(self._session.store, household_no) is None:
            raise UserError("household_unknown", household_no=household_no)
        households.note(self._session.store, self._session.officer, household_no, clean)

    def edit_note(self, household_no: str, **fields: str) -> dict[str, str]:
        """Keep the officer's own fields beside the official ones; gives all of them.

        Only what differs is written, field by field: two officers who write different fields of a
        household never stand in each other's way, and no import touches them.

        Raises:
            UserError: `household_unknown`, `own_field_unknown`, `field_too_long`, `phone_wrong`.
        """
        self.note(household_no, fields)
        kept = households.note_of(self._session.store, household_no)
        return {field: getattr(kept, field) for field in NOTE_FIELDS}

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
