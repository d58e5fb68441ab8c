"""Finding a household by pinyin initials, name, number or last four digits."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from db.gate import Gate, Surnames
from db.records.houses import Found
from db.values import Row

INITIALS, NAME, NUMBER, ID, PHONE = range(5)
WHY = ("initials", "name", "household_no", "id", "phone")
"""What of a household matched, by the number in the index."""

_MOST_READINGS = 12
_MOST_NAME = 30
_WINDOW = 200
_END = "\U0010ffff"
_TAIL = 4

Key = tuple[str, int]


@lru_cache(maxsize=32_768)
def letters_of(character: str) -> tuple[str, ...]:
    """The first letters of all readings of one character; nothing for signs."""
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ()
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    first = {reading[:1].lower() for reading in (found[0] if found else ())}
    return tuple(sorted(letter for letter in first if letter.isascii() and letter.isalpha()))


class Namer:
    """Makes the initials of names with all readings of the surname; remembers characters."""

    def __init__(self, surnames: Surnames) -> None:
        self._surnames = {
            name: tuple(
                sorted(
                    {"".join(part[0] for part in reading.lower().split()) for reading in readings}
                )
            )
            for name, readings in surnames.items()
        }
        self._longest = max((len(name) for name in self._surnames), default=0)

    def initials(self, name: str) -> list[str]:
        """All initials under which a name may be looked for, at most twelve."""
        rest, choices = name, []
        for length in range(min(self._longest, len(name)), 0, -1):
            readings = self._surnames.get(name[:length])
            if readings:
                rest, choices = name[length:], [readings]
                break
        choices += [found for character in rest if (found := letters_of(character))]
        spelled = []
        for parts in product(*choices):
            spelled.append("".join(parts))
            if len(spelled) == _MOST_READINGS:
                break
        return [text for text in spelled if text]

    def keys(self, name: str, id_number: str, phones: Iterable[str]) -> set[Key]:
        """All keys of one person: initials, the name from each character on, last fours."""
        keys = {(text, INITIALS) for text in self.initials(name)}
        short = name[:_MOST_NAME].lower()
        keys.update((short[start:], NAME) for start in range(max(1, len(short) - 1)) if short)
        if id_number:
            keys.add((id_number[-_TAIL:].upper(), ID))
        keys.update((phone[-_TAIL:], PHONE) for phone in phones if phone)
        return keys


def find(gate: Gate, query: str, limit: int = 9) -> list[Found]:
    """Households for what somebody typed, best first: listed before out, exact before longer.

    Letters are initials; digits the number, its end, or the last four of an ID or phone (or
    the whole of one); anything else is a part of a name of two characters or more, or the
    beginning of a name.
    """
    text = query.strip().lower()
    best: dict[str, tuple[tuple[object, ...], Found]] = {}
    for row in _candidates(gate, text) if text else ():
        key, why, name, household_no, head_name, village, township, group_no, status = row[:9]
        rank = (status != "listed", len(key) != len(text), len(key), why, key, household_no, name)
        if household_no in best and best[household_no][0] <= rank:
            continue
        best[household_no] = (
            rank,
            Found(
                household_no=household_no,
                head_name=head_name or "",
                name=name or head_name or "",
                village=village or "",
                township_code=township,
                group_no=group_no or "",
                household_status=status,
                why=WHY[why],
            ),
        )
    return [found for _, found in sorted(best.values(), key=lambda pair: pair[0])[:limit]]


_PLACE = (
    "h.household_no, h.head_name, h.admin_village, h.township_code, h.group_no, h.household_status"
)
_BY_KEY = (
    f"SELECT s.key, s.why, m.name, {_PLACE}, m.id_number, m.phone, h.household_phone "
    "FROM (SELECT key, why, member FROM search WHERE key >= ? AND key < ? AND why = ? "
    f"LIMIT {_WINDOW}) s CROSS JOIN member m ON m.n = s.member "
    "CROSS JOIN household h ON h.household_no = m.household_no"
)
_BY_NUMBER = (
    f"SELECT h.household_no, {NUMBER}, h.head_name, {_PLACE} FROM household h "
    "WHERE h.household_no >= ? AND h.household_no < ? "
    f"LIMIT {_WINDOW}"
)
_BY_ENDING = _BY_NUMBER.replace(
    "WHERE h.household_no >= ? AND h.household_no", "WHERE h.ending >= ? AND h.ending"
)


def _candidates(gate: Gate, text: str) -> list[Row]:
    if not text.isascii():
        return _under(gate, text, NAME)
    if not text[:-1].isdecimal() and not text.isdecimal():
        return _under(gate, text, INITIALS)
    rows = gate.rows(_BY_NUMBER, (text, text + _END)) + gate.rows(
        _BY_ENDING, (text[::-1], text[::-1] + _END)
    )
    if len(text) >= _TAIL:
        tail = text[-_TAIL:].upper()
        people = gate.rows(_BY_KEY, (tail, tail + "\0", ID))
        people += gate.rows(_BY_KEY, (tail, tail + "\0", PHONE))
        whole = text.upper()
        rows += [row for row in people if any((end or "").endswith(whole) for end in row[9:])]
    return rows


def _under(gate: Gate, key: str, why: int) -> list[Row]:
    """People under keys that begin so."""
    return gate.rows(_BY_KEY, (key, key + _END, why))
