"""What waits today, the month around it, what was opened last; tasks come from the ledger alone."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from db import applications, coverage, households, lending, marks, notices, overview, standing
from db.newest import newest
from desktop.errors import UserError
from desktop.rules.identity import mask_name
from desktop.rules.periods import add_months, calendar_quarter, quarter_of
from desktop.services.overview import kinds, late, waiting
from desktop.services.overview.habits import Habits, habits
from desktop.services.records.day import DayMarks, RecentLine, Task, TodayBoard
from desktop.services.records.rosters import ConsequenceFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from db.newest import Newest
    from db.records.applying import Unanswered
    from db.records.day import LoanDue, Promise, Recent, Round
    from desktop.services.needs import Neighbours
    from desktop.services.records.after import InspectionDue
    from desktop.services.records.late import CaseLine
    from desktop.services.records.traffic import SyncStatus
    from desktop.services.session import Session

T = TypeVar("T")
_LONGEST = 366
_SHORT = 4
_FUND = "fund"
_OPEN = ConsequenceFilter(state="open")


class Overview:
    """The first page of the day."""

    def __init__(self, session: Session, neighbours: Neighbours) -> None:
        self._session = session
        self._near = neighbours
        self._read: tuple[object, dict[object, object]] = (None, {})

    def _once(self, key: object, call: Callable[[], T]) -> T:
        """What the ledger says, asked anew only after something was written or the day changed."""
        store = self._session.store
        stand = store.changes(), self._session.today()
        if self._read[0] != stand:
            self._read = stand, {}
        known = self._read[1]
        if key not in known:
            known[key] = call()
        return known[key]  # type: ignore[return-value]  # the key decides the type

    def forget(self) -> None:
        """Drop what was read: names stand in it."""
        self._read = (None, {})

    def _newest(self) -> Newest:
        """What the newest contact of each household settles; told since this quarter began."""
        store = self._session.store
        first, _ = calendar_quarter(*quarter_of(self._session.today()))
        return self._once("newest", lambda: newest(store, first))

    def _promises(self) -> list[Promise]:
        """All days agreed with households that nothing has followed."""
        store = self._session.store
        return self._once(
            "promises", lambda: standing.promises(store, date.max, known=self._newest())
        )

    def _checks(self, within: int) -> list[InspectionDue]:
        """The running loans whose next check comes up."""
        return self._once("checks", lambda: self._near.inspections.due(within))

    def _cases(self) -> list[CaseLine]:
        """The open cases of overdue loans; where there are none nobody is asked for them."""
        if not lending.open_cases(self._session.store):
            return []
        return self._once("cases", lambda: self._near.overdue.listed(state="open"))

    def _unanswered(self, ground: waiting.Ground) -> list[Unanswered]:
        """The own bank's applications that wait for its word for longer than the limit."""
        store = ground.store
        if store.identity.role not in late.BANK or not overview.holds(store, "application"):
            return []
        from desktop.rules.applying import FINAL
        from desktop.services.ownbank import own

        last = ground.today - timedelta(days=ground.habits.need_end + 1)
        found, ours = applications.unanswered(store, last, FINAL), own(self._session)
        return [one for one in found if ours(one.bank)]

    def _clocks(self, ground: waiting.Ground) -> list[Task]:
        """The clocks of claims; where nothing is claimed or overdue nobody is asked for them."""
        cases, claims = self._cases(), overview.holds(ground.store, "compensation_claim")
        if not cases and not claims:
            return []
        near = self._near.compensation
        found = self._once("claims", near.alive) if claims else []
        return late.clocks(found, cases, ground, fund=near.mechanism().kind == _FUND)

    def _loans(self, last: date) -> list[LoanDue]:
        """Loans that are overdue or end up to a day."""
        store, today = self._session.store, self._session.today()
        return self._once(("loans", last), lambda: lending.waiting(store, last, today))

    def today(self) -> TodayBoard:
        """At most twelve lines, the most pressing first, and how the round stands."""
        session = self._session
        store, today = session.store, session.today()
        rounds = coverage.rounds_in(store, self._newest())
        status = self._near.traffic.status()
        tasks, later = self._parted(self._all(rounds, status))
        return TodayBoard(
            lines=tuple(kinds.grouped(tasks)),
            tasks=tuple(tasks),
            later=tuple(later),
            told=sum(one.told_since for one in rounds),
            households=sum(one.households for one in rounds),
            quarter=quarter_of(today),
            unsent=status.unsent + status.sent_unconfirmed,
            visits_this_month=overview.visits_in(store, today.replace(day=1), today),
            recent=tuple(self._recents({one.division_code: one.village for one in rounds[::-1]})),
        )

    def _all(self, rounds: list[Round], status: SyncStatus) -> list[Task]:
        """All tasks that the ledger gives now, in the order of their kinds."""
        session, ground = self._session, self._ground()
        store, now = session.store, session.clock()
        copies = self._near.vault.backups()
        found = [
            *waiting.loans(
                self._loans(ground.farthest), ground, {one.loan_no for one in self._cases()}
            ),
            *late.uncased(ground),
            *late.open_cases(self._cases(), ground),
            *self._clocks(ground),
            *late.renewals(ground),
            *late.last_days(self._once("last_days", self._near.loans.last_today)),
            *waiting.promises(self._promises(), ground.today),
            *waiting.failed_payments(ground),
            *waiting.inspections(self._checks(ground.habits.inspection), ground.today),
            *waiting.needs(standing.needs(store, self._newest()), ground),
            *late.asked(self._unanswered(ground), ground),
            *waiting.roster(self._near.rosters.consequences(_OPEN), ground),
            *waiting.forms(store),
            *waiting.reviews(status),
            *waiting.villages(rounds, ground.today),
            *waiting.boards(rounds),
            *waiting.subsidy(ground),
            *waiting.exchange(status, ground, now),
            *waiting.copies(max((one.created for one in copies), default=None), ground, now),
            *waiting.outsiders(store),
        ]
        order = {one.code: place for place, one in enumerate(kinds.KINDS)}
        return sorted(found, key=lambda one: order[one.kind])

    def _parted(self, tasks: Iterable[Task]) -> tuple[list[Task], list[Task]]:
        """What is to be done now, and what was put off to a later day; what is done is neither."""
        today, marked = self._session.today(), marks.listed(self._session.store)
        now, later = [], []
        for one in tasks:
            mark = marked.get(one.id)
            if mark is None or (mark.until is not None and mark.until <= today):
                now.append(one)
            elif mark.until is not None:
                later.append(kinds.put_off(one, mark.until))
        return now, sorted(later, key=lambda one: one.until or today)

    def habits(self) -> Habits:
        """How many days the tasks count with."""
        limit = self._near.funding.limit
        return self._once("habits", lambda: habits(self._session, limit().days))

    def _ground(self) -> waiting.Ground:
        session = self._session
        return waiting.Ground(store=session.store, today=session.today(), habits=self.habits())

    def task(self, task_id: str) -> Task:
        """An open task, put off or not; raises `task_unknown`."""
        board = self.today()
        found = (one for one in (*board.tasks, *board.later) if one.id == task_id)
        task = next(found, None)
        if task is None:
            raise UserError("task_unknown", task=task_id)
        return task

    def postpone(self, task_id: str, until: date) -> Task:
        """Put a task off to a day; on that day it is back. It stays on this machine.

        Raises:
            UserError: `task_unknown`, `postpone_past`, `postpone_far`.
        """
        task, today = self.task(task_id), self._session.today()
        if until <= today:
            raise UserError("postpone_past")
        if until > today + timedelta(days=_LONGEST):
            raise UserError("postpone_far")
        marks.keep(self._session.store, self._session.officer, task.id, task.kind, until)
        return kinds.put_off(task, until)

    def bring_back(self, task_id: str) -> None:
        """Take back that a task was put off or done; raises `task_unmarked`."""
        if not marks.drop(self._session.store, task_id):
            raise UserError("task_unmarked")

    def done(self, task_id: str) -> Task:
        """Say that a task was done: what a roster left is written for everybody, others here.

        Raises:
            UserError: `task_unknown`; `task_needs_record` for one that ends by a record only.
        """
        task = self.task(task_id)
        if task.ends == kinds.ROSTER:
            self._near.rosters.mark_done(task.id.removeprefix(f"{task.kind}:"))
        elif task.ends == kinds.MARK:
            marks.keep(self._session.store, self._session.officer, task.id, task.kind, None)
        else:
            raise UserError("task_needs_record")
        return task

    def month(self, year: int, month: int) -> dict[date, DayMarks]:
        """What the days of a month carry; days with nothing are left out."""
        self._session.shelf.metrics.ask("maturing", by="day", order="time")
        first = date(year, month, 1)
        days: dict[date, Counter[str]] = {}
        for kind, day, _ in self._dated(first, add_months(first, 1) - timedelta(days=1)):
            days.setdefault(day, Counter())[kind] += 1
        return {
            day: DayMarks(
                maturing=count["maturity"], overdue=count["overdue"], follow_ups=count["follow_up"]
            )
            for day, count in sorted(days.items())
        }

    def of_day(self, day: date) -> list[Task]:
        """What one day carries: loans that end, loans overdue since, days agreed."""
        ground = self._ground()
        return [waiting.of_day(one, ground) for _, _, one in self._dated(day, day)]

    def _dated(self, first: date, last: date) -> list[tuple[str, date, LoanDue | Promise]]:
        """What lies on the days between two, both in: the kind of its task, its day, it."""
        loans = self._loans(max(last, self._ground().farthest))
        found: list[tuple[str, date | None, LoanDue | Promise]] = [
            *(("overdue", waiting.late_since(one), one) for one in loans if one.overdue),
            *(("maturity", one.matures_on, one) for one in loans if not one.overdue),
            *(("follow_up", one.due, one) for one in self._promises()),
        ]
        return [
            (kind, day, one) for kind, day, one in found if day is not None and first <= day <= last
        ]

    def remember(self, page: str, what: str) -> None:
        """Keep that something was opened, for the list of the last ten."""
        if what and not self._session.read_only:
            marks.remember(self._session.store, page, what)

    def forget_recent(self) -> None:
        """Forget what was opened, before somebody else looks at the screen."""
        if not self._session.read_only:
            marks.forget_recent(self._session.store)

    def recent(self) -> list[RecentLine]:
        """What was opened last, newest first, by masked names."""
        found = households.villages(self._session.store)
        return self._recents({one.division_code: one.village for one in found[::-1]})

    def _recents(self, villages: Mapping[str, str]) -> list[RecentLine]:
        return [self._recent(one, villages) for one in marks.recent(self._session.store)]

    def _recent(self, one: Recent, villages: Mapping[str, str]) -> RecentLine:
        store = self._session.store
        kind, _, key = one.subject.rpartition(":")
        house = households.get(store, key)
        name = mask_name(house.head_name) if house else villages.get(key, "")
        place = notices.title_of(store, kind) if kind else key[-_SHORT:] if house else ""
        return RecentLine(
            page=one.page, what=one.subject, name=name, place=place, village=house is None
        )
