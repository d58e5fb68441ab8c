"""Which record of people on no roster is shown for those that were merged."""

from __future__ import annotations

from collections.abc import Mapping

from db.gate import Gate

Targets = Mapping[str, str]
"""Ids of records by the ids of those that were merged into them."""


def targets(gate: Gate) -> dict[str, str]:
    """Which record was merged into which; one that was taken away holds nobody."""
    return dict(
        gate.rows(
            "SELECT w.id, w.merged_into FROM walk_in w JOIN walk_in t ON t.id = w.merged_into "
            "AND t.gone = 0 WHERE w.merged_into <> '' AND w.gone = 0"
        )
    )


def root(merged: Targets, row: str) -> str:
    """The record that is shown for one, the same on every laptop.

    Two officers may have merged two records each into the other one: of such a ring the one with
    the smallest id stands for all, so that nobody is lost from sight.
    """
    path: list[str] = []
    while row in merged:
        if row in path:
            return min(path[path.index(row) :])
        path.append(row)
        row = merged[row]
    return row
