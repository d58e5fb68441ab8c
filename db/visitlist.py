"""The outreach ledger as a list: a filter's records in their order, any window of it at once."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from msgspec.structs import replace

from db.gate import Gate
from db.records.work import Visit, VisitFilter
from db.told import people_of, same_person
from db.values import Row, dumped, shape_of

_SHAPE = shape_of(Visit, "outreach_visit", "v.")
CORRECTED = (
    "(SELECT c.visit_no FROM outreach_visit c WHERE c.corrects_visit_no = v.visit_no "
    "AND c.gone = 0 ORDER BY c.hlc DESC LIMIT 1)"
)
_LINKED = (
    f"nullif(t.household_no, ''), (SELECT min(k.household_no) FROM ({same_person('t.walk_in_no')}) "
    "s CROSS JOIN walk_in k ON k.walk_in_no = s.walk_in_no "
    "WHERE k.gone = 0 AND k.household_no <> '')"
)
HOUSEHOLD = f"coalesce(v.household_no, {_LINKED})"
"""The household that a visit counts for, with the walk-in `t` of its number."""

FROM = (
    "FROM outreach_visit v LEFT JOIN walk_in t ON t.walk_in_no = v.walk_in_no AND t.gone = 0 "
    f"LEFT JOIN household h ON h.household_no = {HOUSEHOLD}"
)
"""Visits `v` with the walk-in `t` and the household `h` that they are about."""

VILLAGE = "coalesce(h.admin_village, t.admin_village)"
_HEAD = "coalesce(h.head_name, t.name)"
_COLUMNS = (
    f"{_SHAPE.columns}, {_HEAD}, {VILLAGE}, h.division_code, {CORRECTED}, "
    f"CASE WHEN v.walk_in_no IS NULL THEN NULL ELSE {HOUSEHOLD} END"
)
SELECT = f"SELECT {_COLUMNS} {FROM} WHERE v.gone = 0"
WIDTH = _SHAPE.width + 5
"""How many columns of such a query are the visit's."""

IN_ORDER = "ORDER BY v.visited_on DESC, v.hlc DESC, v.id DESC"
"""Newest day first, within a day the last one written."""

OF_HOUSE = f"(v.household_no = ? OR v.walk_in_no IN ({people_of('?')}))"
"""Whether a visit counts for a household, whose number is given twice."""

_OF_HOUSE = f"(v.household_no = :h OR v.walk_in_no IN ({people_of(':h')}))"
_PEOPLE = (
    "SELECT t.walk_in_no FROM walk_in t LEFT JOIN household h "
    f"ON h.household_no = coalesce({_LINKED}) WHERE t.gone = 0 AND t.walk_in_no IS NOT NULL"
)
_VILLAGE = "SELECT household_no FROM household WHERE division_code = :g"
_VILLAGE_NAMED = "SELECT household_no FROM household WHERE admin_village = :g"
_PEOPLE_THERE = (
    f"{_PEOPLE} AND (h.division_code = :g OR h.household_no IS NULL AND EXISTS (SELECT 1 "
    "FROM household o WHERE o.division_code = :g AND o.admin_village = t.admin_village "
    "AND o.township_code = t.township_code))"
)
_PEOPLE_THERE_NAMED = f"{_PEOPLE} AND {VILLAGE} = :g"
_NAMED = "SELECT household_no FROM household WHERE instr(head_name, :t) OR instr(household_no, :t)"
_PEOPLE_NAMED = f"{_PEOPLE} AND instr({_HEAD}, :t)"
_ON_NO_ROSTER = "v.household_no IS NULL AND v.walk_in_no IS NOT NULL AND v.walk_in_no IN"
_SAID = "(instr(v.note, :t) OR instr(v.person_met, :t))"
_NOTED = "coalesce(instr((SELECT text FROM visit_said WHERE n = v.note_no), :t), 0)"
"""Whether a record's note says a text, asked where only the note's number is at hand."""

_WHO = {
    "houses": "v.household_no IN (SELECT value FROM json_each(:houses))",
    "people": "(v.household_no IS NULL AND v.walk_in_no IN (SELECT value FROM json_each(:people)))",
}
"""Whether a record is about somebody whom the text names."""

_NOT_WHO = {
    "houses": "coalesce(v.household_no, '') NOT IN (SELECT value FROM json_each(:houses))",
    "people": (
        "(v.household_no IS NOT NULL "
        "OR coalesce(v.walk_in_no, '') NOT IN (SELECT value FROM json_each(:people)))"
    ),
}
_FROM_WHO = {
    "houses": (
        "json_each(:houses) n CROSS JOIN outreach_visit v ON v.household_no = n.value WHERE 1"
    ),
    "people": (
        "json_each(:people) n CROSS JOIN outreach_visit v ON v.walk_in_no = n.value "
        "WHERE v.household_no IS NULL"
    ),
}
_NUMBERED = "v.visit_no >= :t AND v.visit_no < :t || char(1114111)"
_SHORTEST_NO = 12
"""Fewer characters of a visit's number name a township's whole ledger and are no search."""

