"""Needs for money that households told, how each ended, and whom to go to again."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from db.records.work import Visit


class NeedEnd(Struct, frozen=True, kw_only=True):
    """How a need ended: applied, not now, or declined by the bank as the bank says.

    `visit` is the id of the first record in which the need was told, whatever corrected it since.
    `settles` are ids of ends that this one answers: a correction names one, a review all.
    """

    visit: str
    township_code: str
    outcome: str
    ended_on: date
    recorded_at: datetime
    reason: str = ""
    check_no: str = ""
    said_by: str = ""
    note: str = ""
    settles: tuple[str, ...] = ()
    correction_reason: str = ""
    id: str = ""
    officer: str = ""


class FundingNeed(Struct, frozen=True, kw_only=True):
    """A need as it was last told, with the ends that no other answers, the shown one first.

    `root` is the id of its first record. `check_no` is a check of the household made since.
    """

    visit: Visit
    root: str
    household_no: str
    check_no: str
    ends: tuple[NeedEnd, ...] = ()

    @property
    def disputed(self) -> bool:
        """Whether two people ended it differently and nobody has settled it."""
        said = {(one.outcome, one.reason, one.ended_on, one.check_no) for one in self.ends}
        return len(said) > 1


class NeedFilter(Struct, frozen=True, kw_only=True):
    """Which needs to list; empty means all. `state` is open, waiting, ended or disputed.

    Waiting are open ones told on `told_by` or before. village is a 12-digit code or a name.
    `walk_ins` are numbers of records of people on no roster.
    """

    state: str = ""
    told_by: date | None = None
    village: str = ""
    township_code: str = ""
    household_no: str = ""
    walk_ins: tuple[str, ...] = ()
    text: str = ""


class FollowUp(Struct, frozen=True, kw_only=True):
    """A household to go to again: promised on a day, or last missed and nothing promised since.

    `misses` counts the visits and calls since somebody was last met; `reachable` says that a
    number is known.
    """

    visit: Visit
    household_no: str
    promised: bool
    misses: int
    reachable: bool
