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
JOIN = "\u3001"
"""What stands between several phone numbers of one field."""

_PLACE = (
    "h.household_no, h.head_name, h.admin_village, h.township_code, h.group_no, h.household_status"
)
_BY_LOAN = (
    f"SELECT l.loan_no, l.contract_no, l.borrower_name, {_PLACE} FROM loan l "
    "CROSS JOIN household h ON h.household_no = l.household_no "
    f"WHERE upper(substr({{column}}, -4)) = ? AND l.gone = 0 LIMIT {_MOST}"
)
_LOANS = tuple(_BY_LOAN.format(column=name) for name in ("l.loan_no", "l.contract_no"))
SEVERAL = "instr({0}.phone, '" + JOIN + "') > 0"
"""Rows with several phone numbers in one field, which have an index of their own."""

_BY_NOTE = (
    f"SELECT n.phone, h.head_name, {_PLACE} FROM household_note n CROSS JOIN household h "
    f"ON h.household_no = n.id WHERE n.gone = 0 AND {{which}} LIMIT {_MOST}"
)
_NOTES = tuple(
    _BY_NOTE.format(which=which) for which in ("substr(n.phone, -4) = ?", SEVERAL.format("n"))
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
    f"OR substr(w.walk_in_no, -4) = ?1 OR {SEVERAL.format('w')}) LIMIT {_MOST}"
)
_ONE = f"{_WALK_INS} w.id = ?"
_LINKED = f"{_WALK_INS} w.household_no <> '' ORDER BY w.met_on DESC, w.walk_in_no DESC"


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
            if ends(whole, loan_no, contract_no):
                rows.append((text, LOAN, name or place[1], *place))
    return rows + (_noted(gate, text) if text.isdecimal() else [])


def _noted(gate: Gate, text: str) -> list[Row]:
    single, several = _NOTES
    found = [*gate.rows(single, (text[-_TAIL:],)), *gate.rows(several)]
    return [(text, NOTE, *row[1:]) for row in found if ends(text, row[0])]


def _numbered(text: str) -> bool:
    """Whether a text may be the end of a number: four characters or more with a digit in them."""
    return len(text) >= _TAIL and text.isascii() and any(map(str.isdecimal, text))


def ends(whole: str, *fields: str | None) -> bool:
    """Whether one of the numbers in some fields ends so."""
    return any(
        number.upper().endswith(whole) for field in fields for number in (field or "").split(JOIN)
    )


def _walk_ins(gate: Gate, text: str) -> list[tuple[str, Row]]:
    found = []
    rows = gate.rows(*_asked(text))
    merged = walkroots.targets(gate) if rows else {}
    homes = _homes(gate, merged) if merged else {}
    for row in rows:
        name, phone, id_number, number, initials, *place = row[1:]
        key = _key(text, name, initials)
        if _numbered(text) and not ends(text.upper(), phone, id_number, number):
            continue
        shown = walkroots.root(merged, row[0])
        if shown != row[0]:
            kept = gate.rows(_ONE, (shown,))[0]
            number, place = kept[4], list(kept[6:])
        place = place if place[0] else homes.get(shown, place)
        found.append((str(number), (key, WALK_IN, name, *place)))
    return found


def _homes(gate: Gate, merged: walkroots.Targets) -> dict[str, list[str]]:
    """The household of a group by the record that is shown for it; its own link goes first."""
    found: dict[str, list[str]] = {}
    for row in gate.rows(_LINKED):
        if row[6]:
            found.setdefault(walkroots.root(merged, row[0]), list(row[6:]))
    return found


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
