"""One roster version after another into the derived tables, writing only what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from db.gate import Gate
from db.records.core import Value
from db.rosterdiff import Details, facts, moved, people, whereabouts
from db.rosterlist import HOUSEHOLD, MEMBER, House, Person, Version
from db.search import Index, Namer
from db.values import Row, dumped

_PHONE = HOUSEHOLD.index("household_phone")
_HEAD = HOUSEHOLD.index("head_name")
_NAME = MEMBER.index("name")
_ID = MEMBER.index("id_number")
_OWN_PHONE = MEMBER.index("phone")

_HOUSEHOLD_COLUMNS = (
    "n", *HOUSEHOLD,
    "household_status", "source_roster_version", "source", "township_code", "ending",
)  # fmt: skip
_MEMBER_COLUMNS = ("n", "household_no", *MEMBER)


def _insert(name: str, columns: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT OR REPLACE INTO {name} ({', '.join(columns)}) VALUES ({marks})"


_PUT_HOUSEHOLD = _insert("household", _HOUSEHOLD_COLUMNS)
_PUT_MEMBER = _insert("member", _MEMBER_COLUMNS)
_ADD_HOUSEHOLD = _PUT_HOUSEHOLD.replace(" OR REPLACE", "")
_ADD_MEMBER = _PUT_MEMBER.replace(" OR REPLACE", "")


class Standing:
    """A household as it stands in the tables before a version applies."""

    __slots__ = ("facts", "n", "people", "township")

    def __init__(self, n: int, township: str, facts: Row) -> None:
        self.n = n
        self.township = township
        self.facts = facts
        self.people: dict[str, tuple[int, Person]] = {}


class Deriver:
    """Applies versions to the derived tables; remembers the initials of characters."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._namer = Namer(gate.surnames)

    def take(self, version: Version) -> None:
        """Apply a version that comes after all that stand for its township."""
        there = self._standing(version)
        listed = {
            number
            for (number,) in self._gate.execute(
                "SELECT household_no FROM roster_entry WHERE township_code = ? "
                "AND exited_on IS NULL",
                (version.township,),
            )
        }
        merged = self._changes(version, there, listed)
        self._people(version, there)
        self._households(version, there, merged)
        self._entries(version, listed)

    def _standing(self, version: Version) -> dict[str, Standing]:
        """What stands of the township, and of households that come to it from another."""
        gate = self._gate
        if not gate.number("SELECT EXISTS (SELECT 1 FROM household)"):
            return {}
        facts = ", ".join(f"h.{name}" for name in HOUSEHOLD)
        people = ", ".join(f"m.{name}" for name in MEMBER)
        found: dict[str, Standing] = {}
        self._gather(
            found,
            gate.execute(
                f"SELECT h.n, h.township_code, {facts}, m.n, {people} FROM household h LEFT JOIN "
                "member m ON m.household_no = h.household_no WHERE h.township_code = ? "
                "ORDER BY m.n",
                (version.township,),
            ),
        )
        one = (
            f"SELECT h.n, h.township_code, {facts}, m.n, {people} FROM household h LEFT JOIN "
            "member m ON m.household_no = h.household_no WHERE h.household_no = ? ORDER BY m.n"
        )
        for number in version.houses:
            if number not in found:
                self._gather(found, gate.execute(one, (number,)))
        return found

    def _gather(self, found: dict[str, Standing], rows: Iterable[Row]) -> None:
        start, end = 2, 2 + len(HOUSEHOLD)
        for row in rows:
            facts, n, person = row[start:end], row[end], row[end + 1 :]
            house = found.setdefault(facts[0], Standing(row[0], row[1], facts))
            if n is not None:
                house.people[person[0]] = (n, person)

    def _households(
        self, version: Version, there: Mapping[str, Standing], merged: frozenset[str]
    ) -> None:
        gate = self._gate
        next_n = gate.number("SELECT max(n) FROM household") + 1
        changed: list[tuple[Value, ...]] = []
        added: list[tuple[Value, ...]] = []
        for number in sorted(version.houses):
            old = there.get(number)
            n = old.n if old else next_n
            next_n += old is None
            rows = changed if old else added
            tail = ("listed", version.name, version.order, version.township, number[::-1])
            rows.append((n, *version.houses[number].facts, *tail))
        gate.executemany(_PUT_HOUSEHOLD, changed)
        gate.executemany(_ADD_HOUSEHOLD, added)
        gate.executemany(
            "UPDATE household SET household_status = ? WHERE household_no = ? "
            "AND township_code = ? AND household_status = 'listed'",
            [
                ("merged" if number in merged else "out", number, version.township)
                for number in there
                if number not in version.houses
            ],
        )

    def _people(self, version: Version, there: Mapping[str, Standing]) -> None:
        """Write who is new or changed, remove who left a household that is still listed."""
        gate = self._gate
        part = next_n = gate.number("SELECT max(n) FROM member") + 1
        changed: list[tuple[Value, ...]] = []
        added: list[tuple[Value, ...]] = []
        index = Index(self._namer)
        left: list[tuple[int]] = []
        for number in sorted(version.houses):
            house, old = version.houses[number], there.get(number)
            phone = house.facts[_PHONE]
            old_phone = old.facts[_PHONE] if old else None
            before = dict(old.people) if old else {}
            for key, person in house.people.items():
                n, was = before.pop(key, (0, None))
                if was == person and old_phone == phone:
                    continue
                if was is None:
                    n, next_n = next_n, next_n + 1
                    added.append((n, number, *person))
                else:
                    index.remove(n, *_found_by(was, old_phone))
                    changed.append((n, number, *person))
                index.add(n, *_found_by(person, phone))
            for n, was in before.values():
                index.remove(n, *_found_by(was, old_phone))
                left.append((n,))
        gate.executemany("DELETE FROM member WHERE n = ?", left)
        gate.executemany(_PUT_MEMBER, changed)
        gate.executemany(_ADD_MEMBER, added)
        index.write(gate, part)

    def _entries(self, version: Version, listed: set[str]) -> None:
        gate, township, day = self._gate, version.township, version.as_of
        gate.executemany(
            "UPDATE roster_entry SET exited_on = ? WHERE household_no = ? AND township_code = ? "
            "AND exited_on IS NULL",
            [(day, number, township) for number in sorted(listed - version.houses.keys())],
        )
        gate.executemany(
            "INSERT OR REPLACE INTO roster_entry (township_code, household_no, entered_on) "
            "VALUES (?, ?, ?)",
            [(township, number, day) for number in sorted(version.houses.keys() - listed)],
        )

    def _changes(
        self, version: Version, there: Mapping[str, Standing], listed: set[str]
    ) -> frozenset[str]:
        """Write what the version changes; gives the numbers that went into another household."""
        added = version.houses.keys() - listed
        removed = listed - version.houses.keys()
        came_from = _listed_people(there, listed) if added else {}
        went_to = _people_now(version.houses) if removed else {}
        rows: list[tuple[str, str, str, str, str]] = []
        merged = set()
        for number, house in version.houses.items():
            head = str(house.facts[_HEAD] or "")
            if number in added:
                origin = moved(came_from, house.people.values(), number)
                origin = origin if origin in version.houses else ""
                details = {"from": (origin, "")} if origin else {}
                kind = "split" if origin else "added"
            else:
                details, kind = _differences(there.get(number), house), "changed"
                if not details:
                    continue
            rows.append((version.id, number, kind, head, dumped(details) if details else "{}"))
        for number in removed:
            old = there.get(number)
            left = [person for _, person in old.people.values()] if old else []
            into = moved(went_to, left, number)
            if into:
                merged.add(number)
            details = {"into": ("", into)} if into else {}
            head = str(old.facts[_HEAD] or "") if old else self._head_elsewhere(number)
            kind = "merged" if into else "removed"
            rows.append((version.id, number, kind, head, dumped(details)))
        rows.sort()
        self._gate.executemany("INSERT OR REPLACE INTO roster_change VALUES (?, ?, ?, ?, ?)", rows)
        return frozenset(merged)

    def _head_elsewhere(self, number: str) -> str:
        """The head of a household that has moved to another township in the meantime."""
        found = self._gate.one("SELECT head_name FROM household WHERE household_no = ?", (number,))
        return str(found[0] or "") if found else ""


def _found_by(person: Person, phone: Value) -> tuple[str, str, tuple[str, str]]:
    """Name, ID number and both phones of a person; persons hold text or nothing here."""
    texts: list[str] = [
        value if isinstance(value, str) else ""
        for value in (person[_NAME], person[_ID], person[_OWN_PHONE], phone)
    ]
    return texts[0], texts[1], (texts[2], texts[3])


def _listed_people(there: Mapping[str, Standing], listed: set[str]) -> dict[str, str]:
    return whereabouts(
        (number, (person for _, person in house.people.values()))
        for number, house in there.items()
        if number in listed
    )


def _people_now(houses: Mapping[str, House]) -> dict[str, str]:
    return whereabouts((number, house.people.values()) for number, house in houses.items())


def _differences(old: Standing | None, new: House) -> Details:
    """What differs; people by number."""
    if old is None:
        return {}
    before = {key: person for key, (_, person) in old.people.items()}
    return facts(HOUSEHOLD, tuple(old.facts), new.facts) | people(before, new.people)
