"""The kinds of tasks, each declared once: its one key, where it leads, what ends it.

What opens and resolves each is written beside its generator in `waiting`, and said to the officer
in `desktop.texts.day`; the order here is the order on the page (most pressing first).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from desktop.services.records.day import Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

MOST = 12
GROUP, OPEN = "group", "O"
DUE, VISIT, NEED, PAPER, KEEP = "due", "visit", "need", "paper", "keep"
FAMILIES = (DUE, VISIT, NEED, PAPER, KEEP)
MARK, ROSTER, BOARD = "mark", "roster", "board"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of task: key, page, family; how it is marked as done; the text for the clipboard."""

    code: str
    family: str
    letter: str
    page: str
    ends: str = ""
    message: str = ""


KINDS = (
    Kind(code="overdue", family=DUE, letter="R", page="visits"),
    Kind(code="overdue_uncased", family=DUE, letter="Y", page="loans"),
    Kind(code="overdue_case", family=DUE, letter="Y", page="loans"),
    Kind(code="claim_clock", family=DUE, letter="F", page="compensation"),
    Kind(code="renewal_last", family=DUE, letter="X", page="loans", ends=MARK),
    Kind(code="renewal_open", family=DUE, letter="X", page="loans"),
    Kind(code="maturity", family=DUE, letter="P", page="printing", ends=MARK, message="maturity"),
    Kind(code="follow_up", family=VISIT, letter="V", page="visits", ends=MARK, message="visit"),
    Kind(
        code="payment_failed", family=VISIT, letter="V", page="visits", ends=MARK, message="visit"
    ),
    Kind(code="inspection", family=VISIT, letter="K", page="loans"),
    Kind(code="need_unchecked", family=NEED, letter="F4", page="eligibility", message="check"),
    Kind(code="need_open", family=NEED, letter="V", page="visits"),
    Kind(code="application_open", family=NEED, letter="A", page="loans"),
    Kind(code="roster_notice", family=PAPER, letter="P", page="printing", ends=ROSTER),
    Kind(
        code="roster_visit", family=VISIT, letter="V", page="visits", ends=ROSTER, message="visit"
    ),
    Kind(code="roster_other", family=PAPER, letter=OPEN, page="households", ends=ROSTER),
    Kind(code="drafts", family=KEEP, letter="V", page="visits"),
    Kind(code="reviews", family=KEEP, letter="S", page="sync"),
    Kind(code="never_told", family=VISIT, letter="L", page="printing"),
    Kind(code="board_missing", family=PAPER, letter="B", page="printing", ends=BOARD),
    Kind(code="subsidy", family=PAPER, letter="6", page="subsidies", ends=MARK),
    Kind(code="sync_old", family=KEEP, letter="S", page="sync"),
    Kind(code="backup_old", family=KEEP, letter="0", page="settings"),
    Kind(code="walk_in", family=VISIT, letter=OPEN, page="households", ends=MARK),
)
BY_CODE = {one.code: one for one in KINDS}


def task(kind_code: str, row: str, **more: object) -> Task:
    """A task of a kind; `row` tells it from the others of its kind, for good."""
    kind = BY_CODE[kind_code]
    return Task(
        id=f"{kind.code}:{row}",
        kind=kind.code,
        family=kind.family,
        letter=kind.letter,
        page=kind.page,
        message=kind.message,
        ends=kind.ends,
        **more,  # type: ignore[arg-type]  # fields of a task
    )


def grouped(tasks: Sequence[Task]) -> list[Task]:
    """At most twelve lines: the largest kinds become one line each, then whole families.

    Nothing is left out: the counts of the lines are the count of the tasks.
    """
    lines = list(tasks)
    while len(lines) > MOST:
        kind = _largest(lines)
        if kind is None:
            break
        lines = _folded(lines, [one for one in lines if one.kind == kind], kind)
    for family in reversed(FAMILIES):
        if len(lines) <= MOST:
            break
        inside = [one for one in lines if one.family == family]
        if len(inside) > 1:
            lines = _folded(lines, inside, "")
    return lines


def _largest(lines: Iterable[Task]) -> str | None:
    """The kind with the most lines that are not grouped yet, if there is one with two."""
    counts: dict[str, int] = {}
    for one in lines:
        if not one.grouped:
            counts[one.kind] = counts.get(one.kind, 0) + 1
    kind = max(counts, key=lambda code: counts[code], default=None)
    return kind if kind is not None and counts[kind] > 1 else None


def _folded(lines: Sequence[Task], inside: Sequence[Task], kind: str) -> list[Task]:
    """The lines with those inside as one, in the place of the first of them."""
    first = inside[0]
    group = Task(
        id=f"{GROUP}:{kind or first.family}",
        kind=kind,
        family=first.family,
        letter=OPEN,
        page="today",
        due=_earliest(inside),
        late=any(one.late for one in inside),
        count=sum(one.count if one.grouped else 1 for one in inside),
        grouped=True,
    )
    gone = {one.id for one in inside}
    out = []
    for one in lines:
        if one is first:
            out.append(group)
        elif one.id not in gone:
            out.append(one)
    return out


def _earliest(tasks: Iterable[Task]) -> date | None:
    return min((one.due for one in tasks if one.due is not None), default=None)


def put_off(one: Task, until: date | None) -> Task:
    """The task with the day to which it was put off."""
    return replace(one, until=until)
