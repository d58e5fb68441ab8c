"""Many new rows of one save, and long lists read: to the byte what one by one gives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from db.check import check
from db.newrows import New, insert_all
from db.store import Store, StoreError
from db.values import Shape, packed
from tests.ledgers import OTHER, TOWNSHIP, Clock, everything, identity, in_memory

DAY = date(2026, 9, 20)
POSTED: list[New] = [
    ("B/2", {"loan_no": "B", "interest_due_fen": 5, "period_to": DAY}, TOWNSHIP),
    ("A/1", {"loan_no": "A", "interest_due_fen": None, "balance_change": ("x -1",)}, OTHER),
    ("C/3", {"loan_no": "C", "interest_due_fen": 7, "period_to": DAY}, TOWNSHIP),
    ("D/4", {}, "*"),
]
CHOSEN: list[New] = [
    (f"{n}", {"batch": "b", "line_no": n, "said_at": datetime(2026, 9, n, tzinfo=UTC)}, TOWNSHIP)
    for n in (3, 1, 2)
]
PEOPLE: list[New] = [(f"{n}", {"name": "王", "areas": ("a",)}, TOWNSHIP) for n in (2, 1)]
WHOLE = {
    "interest_settlement": ("county", POSTED),
    "line_choice": ("officer", CHOSEN),
    "contact_person": ("county", PEOPLE),
}
ELSEWHERE: New = ("9", {"batch": "b", "line_no": 9}, OTHER)


def content(store: Store, name: str) -> list[object]:
    rows = store.rows(f"SELECT * FROM {name} ORDER BY id")  # noqa: S608 - a table's name
    return [*everything(store), *rows, *store.rows("SELECT * FROM trace"), store.hlc]


def wrote(role: str, name: str, rows: list[New], *, together: bool) -> list[object]:
    with in_memory(Clock(), identity(2, role)) as store:
        with store.write("王") as writer:
            if together:
                assert insert_all(store, writer, name, rows[:2]) == 2
                assert insert_all(store, writer, name, iter(rows[2:])) == len(rows) - 2
            for row, fields, scope in () if together else rows:
                writer.insert(name, row, fields, scope=scope)
        assert check(store).ok
        return content(store, name)


@pytest.mark.parametrize("name", WHOLE)
def test_rows_written_together_are_to_the_byte_what_they_are_one_by_one(name: str) -> None:
    role, rows = WHOLE[name]
    if role == "officer":
        rows = [*rows, ELSEWHERE]  # a township that is not this laptop's
    assert wrote(role, name, rows, together=True) == wrote(role, name, rows, together=False)


def save(store: Store, *some: list[New]) -> None:
    with store.write("王") as writer:
        for rows in some:
            insert_all(store, writer, "interest_settlement", rows)


@pytest.mark.parametrize("again", [[*POSTED, POSTED[0]], POSTED[:1]])
def test_a_row_that_is_there_is_refused_and_nothing_of_the_save_stays(again: list[New]) -> None:
    with in_memory(Clock(), identity()) as store:
        save(store, POSTED[:1])
        before = content(store, "interest_settlement")
        with pytest.raises(StoreError) as refused:
            save(store, POSTED[1:], again)
        assert refused.value.code == "row_exists"
        assert content(store, "interest_settlement") == before
        with store.write("王") as writer:
            writer.tombstone("interest_settlement", POSTED[0][0])
        with pytest.raises(StoreError):
            save(store, POSTED[:1])


@pytest.mark.parametrize(
    ("role", "name", "fields", "code"),
    [
        ("officer", "interest_settlement", {}, "not_owner"),
        ("county", "line_choice", {}, "not_owner"),
        ("county", "interest_settlement", {"colour": "red"}, "field_unknown"),
        ("county", "interest_settlement", {"days": "many"}, "value_wrong_type"),
        ("county", "nothing", {}, "table_unknown"),
    ],
)
def test_what_cannot_be_saved_alone_cannot_be_saved_with_others(
    role: str, name: str, fields: dict[str, str], code: str
) -> None:
    with in_memory(Clock(), identity(2, role)) as store:
        with pytest.raises(StoreError) as refused, store.write("王") as writer:
            insert_all(store, writer, name, [("1", {}, TOWNSHIP), ("2", fields, TOWNSHIP)])
        assert refused.value.code == code
        assert everything(store) == []


class Kept(Struct, frozen=True, kw_only=True):
    """A row with a field of each type."""

    words: str
    fen: int | None
    yes: bool | None
    day: date | None
    moment: datetime | None
    codes: tuple[str, ...]
    beside: str = ""


KINDS = {
    "words": "text", "fen": "int", "yes": "bool", "day": "day", "moment": "moment", "codes": "json",
}  # fmt: skip
START = datetime(2026, 1, 1, tzinfo=UTC)
ROWS = st.lists(
    st.tuples(
        st.sampled_from([None, "", "a", "乙"]),
        st.sampled_from([None, 0, 1, True, -5, 1 << 40]),
        st.sampled_from([None, 0, 1]),
        st.none() | st.sampled_from(["", "2026-09-20", "soon"]),
        st.none() | st.integers(0, 9).map(lambda n: packed(START + timedelta(hours=n))),
        st.sampled_from([None, "[]", '["a","b"]', "[", "{}"]),
        st.sampled_from(["", "x"]),
    ),
    max_size=12,
)


@given(rows=ROWS, times=st.sampled_from([1, 7, 90]))
def test_many_rows_are_read_as_each_of_them_is(rows: list[tuple[object, ...]], times: int) -> None:
    shape = Shape(Kept, KINDS)
    rows = rows * times
    one_by_one = [shape.read(row, beside=row[-1]) for row in rows]
    assert list(map(repr, shape.all(rows, ["beside"]))) == list(map(repr, one_by_one))
    assert shape.all(rows) == [shape.read(row) for row in rows]
