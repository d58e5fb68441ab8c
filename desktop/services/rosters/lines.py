"""Changes and consequences of a version as lines, masked where they are personal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rules import identity
from desktop.rules.roster_changes import FARMER_LOAN, follows
from desktop.services.records import Change, Consequence, Detail

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from db.records import LoanRow, RosterChange, RosterEvent, RosterTodo
    from desktop.services.records import LiveLoan

_LINKS = ("from", "into")
_HIDDEN = "***"
_SECRET = frozenset({"risk_cause", "health_status", "per_capita_net_income_fen", "originals"})
_MASKS = {
    "id_number": identity.mask_id,
    "phone": identity.mask_phone,
    "household_phone": identity.mask_phone,
}


def change(
    one: RosterChange, *, village: str, loans: Sequence[LiveLoan], borrowers: frozenset[str]
) -> Change:
    """A household of a diff."""
    return Change(
        household_no=one.household_no,
        head_name=one.head_name,
        village=village,
        township_code=one.township_code,
        change_type=one.change_type,
        details=details(one.details),
        loans=tuple(loans),
        link_no=link_of(one.details),
        todo=follows(one.change_type, one.details, live_loan=bool(loans), borrowers=borrowers),
    )


def consequence(
    event: RosterEvent, code: str, loans: tuple[LiveLoan, ...], done: RosterTodo | None
) -> Consequence:
    """One thing to do, with the mark if it was done."""
    days = [one.matures_on for one in loans if one.matures_on]
    return Consequence(
        id=f"{event.roster_version}/{event.household_no}/{code}",
        roster_version=event.roster_version,
        as_of_date=event.as_of_date,
        household_no=event.household_no,
        head_name=event.head_name,
        village=event.village,
        township_code=event.township_code,
        change_type=event.change_type,
        code=code,
        due=min(days) if days and code == FARMER_LOAN else None,
        loans=loans,
        link_no=link_of(event.details),
        done_on=done.done_on if done else None,
        done_by=done.officer if done else "",
        note=done.note if done else "",
    )


def details(told: Mapping[str, tuple[str, str]]) -> tuple[Detail, ...]:
    """What changed, field by field; the links of a split or merger are no field."""
    return tuple(
        _detail(name, before, after) for name, (before, after) in told.items() if name not in _LINKS
    )


def _detail(name: str, before: str, after: str) -> Detail:
    prefix, _, rest = name.partition(":")
    member, _, field = rest.rpartition(":") if ":" in rest else (rest, "", "member")
    if prefix != "member":
        member, field = "", name
    return Detail(
        field=field, member_no=member, before=_masked(field, before), after=_masked(field, after)
    )


def _masked(field: str, text: str) -> str:
    if field in _SECRET:
        return _HIDDEN if text else ""
    mask = _MASKS.get(field)
    return mask(text) if mask else text


def link_of(told: Mapping[str, tuple[str, str]]) -> str:
    """The other household of a split or a merger."""
    return told.get("from", ("", ""))[0] or told.get("into", ("", ""))[1]


def links(found: Iterable[RosterChange | RosterEvent]) -> set[str]:
    """The other households of all splits and mergers."""
    return {link_of(one.details) for one in found} - {""}


def borrowers(rows: Iterable[LoanRow]) -> frozenset[str]:
    """The member numbers that running loans name."""
    return frozenset(one.member_no for one in rows if one.member_no)
