"""Which of others' operations count: what the county's certificates say of who wrote them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from db.records.core import Op
from db.registry import TABLES, audience_fits
from db.store import Store

Standing = tuple[str, Iterable[str]]
"""A device's role and townships."""

Authority = Callable[[str], Standing | None] | Mapping[str, Standing]
"""What the county's certificates say of a device; None for a stranger."""

Reader = Callable[[bytes], object]
"""Reads JSON as ``json.loads`` does, or raises ValueError; only quicker than that."""

Hinges = frozenset[tuple[str, str]]
"""On which rows a judgement hangs: a column of a table and what stands there."""

_STREAM = re.compile(r"[^/#\n]+/[^/#\n]+/[^/#\n]+")
_KINDS = frozenset({"insert", "set", "tombstone", "restore", "resolve"})


@dataclass(slots=True)
class Taking:
    """One run of `take`."""

    store: Store
    authority: Callable[[str], Standing | None]
    now: datetime
    taken: int = 0
    already: int = 0
    erased: bool = False
    refused: dict[tuple[str, str], None] = field(default_factory=dict)
    standings: dict[str, Standing | None] = field(default_factory=dict)
    ahead: set[str] = field(default_factory=set)
    ends: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    hinged: dict[str, Hinges] = field(default_factory=dict)
    late: bool = False
    tables: set[str] = field(default_factory=set)
    linked: bool = False
    read: Reader | None = None

    def standing(self, device: str) -> Standing | None:
        """What a device may do; asked once."""
        if device not in self.standings:
            self.standings[device] = self.authority(device)
        return self.standings[device]


def well_formed(op: Op) -> bool:
    """A stream of three parts, a number from 1, a kind that exists."""
    return (
        _STREAM.fullmatch(op.stream) is not None
        and 1 <= op.seq < 1 << 40
        and 0 <= op.hlc < 1 << 63
        and op.kind in _KINDS
        and "\n" not in f"{op.officer}{op.tbl}{op.row}{op.scope}"
    )


def judged(run: Taking, op: Op) -> str:
    """Why an operation does not count, or nothing; the same for all of its stream and table."""
    standing = run.standing(op.device)
    table = TABLES.get(op.tbl)
    if standing is None:
        return "sender_unknown"
    role, townships = standing
    if table is not None and table.owners and role not in table.owners:
        return "not_owner"
    if role != "county" and op.scope != "*" and op.scope not in set(townships):
        return "scope_foreign"
    if table is not None and not audience_fits(op.tbl, op.scope, op.audience):
        return "audience_foreign"
    return ""
