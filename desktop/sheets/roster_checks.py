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
    places: dict[str, list[int]] = {}
    copies: set[int] = set()
    seen: dict[str, int] = {}
    for record, number in enumerate(table.column("id_number")):
        if isinstance(number, str):
            person = number[:18]
            first = seen.setdefault(person, record)
            if first != record:
                places.setdefault(person, [first]).append(record)
    for records in places.values():
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
    numbers = table.column("household_no")
    if table.held:
        numbers = [number for record, number in enumerate(numbers) if record not in table.held]
    sizes = Counter(numbers)
    firsts: dict[object, int] = {}
    for record, number in enumerate(table.column("household_no")):
        if record not in table.held:
            firsts.setdefault(number, record)
    return {
        "households": len(sizes),
        "members": len(numbers),
        "villages": _villages(table, firsts, sizes),
        "distribution": {
            name: _distribution(table, name, firsts.values()) for name in _DISTRIBUTED
        },
    }


def _distribution(table: Table, name: str, records: Iterable[int]) -> dict[str, int]:
    values = table.column(name)
    return dict(sorted(Counter(str(values[record] or "") for record in records).items()))


def _villages(
    table: Table, firsts: Mapping[object, int], sizes: Mapping[object, int]
) -> tuple[VillageCount, ...]:
    """Villages by code, or by name where there is none; a household counts where it begins."""
    columns = [table.column(name) for name in ("division_code", "township", "admin_village")]
    counts: dict[tuple[str, ...], list[int]] = {}
    names: dict[tuple[str, ...], tuple[str, str]] = {}
    for number, record in firsts.items():
        code, township, village = (str(column[record] or "") for column in columns)
        key = (code,) if code else ("", township, village)
        names.setdefault(key, (township, village))
        count = counts.setdefault(key, [0, 0])
        count[0] += 1
        count[1] += sizes[number]
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
