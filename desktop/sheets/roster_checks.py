"""What a roster alone shows about its households and people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from desktop.sheets.report import FLAGGED, HELD, VillageCount

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from desktop.sheets.tables import Table

_DISTRIBUTED = ("household_type", "monitor_category", "risk_cleared", "needs_continued_support")


def check_roster(table: Table, *, whole: bool) -> None:
    """Same person twice, households without or with several heads, wrong counts of members.

    Mended rows are no `whole` households: the others of each are in the ledger already.
    """
    copies = _same_person(table)
    if not whole:
        return
    homes: dict[object, list[int]] = {}
    for record, number in enumerate(table.column("household_no")):
        if number is not None and record not in copies:
            homes.setdefault(number, []).append(record)
    if "relation_to_head" in table.at:
        _heads(table, homes)
    if "member_count" in table.at:
        _counts(table, homes)


def _same_person(table: Table) -> set[int]:
    """Exact copies of a row, the later ones; one ID in two rows that differ is flagged on both."""
    copies: set[int] = set()
    for records in _told_again(table.column("id_number")):
        different: dict[tuple[object, ...], int] = {}
        for record in records:
            first = different.setdefault(
                tuple(values[record] for values in table.values.values()), record
            )
            if first != record:
                copies.add(record)
                table.report(record, "id_number", "row_duplicate", HELD, related=[first])
        _one_person(table, list(different.values()))
    return copies


def _told_again(numbers: Sequence[object]) -> Iterable[list[int]]:
    """The records of every person whose ID number stands in several of them."""
    persons = [number[:18] for number in numbers if isinstance(number, str)]
    if len(set(persons)) == len(persons):
        return ()
    places: dict[str, list[int]] = {}
    seen: dict[str, int] = {}
    for record, number in enumerate(numbers):
        if isinstance(number, str):
            first = seen.setdefault(number[:18], record)
            if first != record:
                places.setdefault(number[:18], [first]).append(record)
    return places.values()


def _one_person(table: Table, records: list[int]) -> None:
    for record in records if len(records) > 1 else ():
        others = [other for other in records if other != record]
        table.report(record, "id_number", "id_duplicate_in_roster", FLAGGED, related=others)


def _heads(table: Table, homes: Mapping[object, Sequence[int]]) -> None:
    relations, words = table.column("relation_to_head"), table.words.heads
    for records in homes.values():
        heads = [record for record in records if relations[record] in words]
        if len(heads) == 1:
            continue
        if heads:
            table.report(
                records[0], "relation_to_head", "household_head_multiple", FLAGGED, related=heads
            )
        else:
            table.report(records[0], "relation_to_head", "household_head_missing", FLAGGED)


def _counts(table: Table, homes: Mapping[object, Sequence[int]]) -> None:
    counts = table.column("member_count")
    for records in homes.values():
        told = counts[records[0]]
        if told is not None and told != len(records):
            table.report(
                records[0],
                "member_count",
                "member_count_mismatch",
                FLAGGED,
                suggestion=str(len(records)),
            )


def summed(table: Table) -> dict[str, object]:
    """Households, members, villages and how the households are distributed, over what goes in."""
    records: Sequence[int] = range(len(table.rows))
    if table.held:
        records = [record for record in records if record not in table.held]
    column = table.column("household_no")
    numbers = [column[record] for record in records] if table.held else column
    sizes = Counter(numbers)
    begins = dict(zip(reversed(numbers), reversed(records), strict=True))
    firsts = [begins[number] for number in sizes]
    return {
        "households": len(sizes),
        "members": len(numbers),
        "villages": _villages(table, firsts, sizes.values()),
        "distribution": {name: _distribution(table, name, firsts) for name in _DISTRIBUTED},
    }


def _distribution(table: Table, name: str, records: Sequence[int]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value, count in Counter(map(table.column(name).__getitem__, records)).items():
        counts[str(value or "")] = counts.get(str(value or ""), 0) + count
    return dict(sorted(counts.items()))


def _villages(
    table: Table, firsts: Sequence[int], sizes: Iterable[int]
) -> tuple[VillageCount, ...]:
    """Villages by code, or by name where there is none; a household counts where it begins."""
    columns = [table.column(name) for name in ("division_code", "township", "admin_village")]
    homes: dict[tuple[object, ...], list[int]] = {}
    for place, size in zip(
        zip(*(map(column.__getitem__, firsts) for column in columns), strict=True),
        sizes,
        strict=True,
    ):
        count = homes.setdefault(place, [0, 0])
        count[0] += 1
        count[1] += size
    counts: dict[tuple[str, ...], list[int]] = {}
    names: dict[tuple[str, ...], tuple[str, str]] = {}
    for place, (households, members) in homes.items():
        code, township, village = (str(part or "") for part in place)
        key = (code,) if code else ("", township, village)
        names.setdefault(key, (township, village))
        count = counts.setdefault(key, [0, 0])
        count[0] += households
        count[1] += members
    return tuple(
        VillageCount(
            division_code=key[0],
            township=names[key][0],
            village=names[key][1],
            households=households,
            members=members,
        )
        for key, (households, members) in sorted(counts.items())
    )
