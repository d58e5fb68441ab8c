"""The policy packs that ship with the program: the only place that reads their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rules.packs import PackSet, parse

if TYPE_CHECKING:
    from pathlib import Path


def read(resources: Path) -> dict[str, bytes]:
    """The files of `resources/policy` by name."""
    folder = resources / "policy"
    files = [*folder.glob("*.toml"), *folder.glob("*.txt")]
    return {path.name: path.read_bytes() for path in sorted(files)}


def load(resources: Path) -> PackSet:
    """All packs of `resources/policy`, proved; raises a `pack_…` error for the first that fails."""
    return parse(read(resources))
