"""What bank and offices said about a settled quarter, each in tables of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any, TypeVar

from msgspec.structs import replace

from db import ids
from db.batchlines import NO_NUMBER, folded, lines_of
from db.faults import StoreError
from db.quartertables import DECLARED_LINE
from db.records.core import Value
from db.records.course import (
    BankStep,
    Declaration,
    DeclaredLine,
    LineChoice,
    LineReview,
    Objection,
    OfficeStep,
    Reversal,
)
from db.registry import TABLES
from db.store import Store
from db.values import Given, Shape, dumped, packed, shape_of, to_day

Said = LineChoice | BankStep | LineReview | OfficeStep | Objection | Reversal
"""What can be said about lines and declarations."""

_TABLE: dict[type, str] = {
    LineChoice: "line_choice",
    BankStep: "bank_step",
    LineReview: "line_review",
    OfficeStep: "office_step",
    Objection: "objection",
    Reversal: "reversal",
}
_SHAPES: dict[type, Shape[Any]] = {
    one: Shape(
        one,
        {
            "id": "text",
            "officer": "text",
            **TABLES[name].fields,
        },
    )
    for one, name in _TABLE.items()
}
_DECLARATION = shape_of(Declaration, "declaration")
_LINE = Shape(DeclaredLine, DECLARED_LINE)
_LINE_NAMES = [f for f in DeclaredLine.__struct_fields__ if f in DECLARED_LINE]
_AS_STORED = frozenset({str, int, type(None)})
_ENDED = ("outcome", "decided_on", "note")
TOTALS = (
    "interest_fen",
    "central_t1_fen",
    "province_t1_fen",
    "central_t2_fen",
    "local_fen",
    "subsidy_fen",
    "borrower_fen",
)
"""The control totals of a declaration, in fen."""
S = TypeVar("S", LineChoice, BankStep, LineReview, OfficeStep, Objection, Reversal)


def say(store: Store, officer: str, said: Iterable[tuple[str, Said]]) -> None:
    """Write what was said, each with its township, all or none.

    Raises:
        StoreError: ``not_owner`` where it is not this office's to say, and those of
            `Store.write`.
    """
    from db.newrows import insert_all

    with store.write(officer) as writer:
        for kind, some in groupby(said, key=lambda pair: type(pair[1])):
            rows = ((ids.uuid7(one.said_at), _told(one), scope) for scope, one in some)
            insert_all(store, writer, _TABLE[kind], rows)


_UNSAID = {"objection": _ENDED}


def _told(one: Said) -> dict[str, Given]:
    """What is said, by field."""
    name = _TABLE[type(one)]
    told = {
        field: getattr(one, field)
        for field in one.__struct_fields__
        if field in TABLES[name].fields and field not in _UNSAID.get(name, ())
    }
    return {key: value for key, value in told.items() if value not in ("", None, ())}


def decide(store: Store, officer: str, objection: Objection, *, scope: str) -> None:
    """Write how an objection ended; the objection itself stays as it was raised.

    Raises:
        StoreError: ``not_owner``, and those of `Store.write`.
    """
    with store.write(officer) as writer:
        fields = {
            "objection": objection.id,
            "outcome": objection.outcome,
            "note": objection.note,
            "decided_on": objection.decided_on,
            "said_at": objection.said_at,
        }
        writer.insert("objection_end", ids.uuid7(objection.said_at), fields, scope=scope)


def freeze(store: Store, officer: str, frozen: Iterable[tuple[Declaration, str]]) -> None:
    """Write declarations with their lines as `rows_of` packs them, all or none, each part once.

    Raises:
        StoreError: ``row_exists``, ``not_owner``, and those of `Store.write`.
    """
    with store.write(officer) as writer:
        for one, rows in frozen:
            told = {
                field: getattr(one, field)
                for field in one.__struct_fields__
                if field in TABLES["declaration"].fields
            }
            fields = {**told, "rows": rows}
            writer.insert("declaration", one.id, fields, scope=one.township_code)


def rows_of(lines: Sequence[DeclaredLine]) -> str:
    """Declared lines by column, packed."""
    return folded({name: _stored([getattr(one, name) for one in lines]) for name in DECLARED_LINE})


def _stored(values: list[Given]) -> list[Value]:
    """The values of a column as they are stored."""
    if _AS_STORED.issuperset(map(type, values)):
        return values  # type: ignore[return-value]  # as was just asked
    return [packed(value) for value in values]


def digest_of(lines: Sequence[DeclaredLine]) -> str:
    """The digest that names exactly these lines."""
    return digest_of_rows(rows_of(lines))


def digest_of_rows(rows: str) -> str:
    """The digest that names exactly these packed lines."""
    return sha256(rows.encode()).hexdigest()


def totals(lines: Iterable[DeclaredLine]) -> dict[str, int]:
    """The control totals of lines, in fen."""
    told = list(lines)
    return {name: sum([getattr(one, name) or 0 for one in told]) for name in TOTALS}


def declarations(store: Store, batch_no: str = "") -> list[Declaration]:
    """All declarations, or those of one number: newest first, townships in order."""
    return _DECLARATION.all(
        store.rows(
            f"SELECT {_DECLARATION.columns} FROM declaration WHERE gone = 0 "
            "AND ? IN ('', batch_no) "
            "ORDER BY year DESC, quarter DESC, batch_no, revision DESC, township_code",
            (batch_no,),
        )
    )


def declared_lines(store: Store, declaration: str) -> list[DeclaredLine]:
    """The lines of a declaration as they were frozen; none where they cannot be read."""
    found = store.one(
        "SELECT o.payload FROM declaration d JOIN op o ON o.n = (d.stream << 40) + d.seq "
        "WHERE d.id = ? AND d.gone = 0",
        (declaration,),
    )
    if found is None or found[0] is None:
        return []
    packed_rows = str(json.loads(found[0])["f"].get("rows") or "")
    try:
        columns = lines_of(packed_rows, DECLARED_LINE)
    except StoreError:
        return []
    nothing: list[Value] = [None] * len(columns["line_no"])
    whole = [columns.get(name) or nothing for name in _LINE_NAMES]
    known = [
        [None if value == NO_NUMBER else value for value in one] if NO_NUMBER in one else one
        for one in whole
    ]
    return list(_LINE.of_columns(known))


def steps(store: Store, record: type[S], declaration: str) -> list[S]:
    """What was said of one declaration (or batch), in the order in which it was said."""
    name = _TABLE[record]
    shape, what = _SHAPES[record], "batch" if record is LineChoice else "declaration"
    return shape.all(
        store.rows(
            f"SELECT {shape.columns} FROM {name} WHERE gone = 0 AND {what} = ? ORDER BY hlc, id",
            (declaration,),
        )
    )


def objections(store: Store, declaration: str) -> list[Objection]:
    """The objections against lines of a declaration, each with the last decision on it."""
    found = []
    for one in steps(store, Objection, declaration):
        ended = store.one(
            "SELECT outcome, decided_on, note FROM objection_end WHERE gone = 0 AND objection = ? "
            "ORDER BY hlc DESC LIMIT 1",
            (one.id,),
        )
        outcome, day, note = ended or ("", None, "")
        found.append(replace(one, outcome=outcome or "", decided_on=to_day(day), note=note or ""))
    return found


def reversals(store: Store, townships: Iterable[str]) -> list[Reversal]:
    """All lines of these townships that were found wrong after they were paid, oldest first."""
    shape, wanted = _SHAPES[Reversal], list(townships)
    return shape.all(
        store.rows(
            f"SELECT {shape.columns} FROM reversal WHERE gone = 0 "
            "AND township_code IN (SELECT value FROM json_each(?)) ORDER BY hlc, id",
            (dumped(wanted),),
        )
    )


def next_objection(store: Store, township_code: str) -> str:
    """The number of the next objection: township, the device's letter, running number."""
    start = f"{township_code}{store.identity.letter}Y"
    return ids.next_no(store, "objection", "objection_no", start)
