"""One file on its way into the ledger: how it is read and what was adopted. Nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from desktop.errors import Stopped, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from desktop.services.imports import Imports
    from desktop.services.records.imports import ImportLook, ImportReport, ProblemLine
    from desktop.ui.jobs import Progress

T = TypeVar("T")
_ORDER = {"held": 0, "flagged": 1, "fixed": 2}
Cell = tuple[int, str]


def cell(line: ProblemLine) -> Cell:
    """The row and field that a problem is about."""
    return (line.row or 0, line.field or line.column)


@dataclass(slots=True)
class Work:
    """A file, the officer's choices about it, and the last report."""

    kind: str
    path: Path
    look: ImportLook | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    adopted: dict[Cell, ProblemLine] = field(default_factory=dict)
    as_of: date | None = None
    whole: bool = False
    report: ImportReport | None = None

    def call(
        self,
        imports: Imports,
        progress: Progress | None = None,
        *,
        dry_run: bool = True,
        errors: Path | None = None,
    ) -> Callable[[], ImportReport]:
        """What is to be done on the store thread, with the choices of this moment."""
        mapping, as_of, whole = dict(self.mapping), self.as_of, self.whole
        adopted = {place: line.suggestion for place, line in self.adopted.items()}
        return lambda: imports.take(
            self.kind,
            self.path,
            dry_run=dry_run,
            errors=errors,
            as_of=as_of,
            whole=whole,
            mapping=mapping or None,
            adopted=adopted or None,
            progress=progress.step if progress else None,
        )

    def names(self) -> dict[str, str]:
        """The fields as they are usually called."""
        return {one.field: one.header for one in self.look.fields} if self.look else {}

    def lines(self) -> list[ProblemLine]:
        """The problems of the last report and those that were settled by adopting, worst first."""
        if self.report is None:
            return []
        open_lines = [one for one in self.report.problems if cell(one) not in self.adopted]
        return sorted([*open_lines, *self.adopted.values()], key=_place)

    def forget_mapping(self, imports: Imports) -> Path:
        """Forget what was remembered for the headers of this file; gives the file."""
        headers = {one.header for one in self.look.columns} if self.look else set()
        for one in imports.mappings():
            if one.kind == self.kind and set(one.mapping) <= headers:
                imports.forget(one.id)
        return self.path

    def remap(self, mapping: dict[str, str]) -> bool:
        """Read the columns otherwise; what was adopted falls away (True) if anything changes."""
        if mapping == self.mapping:
            return False
        self.mapping = mapping
        dropped = bool(self.adopted)
        self.adopted.clear()
        return dropped


def _place(line: ProblemLine) -> tuple[int, int, str]:
    return (_ORDER.get(line.effect, 3), line.row or 0, line.column)


def stoppable(call: Callable[[Progress], T]) -> Callable[[Progress], T]:
    """The call, saying `import_stopped` when it was stopped: nothing has changed then."""

    def asked(progress: Progress) -> T:
        try:
            return call(progress)
        except Stopped:
            raise UserError("import_stopped") from None

    return asked


def same_kind(lines: Sequence[ProblemLine], line: ProblemLine) -> list[ProblemLine]:
    """All problems of the same code whose suggestion may be adopted."""
    return [one for one in lines if one.code == line.code and one.adoptable]
