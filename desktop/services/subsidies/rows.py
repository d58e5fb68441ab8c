"""Lines as the ledger keeps them: the fields of 3.12 by column, and the sums over them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from db.loans import told
from db.subsidies import TOTALS
from desktop.rules.money import RATE_ONE, format_percent
from desktop.services.subsidies.case import loan_case
from desktop.services.subsidies.contracts import RENEWAL
from desktop.services.subsidies.houses import NAMED

if TYPE_CHECKING:
    from db.records.loans import SettlementFacts
    from desktop.rules.subsidy import Line, Part
    from desktop.services.subsidies.houses import House, Named, Reckoned

Value = str | int | None
_TWO = 2

# The columns in the order of `_reckoned`: a row is a plain tuple, of which a quarter has many.
_WHO = ("household_no", "division_code", "member_no", "borrower_name", "loan_no")
_LOAN = (
    "product_code", "renewal_type", "bank", "signed_on", "drawn_on", "maturity_on",
    "principal_fen", "rate_ppm", "subsidy_cap_fen", "day_basis", "large_need", "balance_change",
    "beside",
)  # fmt: skip
_INTEREST = (
    "settled_on", "period_from", "period_to", "days", "tier1_product_fen_days",
    "tier2_product_fen_days", "interest_due_fen", "interest_paid_fen", "paid_on",
    "bank_interest_fen", "own_interest_fen", "interest_difference_fen",
)  # fmt: skip
_SUBSIDY = (
    "central_rate", "province_rate", "central_t1_fen", "province_t1_fen", "central_t2_fen",
    "local_amount_fen", "subsidy_total_fen", "borrower_share_fen", "bank_claimed_fen",
    "difference_fen",
)  # fmt: skip
_GROUNDS = (
    "policy_pack_version", "reason", "clauses", "flags", "missing", "readings", "line_status",
)  # fmt: skip
COLUMNS = (*_WHO, *_LOAN, *_INTEREST, *_SUBSIDY, *_GROUNDS)
Row = tuple[Value, ...]


def _row(told: dict[str, Value]) -> Row:
    return tuple(map(told.get, COLUMNS))


@dataclass(slots=True)
class Lines:
    """The lines of one township, with counts and sums kept beside them while they are made."""

    rows: list[Row] = field(default_factory=list)
    columns: list[list[Value]] = field(default_factory=lambda: [[] for _ in COLUMNS])
    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TOTALS, 0))
    statuses: Counter[str] = field(default_factory=Counter)
    households: int = 0
    loans: int = 0

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self.columns[0]) + len(self.rows)

    def gather(self) -> None:
        """Put the rows of a slice into their columns."""
        if self.rows:
            for column, values in zip(self.columns, zip(*self.rows, strict=True), strict=True):
                column.extend(values)
            self.rows.clear()

    def numbered(self, first_no: int) -> dict[str, list[Value]]:
        """All lines by column, numbered from here on."""
        self.gather()
        numbers: list[Value] = list(range(first_no, first_no + self.count))
        return {"line_no": numbers, **dict(zip(COLUMNS, self.columns, strict=True))}

    def add_house(self, house: House) -> None:
        """The lines of a household; its contracts that are no lines here go beside each."""
        lines, named = house.lines, house.named
        beside = None
        if len(lines) < len(house.stacked):
            here = {id(one.contract) for one in lines}
            others = [loan_case(one.loan) for one in house.stacked if id(one) not in here]
            beside = _json(others)
        for one in lines:
            self.rows.append(_reckoned(one, beside, large_need=house.large_need))
            self.statuses[one.status] += 1
            self._count(one.line)
        for lost in named:
            self.rows.append(_named(lost))
        self.statuses[NAMED] += len(named)
        met = [one.contract.facts for one in lines] + [lost.facts for lost in named]
        self.loans += len(met) if len(met) < _TWO else len(set(map(id, met)))
        if met and met[0].household_no:
            self.households += 1

    def add_stray(self, facts: SettlementFacts) -> None:
        """Interest that was posted for a loan which is not there."""
        self.statuses[NAMED] += 1
        stray: dict[str, Value] = {
            "loan_no": facts.loan_no,
            "settled_on": facts.settled_on,
            "bank_interest_fen": facts.interest_due_fen,
            "interest_paid_fen": facts.interest_paid_fen,
            "paid_on": facts.paid_on,
            "flags": _list(("settlement_loan_unknown",)),
            "line_status": NAMED,
        }
        self.rows.append(_row(stray))

    def _count(self, line: Line) -> None:
        sums = self.sums
        sums["interest_fen"] += line.interest
        sums["central_t1_fen"] += line.central_t1 or 0
        sums["province_t1_fen"] += line.province_t1 or 0
        sums["central_t2_fen"] += line.central_t2 or 0
        sums["local_fen"] += line.local or 0
        if line.subsidy_total is None or line.borrower is None:
            sums["open_interest_fen"] += line.interest
        else:
            sums["subsidy_fen"] += line.subsidy_total
            sums["borrower_fen"] += line.borrower


def _reckoned(one: Reckoned, beside: str | None, *, large_need: bool) -> Row:
    """A line in the order of `COLUMNS`."""
    contract, line, part = one.contract, one.line, one.part
    facts, loan, sums = contract.facts, contract.loan, part.sums
    return (
        facts.household_no,
        facts.division_code,
        facts.member_no,
        facts.borrower_name,
        facts.loan_no,
        # the loan
        loan.product_code,
        loan.renewal_type,
        facts.bank,
        loan.signed_on.isoformat(),
        loan.drawn_on.isoformat(),
        loan.maturity_on.isoformat(),
        loan.principal,
        facts.rate_ppm,
        facts.subsidy_cap_fen,
        contract.basis,
        int(large_need),
        _json(told(loan.balance_changes)) if loan.balance_changes else None,
        beside,
        # its interest
        loan.settled_on.isoformat() if loan.settled_on else None,
        *_days(part),
        line.days,
        sums.tier1,
        sums.tier2,
        line.interest,
        loan.interest_paid,
        loan.paid_on.isoformat() if loan.paid_on else None,
        loan.bank_interest,
        own_interest(line, loan.bank_interest),
        line.interest_difference,
        # the subsidy
        *_rates(part),
        line.central_t1,
        line.province_t1,
        line.central_t2,
        line.local,
        line.subsidy_total,
        line.borrower,
        loan.bank_claimed,
        line.difference,
        # what it stands on
        line.policy_pack,
        line.reason or None,
        _list(line.clauses),
        _list(one.flags),
        _list(line.missing),
        readings(line),
        one.status,
    )


def own_interest(line: Line, bank_interest: int | None) -> int:
    """What the rules themselves reckon, whoever's figure counts."""
    if bank_interest is None or line.interest_difference is None:
        return line.interest
    return bank_interest - line.interest_difference


