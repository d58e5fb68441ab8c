"""A household's loans in one settlement period, and the lines that the rules make of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from desktop.rules.money import format_yuan

if TYPE_CHECKING:
    from datetime import date

    from desktop.rules.packs.model import LprRow

SHARES = ("central_t1", "province_t1", "central_t2", "local")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """One contract; amounts in fen, rates as parts of `RATE_ONE`, changes are negative."""

    loan_no: str
    product_code: str
    signed_on: date
    drawn_on: date
    maturity_on: date
    principal: int
    rate: int
    renewal_type: str | None = None
    balance_changes: tuple[tuple[date, int], ...] = ()
    settled_on: date | None = None
    bank_interest: int | None = None
    bank_rate: int | None = None
    interest_paid: int | None = None
    paid_on: date | None = None
    bank_claimed: int | None = None
    double_subsidy: bool | None = None
    use_deviation: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """A county's share of the interest (parts of `RATE_ONE`) by the day on which it arose."""

    start: date
    end: date | None
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What the county has laid down; None is not confirmed. Tolerance and limit are fen.

    `rounding` is `residual` (the province takes what the central share leaves of the rounded
    whole) or `independent` (each share is rounded by itself).
    """

    day_basis: int = 360
    rounding: str = "residual"
    tolerance: int = 1
    local_share: int | None = None
    local_base_limit: int | None = None
    legacy_share: tuple[ShareRow, ...] = ()
    lpr_table: tuple[LprRow, ...] = ()
    overlay_from: date | None = None
    confirmed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One household in one settlement period, both days counted."""

    region: str
    period_from: date
    period_to: date
    list_closed_on: date
    loans: tuple[Loan, ...]
    large_need_recorded: bool | None = None
    params: Params = Params()


class Line(NamedTuple):
    """The subsidy of one loan; amounts in fen, None where there is none or it cannot be computed.

    `central_t1` + `province_t1` + `central_t2` + `local` = `subsidy_total`;
    `subsidy_total` + `borrower` = `interest`. `clauses` cites what produced each share.
    """

    loan_no: str
    policy_pack: str | None
    status: str
    flags: tuple[str, ...]
    missing: tuple[str, ...]
    days: int
    interest: int
    interest_difference: int | None
    central_t1: int | None
    province_t1: int | None
    central_t2: int | None
    local: int | None
    subsidy_total: int | None
    borrower: int | None
    difference: int | None
    readings: tuple[tuple[str, int], ...]
    clauses: tuple[str, ...]
    reason: str

    def answer(self) -> dict[str, object]:
        """The line as an answer carries it."""
        return {
            "loan_no": self.loan_no,
            "policy_pack": self.policy_pack,
            "status": self.status,
            "flags": list(self.flags),
            "missing": list(self.missing),
            "days": self.days,
            **{name: _yuan(getattr(self, name)) for name in _AMOUNTS},
            "readings": [
                {"code": code, "subsidy_total": format_yuan(total)} for code, total in self.readings
            ],
            "clauses": list(self.clauses),
        }


_AMOUNTS = (
    "interest",
    "interest_difference",
    *SHARES,
    "subsidy_total",
    "borrower",
    "difference",
)


def _yuan(amount_fen: int | None) -> str | None:
    return None if amount_fen is None else format_yuan(amount_fen)
