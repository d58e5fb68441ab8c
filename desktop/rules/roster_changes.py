"""What follows for a household from what a new roster version changed about it.

Sources: part 4 item 2 of the national notice and of the Shanxi notice (a loan that runs is not
adjusted after the fact and becomes an ordinary farmer's loan at its maturity).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

VISIT, NOTICE, FARMER_LOAN, INFORM = "visit", "notice", "farmer_loan", "inform"
DEATH, LINK, RECHECK = "death", "link", "recheck"
CODES = (DEATH, NOTICE, FARMER_LOAN, LINK, RECHECK, VISIT, INFORM)
"""All consequences, the most pressing first."""


_SUPPORT = frozenset(
    {
        "head_name",
        "household_type",
        "monitor_category",
        "needs_continued_support",
        "risk_cleared",
    }
)
_PERSON = frozenset({"id_number", "name"})
_ALIVE = ("1", "")


def follows(
    change_type: str,
    details: Mapping[str, tuple[str, str]],
    *,
    live_loan: bool,
    borrowers: Collection[str] = (),
) -> tuple[str, ...]:
    """The consequences of one change as codes, the most pressing first; may be none.

    `details` are field to (before, after), people as ``member:NO:FIELD``, or ``member:NO`` for
    somebody who came or left. `borrowers` are the member numbers of the running loans. A household
    that was split or merged keeps its loan; only the link is to be made.
    """
    found: set[str] = set()
    if change_type == "added":
        found.add(VISIT)
    elif change_type == "removed":
        found |= {NOTICE, FARMER_LOAN} if live_loan else {INFORM}
    elif change_type == "split":
        found |= {LINK, VISIT}
    elif change_type == "merged":
        found.add(LINK)
    for field, (before, after) in details.items():
        found |= _of_field(field, before, after, borrowers)
    return tuple(code for code in CODES if code in found)


def _of_field(field: str, before: str, after: str, borrowers: Collection[str]) -> set[str]:
    prefix, _, rest = field.partition(":")
    if prefix != "member":
        return {RECHECK} if field in _SUPPORT else set()
    number, _, name = rest.rpartition(":") if ":" in rest else (rest, "", "")
    if _died(name, before, after):
        return {DEATH}
    left = not name and not after
    if name in _PERSON or (left and number in borrowers):
        return {RECHECK}
    return set()


def _died(name: str, before: str, after: str) -> bool:
    if name == "died_on":
        return bool(after) and not before
    return name == "alive" and after == "0" and before in _ALIVE
