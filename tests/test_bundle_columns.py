"""Operations by column come back as they were, and columns that do not fit are refused."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.exchange.bundle.columns import MAX_OPS, ColumnsPart, columns_of, rows_of
from desktop.exchange.bundle.operations import MAX_NUMBER, OpsPart

TEXT = st.text(max_size=8)
OP = st.tuples(
    st.integers(0, 1), st.integers(1, MAX_NUMBER), st.integers(0, MAX_NUMBER), TEXT,
    st.integers(0, 40), TEXT, TEXT, TEXT, TEXT,
    st.one_of(st.binary(max_size=20).map(lambda b: (b, None)),
              st.binary(min_size=32, max_size=32).map(lambda d: (None, d))),
).map(lambda op: (*op[:9], *op[9]))  # fmt: skip


@settings(max_examples=60)
@given(found=st.lists(OP, min_size=1, max_size=12))
def test_operations_come_back_from_columns_as_they_were(found) -> None:
    part = OpsPart(("甲/1/work", "乙/1/work"), found)
    wire = msgspec.msgpack.encode(columns_of(part))
    assert rows_of(msgspec.msgpack.decode(wire, type=ColumnsPart)) == part


def a_part(**changes: object) -> ColumnsPart:
    op = (0, 1, 5, "王", 1, "visit", "r1", "insert", "x", b"{}", None)
    other = (0, 2, 6, "王", 1, "visit", "r2", "insert", "x", None, bytes(32))
    return msgspec.structs.replace(columns_of(OpsPart(("s",), [op, other])), **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"which": []},
        {"which": [0, 1]},
        {"which": [0]},
        {"seqs": [0, 1]},
        {"seqs": [1, MAX_NUMBER]},
        {"clocks": [-1, 2]},
        {"clocks": [5]},
        {"row_lengths": [2, 3]},
        {"row_lengths": [201, 2], "rows": "r" * 203},
        {"payload_lengths": [3, 0]},
        {"payload_lengths": [2]},
        {"withheld": {0: bytes(32)}},
        {"withheld": {2: bytes(32)}},
    ],
)
def test_columns_that_do_not_fit_each_other_are_refused(changes: dict[str, object]) -> None:
    assert len(rows_of(a_part()).ops) == 2
    with pytest.raises(ValueError, match=r"."):
        rows_of(a_part(**changes))


def test_more_operations_than_any_writer_puts_in_a_part_are_refused_unread() -> None:
    wire = msgspec.msgpack.encode(a_part(which=[0] * (MAX_OPS + 1)))
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(wire, type=ColumnsPart)