def readings(line: Line) -> str | None:
    """Other readings of the text as JSON: code and fen."""
    return _json(line.readings) if line.readings else None


def _named(one: Named) -> Row:
    facts = one.facts
    named: dict[str, Value] = {
        "household_no": facts.household_no,
        "division_code": facts.division_code,
        "member_no": facts.member_no,
        "borrower_name": facts.borrower_name,
        "loan_no": facts.loan_no,
        "product_code": facts.product_code,
        "renewal_type": RENEWAL if facts.renews_loan_no else None,
        "bank": facts.bank,
        "signed_on": facts.signed_on,
        "drawn_on": facts.drawn_on,
        "maturity_on": facts.maturity_on,
        "principal_fen": facts.principal_fen,
        "rate_ppm": facts.rate_ppm,
        "subsidy_cap_fen": facts.subsidy_cap_fen,
        "day_basis": facts.day_basis,
        "flags": _list((one.code,)),
        "missing": _list(one.missing),
        "line_status": NAMED,
    }
    return _row(named)


def _days(part: Part) -> tuple[str | None, str | None]:
    """The first and the last day that bore interest."""
    pieces = part.sums.pieces
    return (_day(pieces[0][0]), _day(pieces[-1][1] - 1)) if pieces else (None, None)


@lru_cache(maxsize=1024)
def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _rates(part: Part) -> tuple[str | None, str | None]:
    """The yearly rates of the central and the province's share as percent, by the pack's scheme."""
    numbers = part.numbers
    if numbers.scheme not in ("two_tiers", "central_and_local"):
        return None, None
    return _percents(
        part.loan.rate,
        numbers.central_share,
        numbers.central_ceiling,
        numbers.province_share if numbers.scheme == "two_tiers" else None,
        numbers.total_ceiling,
    )


@lru_cache(maxsize=1024)
def _percents(
    rate: int, share: int, ceiling: int, province: int | None, total: int
) -> tuple[str, str | None]:
    central = min(share * rate // RATE_ONE, ceiling)
    if province is None:
        return format_percent(central), None
    rest = max(0, min(province * rate // RATE_ONE, total - central))
    return format_percent(central), format_percent(rest)


@lru_cache(maxsize=1024)
def _list(words: tuple[str, ...]) -> str | None:
    return _json(words) if words else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
