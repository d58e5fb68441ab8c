"""Finding a household by pinyin initials, name, number or last four digits."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from itertools import islice, product
from unicodedata import normalize

from db import searchmore
from db.gate import Gate, Surnames
from db.records.houses import Found
from db.searchmore import JOIN
from db.values import Row, dumped

INITIALS, NAME, NUMBER, ID, PHONE = range(5)
WHY = ("initials", "name", "household_no", "id", "phone", *searchmore.WHY)
"""What of a household matched, by the number in the index."""

_MOST_READINGS = 12
MOST_NAME = 30
_WINDOW = 200
_END = "\U0010ffff"
_TAIL = 4

Key = tuple[str, int]


def _readings() -> Mapping[int, str]:
    """All readings of every character, by code point, separated by commas."""
    # Single characters need no phrases, and those would cost 20 MB and a quarter of a second.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.pinyin_dict import pinyin_dict

    found: Mapping[int, str] = pinyin_dict
    return found


def letters_of(character: str) -> tuple[str, ...]:
    """The first letters of all readings of one character; nothing for signs."""
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ()
    readings = _readings().get(ord(character), "").split(",")
    first = {normalize("NFD", reading)[:1] for reading in readings}
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
        self._lengths = sorted({len(name) for name in self._surnames}, reverse=True)
        self._letters: dict[str, tuple[str, ...]] = {}
        self._names: dict[str, tuple[Key, ...]] = {}

    def initials(self, name: str) -> list[str]:
        """All initials under which a name may be looked for, at most twelve."""
        rest, choices = name[:MOST_NAME], []
        for length in self._lengths:
            readings = self._surnames.get(name[:length])
            if readings:
                rest, choices = rest[length:], [readings]
                break
        letters = self._letters
        choices += [letters[c] if c in letters else self._learn(c) for c in rest]
        if all(len(choice) == 1 for choice in choices):
            return ["".join([choice[0] for choice in choices])] if choices else []
        spelled = islice(product(*(c for c in choices if c)), _MOST_READINGS)
        return [text for text in map("".join, spelled) if text]

    def _learn(self, character: str) -> tuple[str, ...]:
        found = self._letters[character] = letters_of(character)
        return found

    def named(self, name: str) -> tuple[Key, ...]:
        """The keys of a name: its initials, and the name from each character on."""
        found = self._names.get(name)
        if found is None:
            found = self._names[name] = self._named(name)
        return found

    def _named(self, name: str) -> tuple[Key, ...]:
        short = name[:MOST_NAME].lower()
        parts = [(short[start:], NAME) for start in range(max(1, len(short) - 1)) if short]
        return (*((text, INITIALS) for text in self.initials(name)), *parts)


class Index:
    """Collects what a run adds to and takes from the index, then writes it by key."""

    def __init__(self, namer: Namer) -> None:
        self._named = namer.named
        self._fresh: defaultdict[Key, list[int]] = defaultdict(list)
        self._stale: defaultdict[Key, set[str]] = defaultdict(set)

    def add(self, member: int, name: str, id_number: str, phones: tuple[str, str]) -> None:
        """A person is found by name, by the last four of the ID and of two phones."""
        fresh = self._fresh
        for key in self._named(name):
            fresh[key].append(member)
        if id_number:
            fresh[id_number[-_TAIL:].upper(), ID].append(member)
        first, second = phones[0][-_TAIL:], phones[1][-_TAIL:]
        if first:
            fresh[first, PHONE].append(member)
        if second and second != first:
            fresh[second, PHONE].append(member)
        if JOIN in phones[0] or JOIN in phones[1]:
            for tail in _ends(phones) - {first, second}:
                fresh[tail, PHONE].append(member)

    def remove(self, member: int, name: str, id_number: str, phones: tuple[str, str]) -> None:
        """A person is no longer found by what was added with these values."""
        keys = [*self._named(name), (id_number[-_TAIL:].upper(), ID)]
        for key in (*keys, *((tail, PHONE) for tail in _ends(phones))):
            self._stale[key].add(str(member))

    def write(self, gate: Gate, part: int) -> None:
        """Write all; part keeps the rows of one run apart from those of others."""
        for (key, why), gone in self._stale.items():
            for number, members in gate.execute(
                "SELECT part, members FROM search WHERE key = ? AND why = ?", (key, why)
            ).fetchall():
                left = [member for member in members.split() if member not in gone]
                gate.execute(
                    "UPDATE search SET members = ? WHERE key = ? AND why = ? AND part = ?",
                    (" ".join(left), key, why, number),
                )
        gate.executemany(
            "INSERT INTO search VALUES (?, ?, ?, ?) ON CONFLICT (key, why, part) "
            "DO UPDATE SET members = members || ' ' || excluded.members",
            [
                (key[0], key[1], part, " ".join(map(str, members)))
                for key, members in sorted(self._fresh.items())
            ],
        )


def _ends(phones: tuple[str, str]) -> set[str]:
    """The last four places of every number in two fields."""
    return {number[-_TAIL:] for phone in phones for number in phone.split(JOIN) if number}


def exactly(gate: Gate, key: str, why: int) -> list[Row]:
    """Everybody under one key: name, place, ID number and both phones."""
    found = gate.rows(_UNDER_KEY, (key, why))
    wanted = [int(member) for (members,) in found for member in members.split()]
    return [row[1:] for row in gate.rows(_PERSON, (dumped(wanted),))] if wanted else []


def find(gate: Gate, query: str, limit: int = 9, *, walk_ins: bool = False) -> list[Found]:
    """Households for what somebody typed, best first: listed before out, exact before longer.

    Letters are initials; digits the number, its end, or the last four of an ID, a phone, a loan
    or its contract (or the whole of one); anything else is a part of a name of two characters or
    more, or the beginning of a name. What the officer wrote down herself finds too: her own phone
    for a household, and people on no roster, as their household where they were linked to one;
    the others only if asked for, without a household number.
    """
    text = query.strip().lower()
    best: dict[str, tuple[tuple[object, ...], Found]] = {}
    for walk_in, row in _all_candidates(gate, text) if text else ():
        key, why, name, household_no, head_name, village, township, group_no, status = row[:9]
        if not household_no and not walk_ins:
            continue
        rank = (status != "listed", len(key) != len(text), len(key), why, key, household_no, name)
        which = household_no or walk_in
        if which in best and best[which][0] <= rank:
            continue
        best[which] = (
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
                walk_in_no="" if household_no else walk_in,
            ),
        )
    return [found for _, found in sorted(best.values(), key=lambda pair: pair[0])[:limit]]


_PLACE = (
    "h.household_no, h.head_name, h.admin_village, h.township_code, h.group_no, h.household_status"
)
_BY_KEY = (
    "SELECT key, members FROM search WHERE key >= ? AND key < ? AND why = ? "
    f"ORDER BY key LIMIT {_WINDOW}"
)
_UNDER_KEY = "SELECT members FROM search WHERE key = ? AND why = ?"
_PERSON = (
    f"SELECT m.n, m.name, {_PLACE}, m.id_number, m.phone, h.household_phone "
    "FROM json_each(?) j CROSS JOIN member m ON m.n = j.value "
    "CROSS JOIN household h ON h.household_no = m.household_no"
)
_BY_NUMBER = (
    f"SELECT {{column}}, {NUMBER}, h.head_name, {_PLACE} FROM household h "
    f"WHERE {{column}} >= ? AND {{column}} < ? ORDER BY {{column}} LIMIT {_WINDOW}"
)
_BEGINNING = _BY_NUMBER.format(column="h.household_no")
_ENDING = _BY_NUMBER.format(column="h.ending")


def _all_candidates(gate: Gate, text: str) -> list[tuple[str, Row]]:
    return [*(("", row) for row in _candidates(gate, text)), *searchmore.candidates(gate, text)]


def _candidates(gate: Gate, text: str) -> list[Row]:
    """Rows of key, why, name, place …; the ends of an ID and of both phones come last."""
    if not text.isascii():
        return _people(gate, text, text + _END, NAME)
    if not text.rstrip("x").isdecimal():
        return _people(gate, text, text + _END, INITIALS)
    backwards = text[::-1]
    rows = gate.rows(_BEGINNING, (text, text + _END))
    ends = gate.rows(_ENDING, (backwards, backwards + _END))
    rows += [(text, *row[1:]) for row in ends]
    if len(text) >= _TAIL:
        whole, tail = text.upper(), text[-_TAIL:].upper()
        people = [row for why in (ID, PHONE) for row in _people(gate, tail, tail + "\0", why)]
        rows += [row for row in people if searchmore.ends(whole, *row[9:])]
    return rows


def _people(gate: Gate, start: str, end: str, why: int) -> list[Row]:
    """People under the keys from start to before end."""
    key_of: dict[int, str] = {}
    for key, members in gate.rows(_BY_KEY, (start, end, why)):
        for member in members.split():
            key_of.setdefault(int(member), key)
        if len(key_of) >= _WINDOW:
            break
    wanted = list(key_of)[:_WINDOW]
    found = gate.rows(_PERSON, (dumped(wanted),))
    return [(key_of[row[0]], why, *row[1:]) for row in found]
