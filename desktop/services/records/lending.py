"""Loans as lists, cards and the calendar show them; no order by amounts anywhere."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from desktop.services.records.late import RenewalLine, SuspensionLine


class LoanFilter(Struct, frozen=True, kw_only=True):
    """Which loans are wanted; empty means all.

    `state` is live, overdue, settled, off_roster (running, household not on the roster now) or
    unmatched (no such household); `due_within` counts days from today, `due_from` and `due_by`
    are maturity days; `renewals` is any (a small loan, which can be renewed once), used, unused
    or untold (nobody has said how often).
    """

    village: str = ""
    township: str = ""
    state: str = ""
    household_no: str = ""
    due_within: int | None = None
    due_from: date | None = None
    due_by: date | None = None
    renewals: str = ""


class LoanLine(Struct, frozen=True, kw_only=True):
    """A loan: what the bank says, which pack binds it and why, where its household stands.

    `matures_on` counts an extension; `renewals` is how often it was renewed or extended, None
    where the ledger cannot tell; `roster_state` is a household status, empty for no such
    household; amounts in fen, the rate in parts per million; `linked` marks a loan of the
    household that this one was split from or merged with.
    """

    loan_no: str
    contract_no: str
    tail: str
    product_code: str
    household_no: str
    member_no: str
    borrower_name: str
    head_name: str
    village: str
    township_code: str
    bank: str
    signed_on: date | None
    drawn_on: date | None
    matures_on: date | None
    days_left: int | None
    principal_fen: int | None
    balance_fen: int | None
    rate_ppm: int | None
    purpose: str
    loan_status: str
    live: bool
    policy_pack: str
    pack_title: str
    pack_codes: tuple[str, ...]
    pack_why: str
    pack_ref: str
    renewals: int | None
    renews_loan_no: str
    roster_state: str
    exited_on: date | None
    overdue_since: date | None
    overdue_days: int | None
    overdue_principal_fen: int | None
    overdue_interest_fen: int | None
    linked: bool = False


class LoanPage(Struct, frozen=True, kw_only=True):
    """A window on the loans, in the order of villages, households and numbers."""

    total: int
    lines: tuple[LoanLine, ...]


class DueDay(Struct, frozen=True, kw_only=True):
    """A day of the maturity calendar: how many running loans end, off the roster, overdue.

    A loan is overdue where the bank reports something overdue, or its last day has gone by unpaid.
    """

    day: date
    loans: int
    off_roster: int
    overdue: int
    loan_nos: tuple[str, ...]


class DueCalendar(Struct, frozen=True, kw_only=True):
    """The running loans that end between two days, both in, and those that ended before.

    For `last_today` today is the last safe day to ask for a renewal, and nobody has asked.
    """

    first: date
    last: date
    days: tuple[DueDay, ...]
    past: tuple[str, ...]
    last_today: tuple[str, ...] = ()


class ExitRow(Struct, frozen=True, kw_only=True):
    """One finding of a rule: its code and the clause; a pack's own rule brings its own words."""

    rule: str
    result: str
    code: str
    ref: str
    title: str = ""
    says: str = ""


class ConditionRow(Struct, frozen=True, kw_only=True):
    """One of the four conditions, what was said of it, and the clause."""

    fact: str
    answer: str
    ref: str


class Exit(Struct, frozen=True, kw_only=True):
    """One way out at maturity: repay, renewal, extension or farmer_loan.

    `outcome` is open (nothing in the texts stands against it), allowed, needs_review or
    not_allowed; the bank decides in every case. `missing` are facts nobody has told yet.
    Where the answer rests on the last check, `behind` are the conditions of that check that
    brought it, and `checked_on` is its day.
    """

    kind: str
    outcome: str
    codes: tuple[str, ...]
    missing: tuple[str, ...]
    policy_pack: str
    reason: str
    clause: str
    rows: tuple[ExitRow, ...]
    behind: tuple[ExitRow, ...] = ()
    checked_on: date | None = None


class LastSafeDay(Struct, frozen=True, kw_only=True):
    """Until when to `ask` for a renewal or an extension, or to `repay`, so that nothing is overdue.

    `taken` are the days that the bank takes by its own word, None where it has said none.
    """

    what: str
    day: date
    days_left: int
    taken: int | None


class MaturityCard(Struct, frozen=True, kw_only=True):
    """A loan with its ways out, and the last day for which a subsidy can be reckoned.

    `suspension` is the order under which nothing new is lent there on the day of the wish,
    `drawn_under` the one that stood when this loan was paid out; `request` the newest request to
    renew it. `conditions` are the four under which a renewal alone lowers no risk class, as yes,
    no, or empty where nobody has said.
    """

    loan: LoanLine
    exits: tuple[Exit, ...]
    last_subsidy_day: date | None
    roster_on_maturity: bool | None
    last_safe_day: LastSafeDay | None = None
    suspension: SuspensionLine | None = None
    drawn_under: SuspensionLine | None = None
    request: RenewalLine | None = None
    conditions: tuple[ConditionRow, ...] = ()
    agreed: bool = False
