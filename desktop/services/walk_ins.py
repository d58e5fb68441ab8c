"""People on no roster: recorded by the officer, warned of twins, linked and unlinked later."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from db import households, walkins
from db.records import WalkIn
from desktop.errors import UserError
from desktop.rules import identity
from desktop.rules.roster_quality import own_number, wrong_number
from desktop.services.facts import own_fields, person
from desktop.services.places import township_named, village_named
from desktop.services.records import Twin, WalkInEntry, WalkInLine

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.session import Session

_LONGEST_VILLAGE = 40
_OPEN_FIELDS = ("group_no", "address_note", "needs_note", "remark")


class WalkIns:
    """Records of the officer's own, beside the roster; no list of households counts them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def listed(self, *, linked: bool | None = None) -> list[WalkInLine]:
        """All records, newest first; with `linked` only those that are, or are not."""
        return [
            _line(one)
            for one in walkins.listed(self._session.store)
            if linked is None or bool(one.household_no) == linked
        ]

    def of_household(self, household_no: str) -> list[WalkInLine]:
        """The records that were linked to a household."""
        return [_line(one) for one in walkins.of_household(self._session.store, household_no)]

    def twins(self, entry: WalkInEntry) -> list[Twin]:
        """Who on the roster or among the records may be the same: by ID, phone, name and village.

        Raises:
            UserError: as `add`.
        """
        return self._twins(self._record(entry))

    def add(self, entry: WalkInEntry, *, anyway: bool = False) -> WalkInLine:
        """Keep somebody who is on no roster; a likely twin stops it unless `anyway`.

        Raises:
            UserError: `name_empty`, `name_unusable`, `id_number_wrong`, `phone_wrong`,
                `field_too_long`, `village_needed`, `township_needed`, `township_unknown`,
                `day_in_future`, `walk_in_twin`.
        """
        record = self._record(entry)
        twins = [] if anyway else self._twins(record)
        if twins:
            first = twins[0]
            raise UserError(
                "walk_in_twin",
                by=self._session.words.word("twin_by", first.by),
                name=first.name,
                number=first.household_no or first.walk_in_no,
                count=len(twins),
            )
        return _line(walkins.add(self._session.store, self._session.officer, record))

    def edit(self, walk_in_no: str, entry: WalkInEntry) -> WalkInLine:
        """Change a record; what is the same is not written again.

        Raises:
            UserError: `walk_in_unknown`, and those of `add` but the twin.
        """
        known = self._known(walk_in_no)
        record = self._record(replace(entry, township=entry.township or known.township_code))
        names = ("name", "id_number", "phone", "admin_village", "met_on", *_OPEN_FIELDS)
        walkins.change(
            self._session.store,
            self._session.officer,
            walk_in_no,
            {name: getattr(record, name) for name in names},
        )
        return _line(self._known(walk_in_no))

    def link(self, walk_in_no: str, household_no: str) -> WalkInLine:
        """Say that a record is a household of the roster; `unlink` takes it back.

        Raises:
            UserError: `walk_in_unknown`, `walk_in_linked`, `household_unknown`.
        """
        known = self._known(walk_in_no)
        if known.household_no:
            raise UserError("walk_in_linked", household_no=known.household_no)
        if households.township_of(self._session.store, household_no) is None:
            raise UserError("household_unknown", household_no=household_no)
        return self._linked(walk_in_no, household_no, self._session.today())

    def unlink(self, walk_in_no: str) -> WalkInLine:
        """Take a link back; raises `walk_in_unknown`, `walk_in_not_linked`."""
        if not self._known(walk_in_no).household_no:
            raise UserError("walk_in_not_linked")
        return self._linked(walk_in_no, "", None)

    def remove(self, walk_in_no: str) -> None:
        """Take a record out of all lists; nothing is erased. Raises `walk_in_unknown`."""
        self._known(walk_in_no)
        walkins.remove(self._session.store, self._session.officer, walk_in_no)

    def _linked(self, walk_in_no: str, household_no: str, day: date | None) -> WalkInLine:
        walkins.change(
            self._session.store,
            self._session.officer,
            walk_in_no,
            {"household_no": household_no, "linked_on": day},
        )
        return _line(self._known(walk_in_no))

    def _known(self, walk_in_no: str) -> WalkIn:
        found = walkins.by_no(self._session.store, walk_in_no)
        if found is None:
            raise UserError("walk_in_unknown", walk_in_no=walk_in_no)
        return found

    def _twins(self, record: WalkIn) -> list[Twin]:
        return [
            Twin(
                by=one.by,
                household_no=one.household_no,
                walk_in_no=one.walk_in_no,
                name=one.name,
                village=one.village,
            )
            for one in walkins.twins(self._session.store, record)
        ]

    def _record(self, entry: WalkInEntry) -> WalkIn:
        """What was typed, checked."""
        own = {name: getattr(entry, name) for name in ("phone", *_OPEN_FIELDS)}
        clean = own_fields(own)
        day = entry.met_on or self._session.today()
        if day > self._session.today():
            raise UserError("day_in_future")
        township, village = self._where(entry)
        return WalkIn(
            walk_in_no="",
            name=person(entry.name),
            township_code=township,
            id_number=_number(entry.id_number),
            admin_village=village,
            met_on=day,
            phone=clean["phone"],
            group_no=clean["group_no"],
            address_note=clean["address_note"],
            needs_note=clean["needs_note"],
            remark=clean["remark"],
        )

    def _where(self, entry: WalkInEntry) -> tuple[str, str]:
        """Township and village: a village of the roster brings its township."""
        store = self._session.store
        typed = " ".join(entry.village.split())
        if not typed:
            raise UserError("village_needed")
        if len(typed) > _LONGEST_VILLAGE or not typed.isprintable():
            raise UserError("field_too_long", field="admin_village", most=_LONGEST_VILLAGE)
        township = township_named(store, entry.township)
        try:
            village = village_named(store, typed)
        except UserError:
            village = None
        if village is not None and township in {"", village.township_code}:
            return village.township_code, village.village
        own = store.identity.townships
        if not township and len(own) != 1:
            raise UserError("township_needed")
        return township or own[0], typed


def _number(text: str) -> str:
    """An identity number as it is kept; raises `id_number_wrong`."""
    plain = identity.normal(text)
    if plain and wrong_number(own_number(plain)):
        raise UserError("id_number_wrong")
    return plain


def _line(one: WalkIn) -> WalkInLine:
    return WalkInLine(
        walk_in_no=one.walk_in_no,
        name=one.name,
        village=one.admin_village,
        group_no=one.group_no,
        township_code=one.township_code,
        id_masked=identity.mask_id(one.id_number),
        phone_masked=identity.mask_phone(one.phone),
        address_note=one.address_note,
        needs_note=one.needs_note,
        remark=one.remark,
        met_on=one.met_on,
        household_no=one.household_no,
        linked_on=one.linked_on,
        officer=one.officer,
    )
