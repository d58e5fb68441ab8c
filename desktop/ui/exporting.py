"""导出Excel for every table: which part, a reason for what is sealed, where to, what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableView

from desktop.ui.fields import Field, NoteLine
from desktop.ui.files import choose_target
from desktop.ui.page import Page
from desktop.ui.parts import button, words
from desktop.ui.shortcuts import Sheet
from desktop.ui.tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

    from desktop.ui.jobs import Jobs

T = TypeVar("T")


class Kind(Protocol):
    """A list that can leave; `sealed` are headers that leave in full only with a reason."""

    @property
    def title(self) -> str: ...
    @property
    def sealed(self) -> tuple[str, ...]: ...
    @property
    def bare(self) -> bool: ...


class Done(Protocol):
    """A list that was written."""

    @property
    def rows(self) -> int: ...
    @property
    def path(self) -> Path: ...
    @property
    def masked(self) -> tuple[str, ...]: ...


class Writing(Protocol):
    """Who writes lists; both are called on the store thread."""

    def kind(self, key: str) -> Kind:
        """The list of a table."""

    def write(self, key: str, out: Path, part: Mapping[str, object], reason: str) -> Done:
        """Write it."""


def export_button(table: Table[T]) -> QPushButton:
    """The button beside a table; Ctrl+E does the same."""
    return button(table.tr("导出Excel"), lambda: _send(table), tip="Ctrl+E")


def _send(table: Table[T]) -> None:
    """Tell the page around a table that the table is to leave."""
    around = table.parentWidget()
    while around is not None and not isinstance(around, Page):
        around = around.parentWidget()
    if around is not None:
        around.export_wanted.emit(table)


class Exporting:
    """One export from the question to the file."""

    def __init__(self, writing: Writing, jobs: Jobs, today: Callable[[], date]) -> None:
        self._writing = writing
        self._jobs = jobs
        self._today = today
        self.page: Page | None = None
        self.key = ""
        self.part: Mapping[str, object] = {}

    def of_page(self, page: Page) -> None:
        """Export the table at hand: the one with the focus, else the first that can be seen.

        Where none can be seen the page may name one.
        """
        tables = [one for one in page.findChildren(QTableView) if isinstance(one, Table)]
        seen = [one for one in tables if one.isVisible() and one.leaves_as]
        seen.sort(key=lambda one: not one.hasFocus())
        named = page.leaving()
        if not seen and isinstance(named, Table):
            seen = [named]
        if seen:
            self.of_table(page, seen[0])
        else:
            page.banner.say(page.tr("这里没有可以导出的表。请先打开一份表，再按 Ctrl+E。"), "info")

    def of_table(self, page: Page, table: Table[T]) -> None:
        """Export what a table shows, as it is narrowed now."""
        self.page, self.key, self.part = page, table.leaves_as, dict(table.part())
        key = self.key
        self._jobs.run(lambda: self._writing.kind(key), self._ask)

    def write(self, out: Path, reason: str = "") -> None:
        """Write the list that was asked for."""
        if self.page is None:
            return
        key, part = self.key, self.part
        title = self.page.tr("正在导出")
        self._jobs.run_long(
            lambda _progress: self._writing.write(key, out, part, reason), self._said, title
        )

    def refused(self, error: BaseException) -> bool:
        """The page that asked says what went wrong."""
        return self.page is not None and self.page.refused(error)

    def _ask(self, kind: Kind) -> None:
        if kind.sealed:
            self._ask_reason(kind)
        else:
            self._where(kind, "")

    def _ask_reason(self, kind: Kind) -> None:
        if self.page is None:
            return
        tr = self.page.tr
        sheet = Sheet(self.page, tr("导出《{title}》").format(title=kind.title))
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = tr(
            "表里有{columns}。平常遮挡后导出；确实要完整的，请写明用途，会记入本机的导出记录。"
        )
        columns = tr("、").join(kind.sealed)
        reason = NoteLine(tr("用途"), tr("例如：县里核对证件"))
        masked = button(tr("遮挡后导出"), lambda: self._take(sheet, kind, ""), kind="primary")
        full = button(tr("完整导出"), lambda: self._take(sheet, kind, reason.text().strip()))
        full.setEnabled(False)
        reason.textChanged.connect(lambda typed: full.setEnabled(bool(typed.strip())))
        sheet.add(words(text.format(columns=columns), wrap=True))
        sheet.add(Field(tr("用途"), reason))
        sheet.body.addStretch(1)
        sheet.foot.addWidget(full)
        sheet.foot.addWidget(masked)
        sheet.setObjectName("export_reason")
        masked.setObjectName("masked")
        full.setObjectName("full")
        sheet.open()
        masked.setFocus()

    def _take(self, sheet: Sheet, kind: Kind, reason: str) -> None:
        sheet.accept()
        self._where(kind, reason)

    def _where(self, kind: Kind, reason: str) -> None:
        if self.page is None:
            return
        name = f"{kind.title}-{self._today():%Y%m%d}.xlsx"
        title = self.page.tr("导出Excel")
        kinds = "Excel (*.xlsx);;CSV (*.csv)" if kind.bare else "Excel (*.xlsx)"
        choose_target(self.page, title, name, kinds, lambda out: self.write(out, reason))

    def _said(self, done: Done) -> None:
        if self.page is None:
            return
        tr = self.page.tr
        said = tr("已导出 {n} 行到 {path}。").format(n=f"{done.rows:,}", path=done.path)
        if done.masked:
            masked = tr("已遮挡：{columns}。")
            said += masked.format(columns=tr("、").join(done.masked))
        self.page.banner.say(said, "ok")
