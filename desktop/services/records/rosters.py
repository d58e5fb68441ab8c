"""What a roster version changed, what follows, what is wrong with it."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Detail(Struct, frozen=True, kw_only=True):
    """A field that changed, masked where it is personal; `member_no` is empty for the household.

    A person who came has the field `member` and no text before, one who left none after; of any
    other field of a person `member_name` says whose it is.
    """

    field: str
    member_no: str
    member_name: str
    before: str
    after: str


class LiveLoan(Struct, frozen=True, kw_only=True):
    """A running loan of a household: its number, the tail to say aloud, pack and maturity."""

    loan_no: str
    tail: str
    product_code: str
    policy_pack: str
    matures_on: date | None
    overdue: bool


class Handed(Struct, frozen=True, kw_only=True):
    """A laptop that a version is for: `state` is confirmed, sent or waiting."""

    officer: str
    device: str
    state: str


class Arrived(Struct, frozen=True, kw_only=True):
    """A version that came with an exchange: households it changed by kind, in all its townships.

    In a first version everybody is new; `households` is how many it lists.
    """

    roster_version: str
    as_of_date: date
    households: int
    counts: dict[str, int]
    first: bool


class Change(Struct, frozen=True, kw_only=True):
    """What a version changed about a household, and the codes of what follows.

    `link_no` is the other household of a split (where the people come from) or a merger (into).
    """

    household_no: str
    head_name: str
    village: str
    township_code: str
    roster_version: str
    as_of_date: date
    change_type: str
    details: tuple[Detail, ...]
    loans: tuple[LiveLoan, ...]
    link_no: str
    todo: tuple[str, ...]

    @property
    def live_loan_count(self) -> int:
        """How many loans of the household run."""
        return len(self.loans)


class Consequence(Struct, frozen=True, kw_only=True):
    """One thing to do after a version; `due` is a maturity day where the code has one.

    `id` is version, household and code; `done_on` is None while it waits.
    """

    id: str
    roster_version: str
    as_of_date: date
    household_no: str
    head_name: str
    village: str
    township_code: str
    change_type: str
    details: tuple[Detail, ...]
    code: str
    due: date | None
    loans: tuple[LiveLoan, ...]
    link_no: str
    done_on: date | None
    done_by: str
    note: str


class ConsequenceFilter(Struct, frozen=True, kw_only=True):
    """Which consequences are wanted; empty means all. `state` is open or done.

    Without a version the first one of a township is left out: everybody is new in it.
    """

    roster_version: str = ""
    township: str = ""
    household_no: str = ""
    code: str = ""
    state: str = ""


class QualityLine(Struct, frozen=True, kw_only=True):
    """Something wrong with the roster in force; `value` is masked, `other` a household."""

    household_no: str
    head_name: str
    village: str
    member_no: str
    member_name: str
    code: str
    value: str
    other: str


class Quality(Struct, frozen=True, kw_only=True):
    """The report of a roster: what was looked at, findings by code, and the findings."""

    households: int
    people: int
    as_of: date | None
    counts: dict[str, int]
    lines: tuple[QualityLine, ...]
