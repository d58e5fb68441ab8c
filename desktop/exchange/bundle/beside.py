"""What rides beside the operations: read so that it takes no more room than its bytes are worth.

Of a list of empty lists each byte would become an object of sixty; so lists and tables hold plain
values, a list also short lists of them, and none is longer than it has reason to be.
"""

from __future__ import annotations

from typing import Any

import msgspec

_FEW = 16
_ARRAYS, _MAPS = {0xDC: 2, 0xDD: 4}, {0xDE: 2, 0xDF: 4}
"""The marks of long lists and tables, and the bytes of the number after them."""
_FIXED_ARRAY, _FIXED_MAP, _FIXED_END = 0x90, 0x80, 0xA0

_plain = msgspec.msgpack.Decoder().decode
_list = msgspec.msgpack.Decoder(list[msgspec.Raw]).decode
_table = msgspec.msgpack.Decoder(dict[str, msgspec.Raw]).decode


def read(raw: msgspec.Raw, most: int) -> Any:  # noqa: ANN401 - whatever a writer had to say
    """A value, a list of at most so many values or short lists, or a small table of values.

    Raises:
        ValueError: it is none of these, or one of `UNREADABLE`.
    """
    size = _size(raw, _FIXED_MAP, _FIXED_ARRAY, _MAPS)
    if size is None:
        return _values(raw, most, _FEW)
    if size > _FEW:
        raise ValueError("a table that is too large")
    return {name: _values(one) for name, one in _table(raw).items()}


def _values(raw: msgspec.Raw, *most: int) -> Any:  # noqa: ANN401 - as `read`
    """A plain value, or a list of at most so many, and those within it of so many."""
    if _size(raw, _FIXED_MAP, _FIXED_ARRAY, _MAPS) is not None:
        raise ValueError("a table within another thing")
    size = _size(raw, _FIXED_ARRAY, _FIXED_END, _ARRAYS)
    if size is None:
        return _plain(raw)
    if not most or size > most[0]:
        raise ValueError("a list that is too long, or has no place here")
    return [_values(one, *most[1:]) for one in _list(raw)]


def _size(raw: msgspec.Raw, first: int, end: int, marks: dict[int, int]) -> int | None:
    """How many a list or table says that it holds; None where it is neither."""
    view = memoryview(raw)
    mark = view[0]
    if first <= mark < end:
        return mark - first
    if mark in marks:
        return int.from_bytes(view[1 : 1 + marks[mark]])
    return None
