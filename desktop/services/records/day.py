"""What waits on a day, the month around it, what was opened last, and how far the round is."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Task(Struct, frozen=True, kw_only=True):
    """Something to do; `kind` selects its sentence, `letter` is its one key.

    It names one household, one village or one list. `days` and `count` are what its sentence says,
    `more` a second count; `code` a word for what it is about. `until` is the day to which it was
    put off. `message` names the text that can be copied for it. `ends` is what marks it as done:
    mark, roster, board, or nothing. A group stands for `count` tasks of its kind or family.
    """

    id: str
    kind: str
    family: str
    letter: str
    page: str
    household_no: str = ""
    walk_in_no: str = ""
    division_code: str = ""
    subject: str = ""
    village: str = ""
    loan_no: str = ""
    due: date | None = None
    late: bool = False
    count: int = 1
    more: int = 0
    days: int | None = None
    code: str = ""
    message: str = ""
    ends: str = ""
    until: date | None = None
    grouped: bool = False


class TodayBoard(Struct, frozen=True, kw_only=True):
    """The first page: at most twelve lines, all tasks, those put off, and the round of a quarter.

    `lines` are tasks and groups of them, the most pressing first; `tasks` are all, ungrouped.
    """

    lines: tuple[Task, ...]
    tasks: tuple[Task, ...]
    later: tuple[Task, ...]
    told: int
    households: int
    quarter: tuple[int, int]
    unsent: int
    visits_this_month: int
    recent: tuple[RecentLine, ...]


class DayMarks(Struct, frozen=True, kw_only=True):
    """What a day of the month carries: loans that end, loans overdue since, days agreed."""

    maturing: int = 0
    overdue: int = 0
    follow_ups: int = 0


class RecentLine(Struct, frozen=True, kw_only=True):
    """Something that was opened, by a masked name; `what` is shown again on `page`."""

    page: str
    what: str
    name: str
    place: str
    village: bool = False


class VillageRound(Struct, frozen=True, kw_only=True):
    """How far the round is in a village, or in a township; the board's day if one hangs there."""

    division_code: str
    township_code: str
    name: str
    households: int
    told: int
    told_quarter: int
    boards: int
    places: int
    board_on: date | None = None
    board_place: str = ""
    reported: bool = True

    @property
    def not_told_quarter(self) -> int:
        """Households that nobody told this quarter."""
        return self.households - self.told_quarter

    @property
    def never_told(self) -> int:
        """Households that nobody has told yet."""
        return self.households - self.told


class Coverage(Struct, frozen=True, kw_only=True):
    """The round of a quarter: townships, villages in the order of divisions, and the sums."""

    quarter: tuple[int, int]
    first: date
    last: date
    villages: tuple[VillageRound, ...]
    townships: tuple[VillageRound, ...]
    households: int
    told: int
    told_quarter: int


class Week(Struct, frozen=True, kw_only=True):
    """The contacts of one week, Monday to Sunday, by result."""

    first: date
    last: date
    informed: int
    missed: int
    others: int

    @property
    def total(self) -> int:
        """All contacts of the week."""
        return self.informed + self.missed + self.others


class NeedStage(Struct, frozen=True, kw_only=True):
    """How many households of the roster have come so far."""

    metric: str
    households: int


class NeedState(Struct, frozen=True, kw_only=True):
    """A household with a need, where it stands; `days` since it was said; amounts in fen."""

    household_no: str
    head_name: str
    village: str
    said_on: date
    days: int
    amount_fen: int | None
    use: str
    checked_on: date | None


class FigureOf(Struct, frozen=True, kw_only=True):
    """One declared figure: what, of which group, how many."""

    metric: str
    group: str
    value: int


class MetricLine(Struct, frozen=True, kw_only=True):
    """A declared figure: where it comes from, its clause, by what it may be grouped and ordered."""

    code: str
    name: str
    kind: str
    unit: str
    source: str
    clause: str
    by: tuple[str, ...]
    order: tuple[str, ...]
