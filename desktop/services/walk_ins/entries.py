"""What is typed about somebody on no roster: what is wrong with it, and as it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.records.follow import WalkIn
from desktop.errors import UserError
from desktop.rules import typed
from desktop.services import facts
from desktop.services.facts import OWN_FIELDS, own_fields, person
from desktop.services.places import township_named, village_named
from desktop.services.records.walk_ins import WalkInEntry

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.session import Session

LONGEST = {"name": 40, "village": 40, "id_number": 40, **OWN_FIELDS}
SOFT = ("id_number", "birth_date", "phone")
"""What may be kept as it is and put right later."""

NOTED = ("address_note", "needs_note", "best_time", "remark")
"""Free text, in which the numbers of people are masked where it is shown."""

_OPEN_FIELDS = ("group_no", *NOTED)
_REFUSED = {"id_number": "id_number_wrong", "phone": "phone_wrong"}


def problems(entry: WalkInEntry, today: date) -> dict[str, UserError]:
    """What is wrong with what was typed so far, by field, in words for under the field."""
    found = {
        name: UserError("typed_long", most=most, length=len(text))
        for name, most in LONGEST.items()
        if len(text := str(getattr(entry, name)).strip()) > most
    }
    for name, code in (("name", "typed_name"), ("village", "typed_village")):
        if not str(getattr(entry, name)).strip():
            found[name] = UserError(code)
    for name, code in (("met_on", "typed_met_future"), ("birth_date", "typed_birth_future")):
        if (getattr(entry, name) or today) > today:
            found[name] = UserError(code)
    for name, problem in _soft(entry).items():
        found.setdefault(name, UserError(problem[0], **problem[1]))
    return found


def _soft(entry: WalkInEntry) -> dict[str, typed.Problem]:
    asked = {
        "id_number": typed.number_problem(entry.id_number),
        "birth_date": typed.birth_problem(entry.id_number, entry.birth_date),
        "phone": facts.phone_problem(entry.phone),
    }
    return {name: problem for name, problem in asked.items() if problem}


def wrong(one: WalkIn) -> tuple[str, ...]:
    """The fields of a record that are still to be put right."""
    return tuple(_soft(entry_of(one)))


def entry_of(one: WalkIn) -> WalkInEntry:
    """A record as it would be typed, in full."""
    return WalkInEntry(
        name=one.name,
        village=one.admin_village,
        group_no=one.group_no,
        id_number=one.id_number,
        birth_date=one.birth_date,
        phone=one.phone,
        address_note=one.address_note,
        needs_note=one.needs_note,
        best_time=one.best_time,
        remark=one.remark,
        met_on=one.met_on,
        township=one.township_code,
    )


def record(session: Session, entry: WalkInEntry, *, strict: tuple[str, ...] = SOFT) -> WalkIn:
    """What was typed, checked; of the fields that may be wrong only those in `strict` are.

    Raises:
        UserError: `name_empty`, `name_unusable`, `id_number_wrong`, `phone_wrong`,
            `birth_date_differs`, `birth_in_future`, `field_too_long`, `village_needed`,
            `township_needed`, `township_unknown`, `day_in_future`.
    """
    clean = own_fields({name: getattr(entry, name) for name in _OPEN_FIELDS})
    number, phone = _one_line("id_number", typed.number(entry.id_number)), facts.phone(entry.phone)
    name = person(entry.name)
    _refuse(entry, strict)
    day = entry.met_on or session.today()
    if day > session.today():
        raise UserError("day_in_future")
    if entry.birth_date and entry.birth_date > session.today():
        raise UserError("birth_in_future")
    township, village = _where(session, entry)
    return WalkIn(
        walk_in_no="",
        name=name,
        township_code=township,
        id_number=number,
        birth_date=entry.birth_date,
        admin_village=village,
        met_on=day,
        phone=_one_line("phone", phone),
        group_no=clean["group_no"],
        address_note=clean["address_note"],
        needs_note=clean["needs_note"],
        best_time=clean["best_time"],
        remark=clean["remark"],
    )


def _refuse(entry: WalkInEntry, strict: tuple[str, ...]) -> None:
    for name, (_, told) in _soft(entry).items():
        if name in strict and name == "birth_date":
            raise UserError("birth_date_differs", born=told["born"])
        if name in strict:
            raise UserError(_REFUSED[name])


def _one_line(name: str, text: str) -> str:
    if len(text) > LONGEST[name] or not text.isprintable():
        raise UserError("field_too_long", field=name, most=LONGEST[name])
    return text


def _where(session: Session, entry: WalkInEntry) -> tuple[str, str]:
    """Township and village: a village of the roster brings its township."""
    store = session.store
    said = " ".join(entry.village.split())
    if not said:
        raise UserError("village_needed")
    _one_line("village", said)
    township = township_named(store, entry.township)
    try:
        village = village_named(store, said)
    except UserError:
        village = None
    if village is not None and township in {"", village.township_code}:
        return village.township_code, village.village
    own = store.identity.townships
    if not township and len(own) != 1:
        raise UserError("township_needed")
    return township or own[0], said
