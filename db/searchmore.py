"""What else finds a household: loan and contract numbers, the officer's own phone, walk-ins."""

from __future__ import annotations

from db import walkroots
from db.gate import Gate
from db.values import Row

LOAN, NOTE, WALK_IN = 5, 6, 7
WHY = ("loan", "note", "walk_in")
"""What matched, by the number above."""

_TAIL = 4
_MOST = 200
_PLACE = (
    "h.household_no, h.head_name, h.admin_village, h.township_code, h.group_no, h.household_status"
)
_BY_LOAN = (
    f"SELECT l.loan_no, l.contract_no, l.borrower_name, {_PLACE} FROM loan l "
    "CROSS JOIN household h ON h.household_no = l.household_no "
    f"WHERE upper(substr({{column}}, -4)) = ? AND l.gone = 0 LIMIT {_MOST}"
)
_LOANS = tuple(_BY_LOAN.format(column=name) for name in ("l.loan_no", "l.contract_no"))
_NOTES = (
    f"SELECT n.phone, h.head_name, {_PLACE} FROM household_note n CROSS JOIN household h "
    f"ON h.household_no = n.id WHERE substr(n.phone, -4) = ? AND n.gone = 0 LIMIT {_MOST}"
)
# Linked records show their household, the others themselves in the place of one.
_WALK_INS = (
    "SELECT w.id, w.name, w.phone, w.id_number, w.walk_in_no, w.initials, "
    "coalesce(h.household_no, ''), coalesce(h.head_name, ''), "
    "coalesce(h.admin_village, w.admin_village, ''), w.township_code, "
    "coalesce(h.group_no, w.group_no, ''), coalesce(h.household_status, '') FROM walk_in w "
    "LEFT JOIN household h ON h.household_no = w.household_no WHERE w.gone = 0 AND "
)
_NAMED = f"{_WALK_INS} instr(lower(w.name), ?) LIMIT {_MOST}"
_SPELLED = f"{_WALK_INS} instr(' ' || w.initials, ' ' || ?) LIMIT {_MOST}"
_NUMBERED = (
    f"{_WALK_INS} (substr(w.phone, -4) = ?1 OR upper(substr(w.id_number, -4)) = ?1 "
    f"OR substr(w.walk_in_no, -4) = ?1) LIMIT {_MOST}"
)
_ONE = f"{_WALK_INS} w.id = ?"


def candidates(gate: Gate, text: str) -> list[tuple[str, Row]]:
    """Rows of key, why, name, place, each with the number of the walk-in, if it is one."""
    found = [("", row) for row in _numbers(gate, text)]
    return found + _walk_ins(gate, text)


def _numbers(gate: Gate, text: str) -> list[Row]:
    """Loans by number or contract, households by the phone that the officer wrote down."""
    if not _numbered(text):
        return []
    whole, tail = text.upper(), text[-_TAIL:].upper()
    rows: list[Row] = []
    for sql in _LOANS:
        for loan_no, contract_no, name, *place in gate.rows(sql, (tail,)):
            if _ends(whole, loan_no, contract_no):
                rows.append((text, LOAN, name or place[1], *place))
    if text.isdecimal():
        for phone, name, *place in gate.rows(_NOTES, (tail,)):
            if _ends(whole, phone):
                rows.append((text, NOTE, name, *place))
    return rows


def _numbered(text: str) -> bool:
    """Whether a text may be the end of a number: four characters or more with a digit in them."""
    return len(text) >= _TAIL and text.isascii() and any(map(str.isdecimal, text))


def _ends(whole: str, *numbers: str | None) -> bool:
    return any((number or "").upper().endswith(whole) for number in numbers)


def _walk_ins(gate: Gate, text: str) -> list[tuple[str, Row]]:
    found = []
    rows = gate.rows(*_asked(text))
    merged = walkroots.targets(gate) if rows else {}
    for row in rows:
        name, phone, id_number, number, initials, *place = row[1:]
        key = _key(text, name, initials)
        if _numbered(text) and not _ends(text.upper(), phone, id_number, number):
            continue
        number, place = _shown(gate, merged, row[0], number, place)
        found.append((str(number), (key, WALK_IN, name, *place)))
    return found


def _shown(
    gate: Gate, merged: walkroots.Targets, row: str, number: str, place: list[str]
) -> tuple[str, list[str]]:
    """Number and place of the record that is shown for one that was merged."""
    shown = walkroots.root(merged, row)
    if shown == row:
        return number, place
    kept = gate.rows(_ONE, (shown,))[0]
    return kept[4], place if place[0] and not kept[6] else list(kept[6:])


def _asked(text: str) -> tuple[str, tuple[str]]:
    if not text.isascii():
        return _NAMED, (text,)
    if _numbered(text):
        return _NUMBERED, (text[-_TAIL:].upper(),)
    return _SPELLED, (text,)


def _key(text: str, name: str, initials: str | None) -> str:
    """What the hit is ranked by: the initials or the name that were found, or the text itself."""
    if not text.isascii():
        return name[name.lower().find(text) :]
    spelled = [one for one in (initials or "").split() if one.startswith(text)]
    return min(spelled, key=len, default=text)
