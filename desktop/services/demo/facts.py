"""What the invented county is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """The invented county: its facts and a source of chance with a fixed seed."""

    facts: dict[str, Any]
    chance: random.Random
    today: date
