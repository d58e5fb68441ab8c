"""The outreach ledger as a list: a filter's records in their order, any window of it at once."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from db.gate import Gate
from db.records.work import Visit, VisitFilter
from db.values import Row, shape_of

SHAPE = shape_of(Visit, "outreach_visit", "v.")
_CORRECTED = (
    "(SELECT c.visit_no FROM outreach_visit c WHERE c.corrects_visit_no = v.visit_no "
    "AND c.gone = 0 ORDER BY c.hlc DESC LIMIT 1)"
)
SELECT = (
    f"SELECT {SHAPE.columns}, h.head_name, h.admin_village, h.division_code, {_CORRECTED} "
    "FROM outreach_visit v LEFT JOIN household h ON h.household_no = v.household_no "
    "WHERE v.gone = 0"
)
IN_ORDER = "ORDER BY v.visited_on DESC, v.hlc DESC, v.id DESC"
"""Newest day first, within a day the last one written."""

_VILLAGE = "SELECT household_no FROM household WHERE division_code = :g"
_VILLAGE_NAMED = "SELECT household_no FROM household WHERE admin_village = :g"
_NAMED = "SELECT household_no FROM household WHERE instr(head_name, :t) OR instr(household_no, :t)"
_SAID = "(instr(v.note, :t) OR instr(v.person_met, :t))"
_TEXTS = "SELECT text FROM visit_said WHERE instr(text, :t)"
_NUMBERED = "v.visit_no >= :t AND v.visit_no < :t || char(1114111)"
_SHORTEST_NO = 12
"""Fewer characters of a visit's number name a township's whole ledger and are no search."""

MANY = 10_000
"""Up to so many records a list is known by its ids; a longer one by how many a day has."""

Values = dict[str, str]


def read(row: Row) -> Visit:
    """A record from a row of `SELECT`."""
    head, village, division, corrected_by = row[SHAPE.width :]
    return SHAPE.read(
        row,
        head_name=head or "",
        village=village or "",
        division_code=division or "",
        corrected_by=corrected_by or "",
    )


def tests_of(wanted: VisitFilter) -> tuple[str, Values]:
    """Conditions of a filter on ``v``, each beginning with AND, and their values by name."""
    tests, values = [], {}
    for name, test, value in (
        ("a", "v.visited_on >= :a", wanted.from_on.isoformat() if wanted.from_on else ""),
        ("b", "v.visited_on <= :b", wanted.to_on.isoformat() if wanted.to_on else ""),
        ("c", "v.township_code = :c", wanted.township_code),
        ("h", "v.household_no = :h", wanted.household_no),
        ("g", f"v.household_no IN ({_village(wanted)})", wanted.village),
        ("t", f"({' OR '.join(_text_tests(wanted.text))})", wanted.text),
    ):
        if value:
            tests.append(test)
            values[name] = value
    return "".join(f" AND {test}" for test in tests), values


def _village(wanted: VisitFilter) -> str:
    """The households of a village by its code, which an index has, or by its name."""
    return _VILLAGE if wanted.village.isdecimal() else _VILLAGE_NAMED


def _text_tests(text: str) -> list[str]:
    """What of a record a text may be found in."""
    numbers = [f"({_NUMBERED})"] if len(text) >= _SHORTEST_NO else []
    return [f"v.household_no IN ({_NAMED})", _SAID, *numbers]


def each(gate: Gate, wanted: VisitFilter) -> Iterator[Visit]:
    """The whole list in its order, one record after another."""
    where, values = tests_of(wanted)
    return map(read, gate.each(f"{SELECT}{where} {IN_ORDER}", values))


@dataclass(slots=True)
class View:
    """A filter's list at one state of the ledger, from which windows are cut.

    A long one is known by how many records each day has and cut day by day under its condition,
    a short one by the ids of its records.
    """

    total: int
    ids: Sequence[str] = ()
    days: Sequence[str] = ()
    ends: Sequence[int] = ()
    where: str = ""
    values: Values = field(default_factory=dict)

    def window(self, gate: Gate, limit: int, offset: int) -> list[Visit]:
        """Records from a place on, in their order."""
        if not self.days:
            return by_ids(gate, self.ids[offset : offset + limit])
        first = bisect_right(self.ends, offset)
        if first == len(self.days):
            return []
        last = min(bisect_right(self.ends, offset + limit - 1), len(self.days) - 1)
        before = self.ends[first - 1] if first else 0
        span = {"newest": self.days[first], "oldest": self.days[last]}
        rows = gate.rows(
            f"{SELECT} AND v.visited_on <= :newest AND v.visited_on >= :oldest{self.where} "
            f"{IN_ORDER} LIMIT {int(limit)} OFFSET {offset - before}",
            {**self.values, **span},
        )
        return [read(row) for row in rows]


def by_ids(gate: Gate, ids: Sequence[str]) -> list[Visit]:
    """Records by their ids in that order, without those that were taken back."""
    rows = gate.rows(f"{SELECT} AND v.id IN ({', '.join('?' * len(ids))})", ids)
    found = {one.id: one for one in map(read, rows)}
    return [found[one] for one in ids if one in found]


def view(gate: Gate, wanted: VisitFilter, *, many: int = MANY) -> View:
    """The list of a filter as it is now; one longer than `many` is known by its days."""
    where, values = tests_of(wanted)
    if not values.keys() - {"a", "b"}:
        return _by_days(_all_days(gate, values), "", {})
    parts = _parts(wanted)
    picked = " UNION ALL ".join(
        f"SELECT v.visited_on AS day, v.hlc AS clock, v.id AS id {part}" for part in parts
    )
    rows = gate.rows(f"SELECT * FROM ({picked}) LIMIT {int(many) + 1}", values)
    if len(rows) <= many:
        rows.sort(key=lambda row: (row[0] or "", row[1], row[2]), reverse=True)
        return View(total=len(rows), ids=[row[2] for row in rows])
    counts: Counter[str] = Counter()
    for part in parts:
        sql = f"SELECT v.visited_on, count(*) {part} GROUP BY v.visited_on"
        counts.update({day: number for day, number in gate.rows(sql, values) if day})
    return _by_days(sorted(counts.items(), reverse=True), where, values)


def _all_days(gate: Gate, values: Values) -> list[tuple[str, int]]:
    """How many records each day has, the newest first; counted as they are written."""
    return gate.rows(
        "SELECT day, visits FROM visit_day WHERE visits > 0 AND day >= ? AND day <= ? "
        "ORDER BY day DESC",
        (values.get("a", ""), values.get("b", "9999-12-31")),
    )


def _by_days(counts: Sequence[tuple[str, int]], where: str, values: Values) -> View:
    ends = list(accumulate(number for _, number in counts))
    return View(
        total=ends[-1] if ends else 0,
        days=[day for day, _ in counts],
        ends=ends,
        where=where,
        values=values,
    )


def _parts(wanted: VisitFilter) -> list[str]:
    """A list as parts that share no record, each read from an index of its own."""
    more, _ = tests_of(replace(wanted, text=""))
    if not wanted.text:
        return [_around(wanted, more)]
    elsewhere = f"coalesce(v.household_no, '') NOT IN ({_NAMED})"
    parts = [
        (
            f"FROM ({_NAMED}) n CROSS JOIN outreach_visit v ON v.household_no = n.household_no "
            f"WHERE v.gone = 0{more}"
        ),
        (
            f"FROM ({_TEXTS}) s CROSS JOIN outreach_visit v INDEXED BY visit_by_note "
            f"ON v.note = s.text WHERE v.gone = 0 AND v.note IS NOT NULL AND {elsewhere}{more}"
        ),
        (
            f"FROM ({_TEXTS}) s CROSS JOIN outreach_visit v INDEXED BY visit_by_person "
            "ON v.person_met = s.text WHERE v.gone = 0 AND v.person_met IS NOT NULL "
            f"AND NOT coalesce(instr(v.note, :t), 0) AND {elsewhere}{more}"
        ),
    ]
    if len(wanted.text) >= _SHORTEST_NO:
        parts.append(
            f"FROM outreach_visit v WHERE {_NUMBERED} AND v.gone = 0 AND NOT coalesce({_SAID}, 0) "
            f"AND {elsewhere}{more}"
        )
    return parts


def _around(wanted: VisitFilter, more: str) -> str:
    """All records of a village by its households, or of whatever else a filter names."""
    if not wanted.village:
        return f"FROM outreach_visit v WHERE v.gone = 0{more}"
    rest, _ = tests_of(replace(wanted, village=""))
    return (
        f"FROM ({_village(wanted)}) n CROSS JOIN outreach_visit v "
        f"ON v.household_no = n.household_no WHERE v.gone = 0{rest}"
    )
