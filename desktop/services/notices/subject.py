"""What a sheet is about."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One sheet's subject: a household, a village or a township, with the sheet's values.

    `keeps` is what the register keeps of this sheet beside its digest.
    """

    kind: str
    name: str
    township_code: str
    division_code: str
    household_no: str
    values: dict[str, object]
    keeps: dict[str, object] = field(default_factory=dict)
