"""How many days the tasks count with: a habit of the program, no policy; settings may differ."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import settings as kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.session import Session

PREFIX = "days_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Days before a maturity, check or claim, after a contact, request, need, quarter, copy."""

    maturity: tuple[int, ...]
    contact: int
    inspection: int
    renewal: int
    claim: int
    need_check: int
    need_end: int
    subsidy: int
    sync: int
    backup: int


def habits(session: Session, need_end: int) -> Habits:
    """What the settings say; else what ships. A setting that cannot be read counts as none.

    `need_end` is no habit: after how many days a need is followed up is a parameter.
    """
    raw = tomllib.loads(session.shelf.text("tasks.toml"))["days"]
    told = kept.shown(session.store)
    found = {name: _days(told.get(f"{PREFIX}{name}", ""), one) for name, one in raw.items()}
    one = {name: days[0] for name, days in found.items() if name != "maturity"}
    return Habits(maturity=found["maturity"], need_end=need_end, **one)


def _days(text: str, shipped: Sequence[int]) -> tuple[int, ...]:
    """Days as they were set, the fewest first."""
    numbers = sorted({int(part) for part in text.split(",") if part.isdecimal()})
    return tuple(numbers) or tuple(shipped)
