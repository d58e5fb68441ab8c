"""The replicated table of households that moved from one township to another."""

from __future__ import annotations

from db.table import Audience, Kind, Role, Table, by_type

MOVE = "household_move"
LEFT, CAME = "left", "came"

MOVES = (
    Table(
        name=MOVE,
        kind=Kind.APPEND_ONLY,
        owners=frozenset({Role.COUNTY}),
        audience=Audience.WORK,
        also=frozenset({Audience.PRIVATE, Audience.BANK, Audience.SUBSIDY}),
        fields=by_type(
            text="household_no township_code kind other operations", json="rows", day="moved_on"
        ),
        payload_fields=frozenset({"operations"}),
    ),
)
"""One row says to one township that a household left it or came; see `db.moves`."""
