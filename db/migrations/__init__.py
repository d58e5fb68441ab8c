"""Every step of the file's form, oldest first; a step that was shipped never changes."""

from __future__ import annotations

from db.driver import Migrations
from db.migrations.m0001_first import first

STEPS = Migrations("ledger")
STEPS(name="0001_first")(first)

NAMES: tuple[str, ...] = ("0001_first",)
"""The names of all steps this program knows."""

SCHEMA = len(NAMES)
"""The number that operations carry for the form they were written in."""
