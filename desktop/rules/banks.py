"""Whether two names are of one bank, as offices write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def same(one: str, other: str, *, left_out: Iterable[str], alike: Iterable[Sequence[str]]) -> bool:
    """Whether names may be of one bank; a name that was not told is of any.

    `left_out` are words that a name may lack, `alike` the spellings of one bank, the longest
    first. A branch is its bank: one name may be a part of the other.
    """
    first, second = (_plain(name, left_out, alike) for name in (one, other))
    return first in second or second in first


def _plain(name: str, left_out: Iterable[str], alike: Iterable[Sequence[str]]) -> str:
    text = "".join(name.split())
    for word in left_out:
        text = text.replace(word, "")
    for spellings in alike:
        found = next((one for one in spellings if one in text), None)
        if found is not None:
            text = text.replace(found, spellings[-1])
    return text
