"""Claims on the risk fund and the fund's own book: what banks and offices wrote, each its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from db import ids
from db.records.fund import (
    Claim,
    ClaimMoney,
    ClaimReview,
    ClaimWithdrawal,
    FundEntry,
    FundStatement,
    Recovery,
    RecoveryStrike,
)
from db.registry import TABLES
from db.store import Store
from db.values import Shape, shape_of

Said = (
    Claim
    | ClaimWithdrawal
    | ClaimReview
    | ClaimMoney
    | Recovery
    | RecoveryStrike
    | FundEntry
    | FundStatement
)
"""What can be written."""

_TABLE: dict[type, str] = {
    Claim: "compensation_claim",
    ClaimWithdrawal: "claim_withdrawal",
    ClaimReview: "claim_review",
    ClaimMoney: "claim_money",
    Recovery: "recovery",
    RecoveryStrike: "recovery_strike",
    FundEntry: "fund_entry",
    FundStatement: "fund_statement",
}
_SHAPES: dict[type, Shape[Any]] = {one: shape_of(one, name) for one, name in _TABLE.items()}
_NUMBERED: dict[type, str] = {
    Claim: "claim_no",
    Recovery: "recovery_no",
    FundEntry: "entry_no",
}
_COUNTY_WIDE = "*"


def say(store: Store, officer: str, said: Iterable[Said]) -> None:
    """Write what was said, all or none.

    Raises:
        StoreError: ``not_owner`` where it is not this office's to say, and those of
            `Store.write`.
    """
    with store.write(officer) as writer:
        for one in said:
            name = _TABLE[type(one)]
            known = TABLES[name].fields
            told = {field: getattr(one, field) for field in one.__struct_fields__ if field in known}
            fields = {key: value for key, value in told.items() if value not in ("", None, ())}
            scope = str(told.get("township_code") or _COUNTY_WIDE)
            writer.insert(name, ids.uuid7(one.said_at), fields, scope=scope)


def claims(store: Store, claim_no: str = "") -> list[Claim]:
    """All revisions of all claims, or of one, in the order in which they were filed."""
    return _all(store, Claim, "? IN ('', claim_no)", claim_no)


def withdrawals(store: Store, claim_no: str = "") -> list[ClaimWithdrawal]:
    """What banks took back."""
    return _all(store, ClaimWithdrawal, "? IN ('', claim_no)", claim_no)


def reviews(store: Store) -> list[ClaimReview]:
    """What the offices said of claims, in the order in which they said it."""
    return _all(store, ClaimReview)


def money(store: Store, claim_no: str = "") -> list[ClaimMoney]:
    """What the offices told of the fund's money for claims, by day."""
    return _all(store, ClaimMoney, "? IN ('', claim_no)", claim_no, order="moved_on, hlc, id")


def recoveries(store: Store, claim_no: str = "") -> list[Recovery]:
    """What banks recovered, by day."""
    return _all(store, Recovery, "? IN ('', claim_no)", claim_no, order="recovered_on, hlc, id")


def strikes(store: Store, claim_no: str = "") -> list[RecoveryStrike]:
    """Recoveries that were written wrongly."""
    return _all(store, RecoveryStrike, "? IN ('', claim_no)", claim_no)


def entries(store: Store) -> list[FundEntry]:
    """The fund's book in its order: by day, then as it was written."""
    return _all(store, FundEntry, order="moved_on, hlc, id")


def statements(store: Store) -> list[FundStatement]:
    """What was stated of loans and account, by day; of a day the last word is the last."""
    return _all(store, FundStatement, order="stated_on, hlc, id")


def next_no(store: Store, record: type[Said], place: str, mark: str) -> str:
    """The next number of a kind: place, the device's letter, a mark, running number."""
    start = f"{place}{store.identity.letter}{mark}"
    return ids.next_no(store, _TABLE[record], _NUMBERED[record], start)


def loan_sums(store: Store) -> dict[str, int]:
    """What the loans of this ledger come to by product, in fen; what a bank did not tell is 0."""
    return dict(
        store.rows(
            "SELECT product_code, sum(coalesce(balance_fen, 0)) FROM loan WHERE gone = 0 "
            "AND coalesce(loan_status, '') NOT IN ('settled', 'written_off', 'compensated') "
            "GROUP BY 1"
        )
    )


def _all(
    store: Store, record: type, where: str = "1", *values: str, order: str = "hlc, id"
) -> list[Any]:
    shape = _SHAPES[record]
    return shape.all(
        store.rows(
            f"SELECT {shape.columns} FROM {_TABLE[record]} WHERE gone = 0 AND {where} "
            f"ORDER BY {order}",
            values,
        )
    )
