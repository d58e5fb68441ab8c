"""What waits today: tasks that the ledger itself gives, never targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import overview
from desktop.services.listings import Task, TodayBoard

if TYPE_CHECKING:
    from db.records import Overview as Counts
    from desktop.services.needs import Status
    from desktop.services.session import Session

_MOST = 12
_OLD_DAYS = 7


class Overview:
    """The first page of the day."""

    def __init__(self, session: Session, traffic: Status) -> None:
        self._session = session
        self._traffic = traffic

    def today(self) -> TodayBoard:
        """At most twelve tasks, the most pressing first, and the state of the round."""
        counts = overview.of_day(self._session.store, self._session.today())
        status = self._traffic.status()
        tasks = [*_tasks(counts)]
        waits = status.unsent + status.sent_unconfirmed
        if waits and (status.oldest_days or 0) >= _OLD_DAYS:
            tasks.append(
                Task(
                    kind="sync_old",
                    page="sync",
                    household_no="",
                    subject=str(status.oldest_days),
                    due=None,
                    count=waits,
                )
            )
        if status.reviews:
            tasks.append(
                Task(
                    kind="reviews",
                    page="sync",
                    household_no="",
                    subject="",
                    due=None,
                    count=status.reviews,
                )
            )
        return TodayBoard(
            tasks=tuple(tasks[:_MOST]),
            told=counts.told,
            households=counts.households,
            unsent=waits,
            visits_this_month=counts.visits_this_month,
            recent=(),
        )


def _tasks(counts: Counts) -> list[Task]:
    """Tasks in the order of urgency: promises, needs, villages nobody told, boards, drafts."""
    promised = [
        Task(
            kind="follow_up",
            page="visits",
            household_no=one.household_no,
            subject=one.head_name,
            due=one.follow_up_due,
            count=1,
        )
        for one in counts.follow_ups_due
    ]
    needs = [
        Task(
            kind="need_unchecked",
            page="eligibility",
            household_no=one.household_no,
            subject=one.head_name,
            due=one.visited_on,
            count=1,
        )
        for one in counts.needs_unchecked
    ]
    villages = [
        Task(
            kind="never_told",
            page="households",
            household_no="",
            subject=name,
            due=None,
            count=count,
        )
        for _code, name, count in counts.villages_never_told
    ]
    boards = [
        Task(
            kind="board_missing", page="printing", household_no="", subject=name, due=None, count=1
        )
        for _code, name in counts.villages_without_board
    ]
    drafts = (
        [
            Task(
                kind="drafts",
                page="visits",
                household_no="",
                subject="",
                due=None,
                count=counts.drafts,
            )
        ]
        if counts.drafts
        else []
    )
    return [*promised[:4], *needs[:4], *drafts, *villages[:4], *boards[:3]]
