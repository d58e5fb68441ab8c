"""What the first page of a day is made of, and what coverage counts."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Mark(Struct, frozen=True, kw_only=True):
    """What an officer said of a task: put off until a day, or done (no day)."""

    task: str
    kind: str
    until: date | None


class Recent(Struct, frozen=True, kw_only=True):
    """Something that was opened: the page, and what on it."""

    page: str
    subject: str


class LoanDue(Struct, frozen=True, kw_only=True):
    """A running small loan that is overdue or ends soon, and how far the household knows.

    `told_on` is the last contact that reached the household, `reminded_on` the last reminder sheet
    that was printed for it.
    """

    loan_no: str
    household_no: str
    head_name: str
    borrower_name: str
    village: str
    matures_on: date | None
    overdue_since: date | None
    overdue: bool
    told_on: date | None
    reminded_on: date | None


class Requested(Struct, frozen=True, kw_only=True):
    """A request to renew that the bank has not answered; `matures_on` is the loan's end."""

    request_no: str
    loan_no: str
    household_no: str
    borrower: str
    village: str
    asked_on: date
    matures_on: date | None


class Promise(Struct, frozen=True, kw_only=True):
    """A day that was agreed with somebody and that no contact has followed yet.

    `walk_in_no` names who is on no roster, `household_no` is then the household of a link, or
    empty. `what` are the words, or the way, that were agreed.
    """

    visit_no: str
    household_no: str
    walk_in_no: str
    head_name: str
    village: str
    what: str
    due: date


class Need(Struct, frozen=True, kw_only=True):
    """A household that said it needs money, the last time it was asked; amounts in fen."""

    visit_no: str
    household_no: str
    head_name: str
    village: str
    said_on: date
    amount_fen: int | None
    use: str
    checked_on: date | None


class Round(Struct, frozen=True, kw_only=True):
    """How far the round is in one village: households on the roster, told ever, told since a day.

    `board_on` is the day of the board that hangs there, None where none is known to.
    """

    division_code: str
    township_code: str
    township: str
    village: str
    households: int
    told: int
    told_since: int
    board_on: date | None
    board_place: str


class DayVisits(Struct, frozen=True, kw_only=True):
    """The contacts of one day with one result."""

    day: date
    contact_result: str
    visits: int
