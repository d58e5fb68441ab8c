"""The order of doors on a round: groups by their number, however it is written."""

from __future__ import annotations

import re

# one to nine as they are written, and ten; escaped because code here is plain ASCII
_ONES = {char: place for place, char in enumerate(
    "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d", start=1
)}  # fmt: skip
_TEN = "\u5341"
_LATIN = re.compile(r"\d+")
_WRITTEN = re.compile(f"[{''.join(_ONES)}{_TEN}]+")
_NO_GROUP = 1_000_000
_NAMED = _NO_GROUP - 1


def group_place(group_no: str) -> tuple[int, str]:
    """Where a group comes: numbered ones by number, then named ones, then no group at all."""
    text = group_no.strip()
    if not text:
        return _NO_GROUP, ""
    found = _LATIN.search(text)
    if found:
        return min(int(found[0]), _NAMED - 1), text
    written = _WRITTEN.search(text)
    return (_number(written[0]) if written else _NAMED), text


def _number(text: str) -> int:
    """A number below a hundred as it is written."""
    tens, ten, ones = text.rpartition(_TEN)
    if not ten:
        return _ONES[text[0]]
    return (_ONES.get(tens[:1], 1) if tens else 1) * 10 + _ONES.get(ones[:1], 0)
