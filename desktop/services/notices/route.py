"""The rows of route sheets and call lists, and the households of a round in its order."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from db import coverage, households, lending, standing, visits
from db.records.follow import LoanFilter
from db.records.houses import HouseholdFilter
from db.records.work import VisitFilter
from desktop.errors import UserError
from desktop.rules import identity
from desktop.rules.doors import group_place
from desktop.rules.periods import calendar_quarter, quarter_of
from desktop.services.records.papers import CALLS, ROUTE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from db.records.day import Need, Promise
    from db.records.follow import LoanRow
    from db.records.houses import HouseholdLine, HouseholdNote
    from db.records.work import Visit
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

BLANK_SLIP = "F04K"
ALL, QUARTER, NEVER = "", "quarter", "never"
_EVERY = 1_000_000
_DUE_DAYS = 60
_LOOK_BACK = 50
_BLANK_ROWS = 3
_MOST_SLIPS = 100
_WAN_FEN = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What is known of a village on the day of the round, read once for all its households."""

    session: Session
    says: Mapping[str, Mapping[str, str]]
    untold: frozenset[str]
    due: Mapping[str, Sequence[LoanRow]]
    overdue: frozenset[str]
    promises: Mapping[str, Promise]
    needs: Mapping[str, Need]
    phones: Mapping[str, str]


def of_scope(session: Session, village: str, scope: NoticeScope) -> list[HouseholdLine]:
    """The households of a village in the order of the round: groups by number, then household.

    Args:
        session: the open ledger.
        village: a 12-digit code, or a name where the roster has none.
        scope: `group` narrows to one group; `only` to who was never told, or not this quarter.

    Raises:
        UserError: `group_unknown`, `route_only_unknown`.
    """
    store = session.store
    lines = households.lines(store, HouseholdFilter(village=village, status="listed"), limit=_EVERY)
    if scope.group:
        lines = _of_group(lines, scope.group)
    if scope.only:
        wanted = untold(session, village, scope.only)
        lines = [one for one in lines if one.household_no in wanted]
    return sorted(lines, key=lambda one: (group_place(one.group_no), one.household_no))


def _of_group(lines: list[HouseholdLine], group: str) -> list[HouseholdLine]:
    found = [one for one in lines if one.group_no.strip() == group.strip()]
    if not found:
        known = sorted({one.group_no.strip() for one in lines} - {""}, key=group_place)
        raise UserError("group_unknown", group=group, known=" ".join(known))
    return found


def untold(session: Session, village: str, only: str) -> frozenset[str]:
    """Who of a village was not told by a contact with the household: ever, or this quarter."""
    if only not in {QUARTER, NEVER}:
        raise UserError("route_only_unknown", only=only)
    quarter = calendar_quarter(*quarter_of(session.today()))
    first = quarter[0] if only == QUARTER else None
    found = coverage.by_village(session.store, village=village, from_on=first)
    return frozenset(number for one in found for number in one.not_reached)


def rows(
    session: Session, kind: str, village: str, scope: NoticeScope
) -> tuple[list[dict[str, object]], list[str], int]:
    """Rows of a route sheet or call list, and their households in the same order.

    The last value counts who is left out of a call list because nobody knows a number to call.

    Raises:
        UserError: `route_nobody`, `calls_no_number`, and those of `of_scope`.
    """
    lines = of_scope(session, village, scope)
    around = _round(session, village, lines)
    found, numbers, without = [], [], 0
    for one in lines:
        row = _door(around, one)
        if kind == CALLS and not row["phone"]:
            without += 1
            continue
        found.append(row)
        numbers.append(one.household_no)
    if not found and without:
        raise UserError("calls_no_number", households=without)
    if not found and (scope.group or scope.only):
        raise UserError("route_nobody")
    if kind == ROUTE and found:
        found += [{"seq": ""} for _ in range(_BLANK_ROWS)]
    return found, numbers, without


def copies(scope: NoticeScope) -> int:
    """How many blank slips are wanted; raises `copies_wrong`."""
    if not 1 <= scope.copies <= _MOST_SLIPS:
        raise UserError("copies_wrong", most=_MOST_SLIPS)
    return scope.copies


