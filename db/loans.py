"""Loans and the interest that banks post for them: owned by the county and the bank desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db.faults import StoreError
from db.ops import Writer
from db.records.core import Value
from db.records.loans import Change, Loan, Settlement
from db.registry import TABLES
from db.rosterlist import no_collecting
from db.store import Store
from db.values import Given, Row, dumped, packed, shape_of

if TYPE_CHECKING:
    from db.newrows import New

_LOAN = shape_of(Loan, "loan")
_SETTLEMENT = shape_of(Settlement, "interest_settlement")


def _written(record: type[Loan | Settlement], name: str) -> tuple[str, ...]:
    return tuple(f for f in record.__struct_fields__ if f in TABLES[name].fields)


_LOAN_FIELDS = _written(Loan, "loan")
_SETTLEMENT_FIELDS = _written(Settlement, "interest_settlement")
_LOAN_NO = attrgetter("loan_no")
_AT_ONCE = 2_000
_LOAN_VALUES = attrgetter(*_LOAN_FIELDS)
_SETTLEMENT_VALUES = attrgetter(*_SETTLEMENT_FIELDS)


def keep(store: Store, officer: str, loans: Iterable[Loan]) -> int:
    """Write new and changed loans in one transaction; gives how many. A loan is its number.

    What is stored already is not written again. An empty township is that of the household.

    Raises:
        StoreError: ``not_owner``, ``value_wrong_type`` (no township), those of `Store.write`.
    """
    with no_collecting(), store.write(officer) as writer:
        return put(store, writer, loans)


def put(store: Store, writer: Writer, loans: Iterable[Loan]) -> int:
    """What `keep` does, inside a save that is open already."""
    written = 0
    for loan in loans:
        fields = dict(zip(_LOAN_FIELDS, _LOAN_VALUES(loan), strict=True))
        scope = loan.township_code or _township(store, "household", loan.household_no)
        fields["township_code"] = scope
        found = _stored(store, "loan", "loan_no", _LOAN_FIELDS, loan.loan_no)
        row = found[0] if found else loan.loan_no
        written += _save(writer, "loan", row, fields, found=found, scope=scope)
    return written


def keep_settlements(store: Store, officer: str, settlements: Iterable[Settlement]) -> int:
    """Write new and changed settlements in one transaction; gives how many.

    A settlement is its loan and the last day of its interest (without it, the posting day).
    It stands in the township of its loan; for a loan that is not known, in the one given.

    Raises:
        StoreError: ``not_owner``, ``value_wrong_type`` (no township, no day), those of
            `Store.write`.
    """
    with no_collecting(), store.write(officer) as writer:
        return put_settlements(store, writer, settlements)


def put_settlements(store: Store, writer: Writer, settlements: Iterable[Settlement]) -> int:
    """What `keep_settlements` does, inside a save that is open already."""
    written, following = 0, iter(settlements)
    while some := list(islice(following, _AT_ONCE)):
        written += _put_some(store, writer, some)
    return written


def _put_some(store: Store, writer: Writer, settlements: Sequence[Settlement]) -> int:
    """Write some settlements in their order, those that are new together."""
    from db.newrows import insert_all

    name, written = "interest_settlement", 0
    scopes = _among(store, "loan_no, scope FROM loan WHERE loan_no", _LOAN_NO, settlements)
    there = set(_among(store, f"id, id FROM {name} WHERE id", settlement_id, settlements))
    new: list[New] = []
    for one in settlements:
        fields = dict(zip(_SETTLEMENT_FIELDS, _SETTLEMENT_VALUES(one), strict=True))
        fields["balance_change"] = told(one.balance_change) or None
        scope = fields["township_code"] = scopes.get(one.loan_no) or one.township_code
        if not scope:
            raise StoreError("value_wrong_type", table="loan", field="township_code")
        row = settlement_id(one)
        if row not in there:
            there.add(row)
            new.append((row, _filled(fields), scope))
            continue
        written += insert_all(store, writer, name, new)
        new.clear()
        found = _stored(store, name, "id", _SETTLEMENT_FIELDS, row)
        written += _save(writer, name, row, fields, found=found, scope=scope)
    return written + insert_all(store, writer, name, new)


def _among(
    store: Store, sql: str, named: Callable[[Settlement], str], settlements: Iterable[Settlement]
) -> dict[str, str]:
    """The first answer to each of the names that settlements have."""
    asked = dumped([named(one) for one in settlements])
    found: dict[str, str] = {}
    for key, value in store.execute(f"SELECT {sql} IN (SELECT value FROM json_each(?))", (asked,)):
        found.setdefault(key, value)
    return found


def _filled(fields: Mapping[str, Given]) -> dict[str, Given]:
    """The fields that say something."""
    return {key: value for key, value in fields.items() if value not in ("", None)}


def settlement_id(one: Settlement) -> str:
    """The name of a settlement's row: loan and last day of interest, else the posting day.

    Raises:
        StoreError: ``value_wrong_type`` (no day).
    """
    last = one.period_to or one.settled_on
    if last is None:
        raise StoreError("value_wrong_type", table="interest_settlement", field="period_to")
    return f"{one.loan_no}/{last.isoformat()}"


def _township(store: Store, name: str, number: str, given: str = "") -> str:
    """The township of a household or a loan, else the given one."""
    column = "scope" if name == "loan" else "township_code"
    found = store.execute(f"SELECT {column} FROM {name} WHERE {name}_no = ?", (number,)).fetchone()
    township = str(found[0]) if found else given
    if not township:
        raise StoreError("value_wrong_type", table=name, field="township_code")
    return township


def _stored(store: Store, name: str, key: str, fields: tuple[str, ...], value: str) -> Row | None:
    """Id, gone, scope and fields of a row that is stored, found by a column."""
    found: Row | None = store.execute(
        f"SELECT id, gone, scope, {', '.join(fields)} FROM {name} WHERE {key} = ? LIMIT 1", (value,)
    ).fetchone()
    return found


def _save(
    writer: Writer,
    name: str,
    row: str,
    fields: Mapping[str, Given],
    *,
    found: Row | None,
    scope: str,
) -> int:
    """Insert, or set what differs, or nothing at all; gives how many operations."""
    if found is None:
        writer.insert(name, row, _filled(fields), scope=scope)
        return 1
    _, gone, before, *values = found
    known = dict(zip(fields, values, strict=True))
    changed = {key: value for key, value in fields.items() if _plain(value) != _plain(known[key])}
    if gone:
        writer.restore(name, row)
    if changed or before != scope:
        writer.set(name, row, changed, scope=scope)
    return int(bool(changed or gone or before != scope))


def _plain(value: Given) -> Value:
    """A value as it is stored; an empty text is as good as none."""
    stored = packed(value)
    return None if stored == "" else stored


def told(changes: Iterable[Change]) -> tuple[str, ...]:
    """Changes of the balance as they are stored: day and fen, "2026-07-31 -4000000"."""
    return tuple(f"{day.isoformat()} {fen}" for day, fen in changes)


def changes_of(texts: Iterable[str]) -> tuple[Change, ...]:
    """What `told` made.

    Raises:
        ValueError: a text is no such change.
    """
    pairs = (text.partition(" ") for text in texts)
    return tuple((date.fromisoformat(day), int(fen)) for day, _, fen in pairs)


def any_here(store: Store) -> bool:
    """Whether the ledger has a loan."""
    return store.one("SELECT 1 FROM loan WHERE gone = 0 LIMIT 1") is not None


def by_no(store: Store, loan_no: str) -> Loan | None:
    """The loan of that number, or None."""
    found = _loans(store, "loan_no = ?", loan_no)
    return found[0] if found else None


def of_household(store: Store, household_no: str) -> list[Loan]:
    """All loans of a household, the earliest drawdown first."""
    return _loans(store, "household_no = ?", household_no)


def _loans(store: Store, where: str, value: str) -> list[Loan]:
    return _LOAN.all(
        store.rows(
            f"SELECT {_LOAN.columns} FROM loan WHERE gone = 0 AND {where} "
            "ORDER BY drawn_on, loan_no, id",
            (value,),
        )
    )


def settlements_of(store: Store, loan_no: str) -> list[Settlement]:
    """The interest posted for a loan, oldest first; unreadable changes are left out."""
    return list(_settlements(store, "loan_no = ?", loan_no))


def settled_between(store: Store, first: date, last: date) -> list[Settlement]:
    """The interest whose last day lies between two days, both in, by loan."""
    days = (first.isoformat(), last.isoformat())
    return list(_settlements(store, "coalesce(period_to, settled_on) BETWEEN ? AND ?", *days))


def _settlements(store: Store, where: str, *values: str) -> Iterator[Settlement]:
    for row in store.rows(
        f"SELECT {_SETTLEMENT.columns} FROM interest_settlement WHERE gone = 0 AND {where} "
        "ORDER BY loan_no, coalesce(period_to, settled_on), id",
        values,
    ):
        one = _SETTLEMENT.read(row)
        yield replace(one, balance_change=_readable(one)) if one.balance_change else one


def _readable(one: Settlement) -> tuple[Change, ...]:
    """The changes of a settlement, which come from the file as texts; none if they are no such."""
    try:
        return changes_of(str(text) for text in one.balance_change)
    except ValueError:
        return ()


def townships_of(store: Store) -> dict[str, str]:
    """The township code of each loan, by number."""
    return dict(store.rows("SELECT loan_no, scope FROM loan WHERE gone = 0"))


def banks(store: Store) -> list[str]:
    """The banks whose loans are in the ledger, by name."""
    return [
        name
        for (name,) in store.rows(
            "SELECT DISTINCT bank FROM loan WHERE gone = 0 AND bank <> '' ORDER BY bank"
        )
    ]
