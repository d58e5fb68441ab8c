"""The lists that the window's tables leave as, by the filter that a page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.records.lists import ListFilter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop.services.desk import Desk
    from desktop.services.records.lists import Exported, ListKind


class Lists:
    """Writes lists for `ui.exporting`, which knows no service."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def kind(self, key: str) -> ListKind:
        """The list of a table."""
        return self._desk.exports.kind(key)

    def write(self, key: str, out: Path, part: Mapping[str, object], reason: str) -> Exported:
        """Write it."""
        wanted = ListFilter(**part)  # type: ignore[arg-type]  # a page names the filter's fields
        return self._desk.exports.write(key, out, wanted, reason)