_MOST = "SELECT 2 * json_array_length(:houses) > count(*) FROM household"
_OTHERS = (
    "WITH RECURSIVE n(household_no) AS (SELECT min(household_no) FROM outreach_visit UNION ALL "
    "SELECT (SELECT min(v.household_no) FROM outreach_visit v "
    "WHERE v.household_no > n.household_no) FROM n WHERE n.household_no IS NOT NULL) "
    "SELECT household_no FROM n WHERE household_no NOT IN (SELECT value FROM json_each(:houses))"
)
"""Whom records are about beside those whom a text names; each is found by one step in an index."""

_IN_LIST = "v.visited_on AS day, v.hlc AS clock, v.id AS id"

MANY = 10_000
"""Up to so many records a list is known by its ids; a longer one by how many a day has."""

Values = dict[str, str]


def selecting(*more: str) -> str:
    """The beginning of a query for visits ``v`` with their household ``h``; add tests with AND.

    ``more`` are columns behind the visit's own.
    """
    return f"SELECT {', '.join((_COLUMNS, *more))} {FROM} WHERE v.gone = 0"


def read(row: Row) -> Visit:
    """The visit at the beginning of a row that a query begun with `selecting` gave."""
    head, village, division, corrected_by, linked_to = row[_SHAPE.width : WIDTH]
    return _SHAPE.read(
        row,
        head_name=head or "",
        village=village or "",
        division_code=division or "",
        corrected_by=corrected_by or "",
        linked_to=linked_to or "",
    )


def tests_of(wanted: VisitFilter) -> tuple[str, Values]:
    """Conditions of a filter on ``v``, each beginning with AND, and their values by name."""
    tests, values = [], {}
    for name, test, value in (
        ("a", "v.visited_on >= :a", wanted.from_on.isoformat() if wanted.from_on else ""),
        ("b", "v.visited_on <= :b", wanted.to_on.isoformat() if wanted.to_on else ""),
        ("c", "v.township_code = :c", wanted.township_code),
        ("h", _OF_HOUSE, wanted.household_no),
        ("g", f"({' OR '.join(_village_tests(wanted))})", wanted.village),
        ("m", "v.publicity_method = :m", wanted.method),
        ("o", "v.officer = :o", wanted.officer),
        ("t", f"({' OR '.join(_text_tests(wanted.text))})", wanted.text),
    ):
        if value:
            tests.append(test)
            values[name] = value
    return "".join(f" AND {test}" for test in tests), values


def _village(wanted: VisitFilter) -> str:
    """The households of a village by its code, which an index has, or by its name."""
    return _VILLAGE if wanted.village.isdecimal() else _VILLAGE_NAMED


def _people(wanted: VisitFilter) -> str:
    """The people on no roster of a village, by the household they are linked to or their own."""
    return _PEOPLE_THERE if wanted.village.isdecimal() else _PEOPLE_THERE_NAMED


def _village_tests(wanted: VisitFilter) -> tuple[str, str]:
    """Which records are about a village."""
    return (
        f"v.household_no IN ({_village(wanted)})",
        f"{_ON_NO_ROSTER} ({_people(wanted)})",
    )


def _text_tests(text: str) -> list[str]:
    """What of a record a text may be found in."""
    numbers = [f"({_NUMBERED})"] if len(text) >= _SHORTEST_NO else []
    people = f"{_ON_NO_ROSTER} ({_PEOPLE_NAMED})"
    return [f"v.household_no IN ({_NAMED})", people, _SAID, *numbers]


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
    _, values = tests_of(wanted)
    if not values.keys() - {"a", "b"}:
        return _by_days(_all_days(gate, values), "", {})
    named = _named(gate, wanted.text) if wanted.text else {}
    values |= named
    parts = _parts(wanted, named)
    near = not wanted.text
    if wanted.text and wanted.village:  # a frequent text is found sooner in the village alone
        anywhere = _parts(replace(wanted, village=""), named)
        near = not _few(gate, anywhere, values, many)
        parts = _around(wanted, named) if near else parts
    if near or _few(gate, parts, values, many):
        rows = gate.rows(f"{_united(parts, _IN_LIST)} LIMIT {int(many) + 1}", values)
        if len(rows) <= many:
            rows.sort(key=lambda row: (row[0] or "", row[1], row[2]), reverse=True)
            return View(total=len(rows), ids=[row[2] for row in rows])
    where = _picked_tests(wanted, named)
    if _names_most(gate, wanted, named):
        counts = Counter(dict(_all_days(gate, values)))
        counts.subtract(_counted(gate, _left_out(wanted, named), values))
    else:
        counts = _counted(gate, parts, values)
    days = [(day, number) for day, number in counts.items() if number]
    return _by_days(sorted(days, reverse=True), where, values)


def _united(parts: Sequence[_Part], columns: str) -> str:
    """The records of all parts in one query, in no order."""
    return " UNION ALL ".join(f"SELECT {columns} {part.source}" for part in parts)


def _few(gate: Gate, parts: Sequence[_Part], values: Values, many: int) -> bool:
    """Whether there are no more than `many` records; counting them is cheaper than reading them."""
    records = f"{_united(parts, '1')} LIMIT {int(many) + 1}"
    return bool(gate.rows(f"SELECT count(*) FROM ({records})", values)[0][0] <= many)


