"""Policy files as a person hands them over: read whole, each under a plain name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.services.packs import head_of, kind_of, proved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from desktop.rules.packs import PackSet
    from desktop.services.packs import InForce

_MIB = 1 << 20
_NAME = re.compile(r"\w[\w .\-]{0,95}\.(toml|txt)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What installing files would give: the whole set, and the files that are news."""

    packs: PackSet
    texts: Mapping[str, bytes]
    files: tuple[str, ...]
    changed: tuple[str, ...]


def read(paths: Iterable[Path]) -> dict[str, bytes]:
    """The files by name; a link counts as what it leads to.

    Raises:
        UserError: `policy_no_files`, `policy_name_wrong`, `policy_file_twice`, `path_missing`,
            `policy_file_large`, `policy_file_unreadable`, `policy_not_utf8`.
    """
    found: dict[str, bytes] = {}
    for path in paths:
        name = path.name
        if not _NAME.fullmatch(name):
            raise UserError("policy_name_wrong", file=name or str(path))
        if name in found:
            raise UserError("policy_file_twice", file=name)
        found[name] = _content(path)
    if not found:
        raise UserError("policy_no_files")
    return found


def plan(new: Mapping[str, bytes], in_force: InForce) -> Plan:
    """Prove the set in force together with new files.

    Raises:
        UserError: a `pack_…` code of the proof, `policy_file_reserved`, `policy_file_taken`,
            `policy_file_older`, `policy_source_unused`.
    """
    standing = in_force.standing()
    for name, raw in new.items():
        fault = in_force.misplaced(name, raw)
        if fault is not None:
            raise fault
    together = {**standing.texts, **new}
    packs = proved(together, new)
    cited = {head_of(raw).source for name, raw in together.items() if kind_of(name) == "pack"}
    for name in new:
        if kind_of(name) == "source" and name not in cited:
            raise UserError("policy_source_unused", file=name)
    aside = {one.file for one in standing.refused}
    return Plan(
        packs=packs,
        texts=together,
        files=tuple(new),
        changed=tuple(
            name for name, raw in new.items() if standing.texts.get(name) != raw or name in aside
        ),
    )


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UserError("path_missing", name=str(path))
        with path.open("rb") as f:
            raw = f.read(_MIB + 1)
    except OSError as fault:
        raise UserError(
            "policy_file_unreadable", file=path.name, why=fault.strerror or ""
        ) from fault
    if len(raw) > _MIB:
        raise UserError("policy_file_large", file=path.name)
    try:
        raw.decode()
    except UnicodeDecodeError as fault:
        raise UserError("policy_not_utf8", file=path.name, byte=fault.start) from fault
    return raw
