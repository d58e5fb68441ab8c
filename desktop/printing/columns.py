"""The columns of a list as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a list: its field, its heading, its width in millimetres, how it is set.

    The fields `under` stand in the same cell, each on a line of its own; where a column is summed
    all of them are.
    """

    field: str
    label: str
    width: float
    align: str
    total: bool
    packs: tuple[str, ...]
    under: tuple[str, ...]

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """A column as a template writes it."""
        return cls(
            field=raw["field"], label=raw["label"], width=raw["width"],
            align=raw.get("align", "left"), total=raw.get("total", False),
            packs=tuple(raw.get("packs", ())), under=tuple(raw.get("under", ())),
        )  # fmt: skip

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields of a cell from top to bottom."""
        return (self.field, *self.under)

    def text(self, values: Mapping[str, str]) -> str:
        """What stands in a cell, a line for each field: what has no value leaves its line empty."""
        if not self.under:
            return values[self.field]
        found = [values[name] for name in self.fields]
        return "\n".join(found) if any(found) else ""