def _counted(gate: Gate, parts: Sequence[_Part], values: Values) -> Counter[str]:
    """How many records of the parts each day has."""
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part.days(gate, values))
    return counts


def _names_most(gate: Gate, wanted: VisitFilter, named: Values) -> bool:
    """Whether a text alone, as the first digits of all numbers, names most households."""
    if "houses" not in named or replace(wanted, text="", from_on=None, to_on=None) != VisitFilter():
        return False
    return bool(gate.rows(_MOST, {"houses": named["houses"]})[0][0])


def _left_out(wanted: VisitFilter, named: Values) -> list[_Part]:
    """The records of the filter's days that a text naming most households leaves out."""
    rest, _ = tests_of(replace(wanted, text=""))
    return [
        _Part(f"FROM {source} v.gone = 0{rest} AND NOT coalesce({_said(wanted.text, named)}, 0)")
        for source in (
            f"({_OTHERS}) n CROSS JOIN outreach_visit v ON v.household_no = n.household_no WHERE",
            "outreach_visit v WHERE v.household_no IS NULL AND",
        )
    ]


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


@dataclass(frozen=True, slots=True)
class _Part:
    """One source of a list, and the index along which its records lie by days, if one has them."""

    source: str
    along: str = ""

    def days(self, gate: Gate, values: Values) -> Mapping[str, int]:
        """How many records each day has."""
        if not self.along:
            days = gate.rows(f"SELECT group_concat(v.visited_on) {self.source}", values)[0][0]
            return Counter(days.split(",") if days else ())
        rows = gate.rows(
            f"SELECT day, sum(n) FROM (SELECT v.visited_on AS day, count(*) AS n {self.source} "
            f"GROUP BY {self.along}, v.visited_on) WHERE day IS NOT NULL GROUP BY day",
            values,
        )
        return dict(rows)


def _named(gate: Gate, text: str) -> Values:
    """Whom a text names, as JSON: `houses` and `people`; asked once for all parts of a list."""
    values = {"t": text}
    houses = [one for (one,) in gate.rows(_NAMED, values)]
    people = [one for (one,) in gate.rows(_PEOPLE_NAMED, values)]
    found = {"houses": houses, "people": people}
    return {name: dumped(numbers) for name, numbers in found.items() if numbers}


def _picked_tests(wanted: VisitFilter, named: Values) -> str:
    """The conditions of a filter on ``v`` with those whom its text names already known."""
    rest, _ = tests_of(replace(wanted, text=""))
    return f"{rest} AND {_said(wanted.text, named)}" if wanted.text else rest


def _said(text: str, named: Values) -> str:
    """Whether a record says a text, or is about somebody whom it names."""
    tests = [_SAID, *(_WHO[name] for name in named)]
    if len(text) >= _SHORTEST_NO:
        tests.append(f"({_NUMBERED})")
    return f"({' OR '.join(tests)})"


def _parts(wanted: VisitFilter, named: Values) -> list[_Part]:
    """A list as parts that share no record, each read from an index of its own."""
    more, _ = tests_of(replace(wanted, text=""))
    if not wanted.text:
        return _around(wanted, named)
    elsewhere = "".join(f" AND {_NOT_WHO[name]}" for name in named)
    parts = [_Part(f"FROM {_FROM_WHO[name]} AND v.gone = 0{more}") for name in named]
    parts += [
        _Part(
            "FROM visit_said s CROSS JOIN outreach_visit v INDEXED BY visit_by_note "
            "ON v.note_no = s.n WHERE instr(s.text, :t) AND v.gone = 0 AND v.note_no IS NOT NULL"
            f"{elsewhere}{more}",
            along="s.n",
        ),
        _Part(
            "FROM visit_said s CROSS JOIN outreach_visit v INDEXED BY visit_by_person "
            "ON v.person_no = s.n WHERE instr(s.text, :t) AND v.gone = 0 "
            f"AND v.person_no IS NOT NULL AND NOT {_NOTED}{elsewhere}{more}",
            along="s.n",
        ),
    ]
    if len(wanted.text) >= _SHORTEST_NO:
        parts.append(
            _Part(
                f"FROM outreach_visit v WHERE {_NUMBERED} AND v.gone = 0 "
                f"AND NOT coalesce({_SAID}, 0){elsewhere}{more}"
            )
        )
    return parts


def _around(wanted: VisitFilter, named: Values) -> list[_Part]:
    """All records of a village by its households and people, or of what else a filter names."""
    rest = _picked_tests(replace(wanted, village=""), named)
    if not wanted.village:
        return [_Part(f"FROM outreach_visit v WHERE v.gone = 0{rest}")]
    return [
        _Part(
            f"FROM ({_village(wanted)}) n CROSS JOIN outreach_visit v "
            f"ON v.household_no = n.household_no WHERE v.gone = 0{rest}"
        ),
        _Part(
            f"FROM outreach_visit v WHERE {_ON_NO_ROSTER} ({_people(wanted)}) AND v.gone = 0{rest}"
        ),
    ]
