"""Changes and consequences of a version as lines, masked where they are personal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rules.free_text import shown
from desktop.rules.roster_changes import FARMER_LOAN, follows
from desktop.services.lines import details, link_of
from desktop.services.records.rosters import Change, Consequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from db.records.follow import LoanRow, RosterEvent, RosterTodo
    from db.records.houses import RosterChange
    from desktop.services.records.rosters import Detail, LiveLoan

_PERSON = "member:"


def change(
    one: RosterChange,
    *,
    village: str,
    names: Mapping[str, str],
    loans: Sequence[LiveLoan],
    borrowers: frozenset[str],
) -> Change:
    """A household of a diff; `names` are those of its people by number."""
    return Change(
        household_no=one.household_no,
        head_name=one.head_name,
        village=village,
        township_code=one.township_code,
        roster_version=one.roster_version,
        as_of_date=one.as_of_date,
        change_type=one.change_type,
        details=details(one.details, names),
        loans=tuple(loans),
        link_no=link_of(one.details),
        todo=follows(one.change_type, one.details, live_loan=bool(loans), borrowers=borrowers),
    )


def consequence(
    event: RosterEvent,
    code: str,
    told: tuple[Detail, ...],
    loans: tuple[LiveLoan, ...],
    done: RosterTodo | None,
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
        details=told,
        code=code,
        due=min(days) if days and code == FARMER_LOAN else None,
        loans=loans,
        link_no=link_of(event.details),
        done_on=done.done_on if done else None,
        done_by=done.officer if done else "",
        note=shown(done.note) if done else "",
    )


def links(found: Iterable[RosterChange | RosterEvent]) -> set[str]:
    """The other households of all splits and mergers."""
    return {link_of(one.details) for one in found} - {""}


def of_people(found: Iterable[RosterChange | RosterEvent]) -> set[str]:
    """The households in which something changed about a person."""
    return {
        one.household_no for one in found if any(field.startswith(_PERSON) for field in one.details)
    }


def borrowers(rows: Iterable[LoanRow]) -> frozenset[str]:
    """The member numbers that running loans name."""
    return frozenset(one.member_no for one in rows if one.member_no)
