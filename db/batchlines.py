"""The lines of subsidy batches, derived from the packed rows that each batch carries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import repeat
from string import ascii_letters, digits
from typing import Any

from db.faults import StoreError
from db.gate import Gate
from db.packing import pack, unpack
from db.records.core import Value
from db.registry import INTEGERS, SUBSIDY_LINE
from db.rosterlist import Columns
from db.values import fits

LINE = tuple(SUBSIDY_LINE)

_SIGNS = ascii_letters + digits + "!#$%&()*+,-./:;<=>?@[]^_{|}~"
_SAMPLE = 500
_END = "\n"

# Binding None costs the driver some fifty times as much as binding a number or a text. So nothing
# is bound as these, and the statement makes nothing of them again.
_NO_TEXT = ""
NO_NUMBER = -(1 << 62)
"""What stands for no number in a column of numbers."""


def batch_changed(gate: Gate, row: str) -> None:
    """Bring the lines of a batch up to date after an operation on it."""
    gate.execute("DELETE FROM subsidy_line WHERE batch = ?", (row,))
    try:
        columns = lines_of(_packed(gate, row))
    except StoreError:
        return
    marks = ", ".join(f"nullif(?, {_nothing(SUBSIDY_LINE[name])!r})" for name in columns)
    gate.executemany(
        f"INSERT INTO subsidy_line (batch, {', '.join(columns)}) VALUES (?, {marks})",
        zip(repeat(row), *columns.values(), strict=False),
    )


def rebuild(gate: Gate) -> None:
    """Derive the lines of all batches anew."""
    gate.execute("DELETE FROM subsidy_line")
    for (row,) in gate.rows("SELECT id FROM subsidy_batch WHERE gone = 0 ORDER BY id"):
        batch_changed(gate, row)


def _packed(gate: Gate, row: str) -> str:
    """The packed rows of a batch as its operation carries them; empty for one taken back."""
    found = gate.one(
        "SELECT o.payload FROM subsidy_batch b JOIN op o ON o.n = (b.stream << 40) + b.seq "
        "WHERE b.id = ? AND b.gone = 0",
        (row,),
    )
    return str(json.loads(found[0])["f"].get("rows") or "") if found else ""


def folded(columns: Columns) -> str:
    """Rows by column, packed; columns of nothing are left out.

    A column of few values is those values and a sign for each row, one of texts is one text: less
    to write and to read.
    """
    table: dict[str, object] = {}
    for name, values in columns.items():
        few = dict.fromkeys(values) if len(set(values[:_SAMPLE])) <= len(_SIGNS) else {}
        signs = dict(zip(few, _SIGNS, strict=False))
        if few.keys() == {None}:
            continue
        if few and len(few) == len(signs):
            at = "".join(map(signs.__getitem__, values))
            table[name] = {"of": list(few), "at": at}
        else:
            table[name] = _joined(values)
    return pack(table)


def _joined(values: list[Value]) -> object:
    """Texts as one text where that can be undone, else the values as they are."""
    if set(map(type, values)) != {str}:
        return values
    whole = _END.join(values)  # type: ignore[arg-type]  # all are str, as was just asked
    return {"texts": whole} if whole.count(_END) == len(values) - 1 else values


def lines_of(text: str, kinds: Mapping[str, str] = SUBSIDY_LINE) -> Columns:
    """What `folded` packed: the columns that the table has, with values that it takes.

    Nothing is never None here, but what the statement makes nothing of: `NO_NUMBER`, or no text.

    Raises:
        StoreError: ``batch_unreadable``.
    """
    try:
        table = unpack(text)
        columns = {name: _column(table[name], kinds[name]) for name in kinds if name in table}
        numbers = columns["line_no"]
        sizes = {len(numbers), len(set(numbers)), *map(len, columns.values())}
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise StoreError("batch_unreadable") from error
    if len(sizes) != 1 or NO_NUMBER in numbers:
        raise StoreError("batch_unreadable")
    return columns


def _column(told: Any, kind: str) -> list[Value]:  # noqa: ANN401 - from somebody else's file
    if isinstance(told, list):
        return _fitting(told, kind)
    if "texts" in told:
        return _fitting(told["texts"].split(_END), kind)
    few = dict(zip(_SIGNS, _fitting(told["of"], kind), strict=False))
    return list(map(few.__getitem__, told["at"]))


def _fitting(values: list[Value], kind: str) -> list[Value]:
    """The values of a column; those that it does not take are nothing."""
    nothing = _nothing(kind)
    types = set(map(type, values))
    if not types <= {int if kind in INTEGERS else str, type(None)} or not _small(values, kind):
        return [value if value is not None and fits(kind, value) else nothing for value in values]
    if type(None) in types:
        return [nothing if value is None else value for value in values]
    return values


def _nothing(kind: str) -> Value:
    return NO_NUMBER if kind in INTEGERS else _NO_TEXT


def _small(values: list[Value], kind: str) -> bool:
    """Whether numbers fit into a column; the largest and the smallest speak for all."""
    numbers = [value for value in values if isinstance(value, int)] if kind in INTEGERS else []
    return not numbers or (fits(kind, max(numbers)) and fits(kind, min(numbers)))