def _round(session: Session, village: str, lines: list[HouseholdLine]) -> Round:
    store, today = session.store, session.today()
    due: dict[str, list[LoanRow]] = {}
    township = lines[0].township_code if lines else ""
    until = today + timedelta(days=_DUE_DAYS)
    for loan in lending.due(store, today, until, township) if lines else ():
        due.setdefault(loan.household_no, []).append(loan)
    late = lending.listed(store, LoanFilter(village=village, state="overdue"), limit=_EVERY)
    agreed = standing.promises(store, date.max) if lines else ()
    needed = standing.needs(store) if lines else ()
    return Round(
        session=session,
        says=tomllib.loads(session.shelf.text("lists/slips.toml")),
        untold=untold(session, village, QUARTER) if lines else frozenset(),
        due=due,
        overdue=frozenset(one.household_no for one in late),
        promises={one.household_no: one for one in agreed},
        needs={one.household_no: one for one in needed},
        phones=households.phones(store, (one.household_no for one in lines)),
    )


def _door(around: Round, one: HouseholdLine) -> dict[str, object]:
    store, says = around.session.store, around.says
    wanted = VisitFilter(household_no=one.household_no)
    found = visits.listed(store, wanted, limit=_LOOK_BACK)
    past = [visit for visit in found if not visit.corrected_by]
    note = households.note_of(store, one.household_no)
    door = (one.group_no, identity.scrub(note.address_note))
    last = last_result(around.session, past[0], says) if past else says["last_result"]["none"]
    return {
        "head_name": one.head_name,
        "group": one.group_no,
        "door": says["form"]["gap"].join(filter(None, door)),
        "last_result": last,
        "to_say": says["form"]["between"].join(_to_say(around, one, note)),
        "phone": around.phones.get(one.household_no, ""),
    }


def last_result(session: Session, visit: Visit, says: Mapping[str, Mapping[str, str]]) -> str:
    """The last contact in a few characters: what came of it and when."""
    return says["form"]["last"].format(
        result=result_word(session, visit, says), day=visit.visited_on
    )


def result_word(session: Session, visit: Visit, says: Mapping[str, Mapping[str, str]]) -> str:
    """What came of a contact; nobody is absent on the phone, the call was not answered."""
    of_calls = says["call_result"] if visit.publicity_method == "phone" else {}
    plain = session.words.word("contact_result", visit.contact_result)
    return of_calls.get(visit.contact_result, plain)


def _to_say(around: Round, one: HouseholdLine, note: HouseholdNote) -> list[str]:
    """What there is to say at this door, the most pressing first."""
    says = around.says["to_say"]
    parts = [says["overdue"]] if one.household_no in around.overdue else []
    parts += [
        says["due"].format(day=loan.matures_on) for loan in around.due.get(one.household_no, ())
    ]
    parts += [*_promised(around, one, says), *_needed(around, one, says)]
    if one.told != "told":
        parts.append(says[one.told])
    elif one.household_no in around.untold:
        parts.append(says["quarter"])
    if note.best_time:
        parts.append(says["best_time"].format(time=identity.scrub(note.best_time)))
    return parts or [says["told"]]  # fmt: skip


def _promised(around: Round, one: HouseholdLine, says: Mapping[str, str]) -> Iterator[str]:
    """The day that was agreed, in the words or by the way of the promise."""
    agreed = around.promises.get(one.household_no)
    if agreed is not None:
        what = identity.scrub(around.session.words.word("follow_up", agreed.what))
        yield says["promise"].format(day=agreed.due, what=what).rstrip()


def _needed(around: Round, one: HouseholdLine, says: Mapping[str, str]) -> Iterator[str]:
    """The need that has no end yet."""
    need = around.needs.get(one.household_no)
    if need is not None:
        amount = wan(need.amount_fen) if need.amount_fen else ""
        use = around.session.words.word("need_use", need.use) if need.use else ""
        said = says["need_amount" if amount else "need"].format(amount=amount, use=use)
        yield said.strip()


def wan(fen: int) -> str:
    """An amount in units of 10,000 yuan without needless places."""
    whole, rest = divmod(fen, _WAN_FEN)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")
