"""Values on their way into the file and back: days, moments, truth values, lists."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import islice
from typing import Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import fields

from db.faults import StoreError
from db.records.core import Value
from db.registry import INTEGERS, TABLES, table

Given = str | int | date | datetime | Sequence[str] | None
"""What a caller may hand over for a field."""

Row = tuple[Any, ...]
R = TypeVar("R", bound=Struct)
_AT_ONCE = 1_000
_SHARED = 4
"""Numbers are shared where there are so many for each that is different."""
_YEARS = range(1000, 9000)
"""Years from which one can count on and back."""
_INSTEAD: dict[object, object] = {
    int: 0,
    date: date(1970, 1, 1),
    datetime: datetime(1970, 1, 1, tzinfo=UTC),
}
"""What stands for a value that a record must have and a row of another's making lacks."""

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
)


def dumped(value: object) -> str:
    """Canonical JSON: sorted keys, compact, no escapes for what UTF-8 can say."""
    return _ENCODER.encode(value)


def moment_text(moment: datetime) -> str:
    """A moment as ISO text in UTC."""
    return moment.astimezone(UTC).isoformat()


def to_day(text: str | None) -> date | None:
    """A day from ISO text; empty, unreadable or out of all reckoning is None."""
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return day if day is not None and day.year in _YEARS else None


def to_moment(text: str | None) -> datetime | None:
    """A moment from ISO text; empty, unreadable or out of all reckoning is None.

    One without a zone is of UTC.
    """
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    if moment is None or moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def to_list(text: str | None) -> tuple[str, ...]:
    """A list from JSON text; empty or unreadable is the empty list."""
    if not text or text == "[]":
        return ()  # so it is in nearly every row of a long list
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    return tuple(str(item) for item in loaded) if isinstance(loaded, list) else ()


def each_of(column: str) -> str:
    """The table of what the list in a column of JSON text has; empty where it is no JSON.

    What others wrote may be anything, and SQL stops at what it cannot read.
    """
    return f"json_each(CASE WHEN json_valid({column}) THEN {column} ELSE '[]' END)"


def _to_bool(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _to_text(value: str | None) -> str:
    return value or ""


def _same(value: object) -> object:
    return value


_READERS: dict[str, Callable[[Any], object]] = {
    "text": _to_text,
    "int": _same,
    "bool": _to_bool,
    "day": to_day,
    "moment": to_moment,
    "json": to_list,
}


def reader(kind: str) -> Callable[[Any], object]:
    """The function that turns a stored value of that type into what records hold."""
    return _READERS[kind]


def fits(kind: str, value: object) -> bool:
    """True when a stored value may stand in a field of that type."""
    if value is None:
        return True
    if kind in INTEGERS:
        return isinstance(value, int) and -(1 << 63) <= value < 1 << 63
    return isinstance(value, str)


def packed(value: Given) -> Value:
    """One value as it is stored: ISO text, JSON text, 0 and 1."""
    if value is None or isinstance(value, str):
        return value
    if type(value) is date:  # most of what is no text
        return value.isoformat()
    if isinstance(value, int):
        return int(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return dumped(list(value))


def checked(name: str, given: Mapping[str, Given]) -> dict[str, Value]:
    """The fields of a save as they are stored.

    Raises:
        StoreError: ``table_unknown``, ``field_unknown``, ``value_wrong_type``.
    """
    known = table(name).fields
    out: dict[str, Value] = {}
    for field, value in given.items():
        kind = known.get(field)
        if kind is None:
            raise StoreError("field_unknown", table=name, field=field)
        if type(value) is str and kind not in INTEGERS:
            out[field] = value
            continue
        out[field] = packed(value)
        if not fits(kind, out[field]):
            raise StoreError("value_wrong_type", table=name, field=field)
    return out


class Shape(Generic[R]):
    """How rows become records: which columns to ask for and how to read each."""

    def __init__(self, record: type[R], kinds: Mapping[str, str], prefix: str = "") -> None:
        self._record = record
        self._names = [name for name in record.__struct_fields__ if name in kinds]
        self._kinds = [kinds[name] for name in self._names]
        self._readers = [reader(kind) for kind in self._kinds]
        self.columns = ", ".join(f"{prefix}{name}" for name in self._names)
        self.width = len(self._names)

    @cached_property
    def _instead(self) -> dict[str, object]:
        """What stands for nothing in the fields that must have a value; else nothing does."""
        return {one.name: _INSTEAD.get(one.type) for one in fields(self._record)}

    def read(self, row: Row, **more: object) -> R:
        """A record from the first columns of a row; more names the remaining fields."""
        values: dict[str, object] = dict(more)
        for name, read, value in zip(self._names, self._readers, row, strict=False):
            told = read(value)
            values[name] = self._instead[name] if told is None else told
        return self._record(**values)

    def all(self, rows: Iterable[Row], more: Sequence[str] = ()) -> list[R]:
        """A record from each row; more names fields whose values follow in it as they are."""
        found: list[R] = []
        following = iter(rows)
        while some := list(islice(following, _AT_ONCE)):
            found += self.of_columns(list(zip(*some, strict=True)), more)
        return found

    def of_columns(self, columns: Sequence[Sequence[Any]], more: Sequence[str] = ()) -> Iterator[R]:
        """Records from their columns; the same value is read once and shared by all records."""
        names, record = (*self._names, *more), self._record
        known = zip(self._names, self._kinds, columns, strict=False)
        told = [self._column(name, kind, one) for name, kind, one in known]
        told += columns[self.width : self.width + len(more)]
        return (record(**dict(zip(names, row, strict=True))) for row in zip(*told, strict=True))

    def _column(self, name: str, kind: str, values: Sequence[Any]) -> Sequence[object]:
        """What records hold of the stored values of one column; equal ones are one object."""
        different = set(values)
        shared = len(different) <= len(values) // _SHARED and bool not in map(type, values)
        if kind == "int" and not shared and None not in different:  # True is 1
            return values
        read = reader(kind)
        known = {value: read(value) for value in different}
        lacking = [value for value, told in known.items() if told is None]
        if lacking:
            known |= dict.fromkeys(lacking, self._instead[name])
        return [known[value] for value in values]


def shape_of(record: type[R], name: str, prefix: str = "") -> Shape[R]:
    """The shape of a replicated table's rows, with id and officer."""
    kinds = {"id": "text", "officer": "text", **TABLES[name].fields}
    for hidden in TABLES[name].payload_fields:
        kinds.pop(hidden)
    return Shape(record, kinds, prefix)
