"""What a replicated table is: class, owners, audience, and fields with their types.

Field types: ``text``, ``int`` (fen, counts), ``bool``, ``day`` and ``moment`` (ISO text),
``json`` (text). Operations name fields, never columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How the operations of different devices on one row go together."""

    APPEND_ONLY = "append_only"
    OWNED = "owned"
    SHARED = "shared"


class Role(StrEnum):
    """What a device may do in the county, as its certificate says."""

    COUNTY = "county"
    OFFICER = "officer"
    BANK_DESK = "bank_desk"
    AGRICULTURE_DESK = "agriculture_desk"
    REGULATOR_DESK = "regulator_desk"


class Audience(StrEnum):
    """Who may have the rows of a table: privacy class of a township, all, the hub, the offices."""

    WORK = "work"
    PRIVATE = "private"
    BANK = "bank"
    SUBSIDY = "subsidy"
    ALL = "*"
    COUNTY = "county"
    OFFICES = "offices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One replicated table; operations in a `former` audience, from before it changed, count.

    So do those of audiences that it has `also`; rows in these are not compared between replicas.
    """

    name: str
    kind: Kind
    audience: Audience
    fields: dict[str, str]
    owners: frozenset[str] = frozenset()
    former: frozenset[Audience] = frozenset()
    also: frozenset[Audience] = frozenset()
    payload_fields: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """The fields that have a column of their own."""
        return tuple(name for name in self.fields if name not in self.payload_fields)


def by_type(**kinds: str) -> dict[str, str]:
    """Fields by type: each value lists names separated by blanks."""
    return {name: kind for kind, names in kinds.items() for name in names.split()}
