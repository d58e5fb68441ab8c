"""The figures of a report: the rows add up, and what would change against the list in force."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.pages.importing import words as said
from desktop.pages.importing.townships import ORDER as _ORDER
from desktop.pages.importing.townships import ByTownship
from desktop.texts import word
from desktop.ui.parts import Badge, Flow, button, clear, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.records.imports import ImportReport

_CHANGES = {"added": "ok", "removed": "warn"}
_NO_SUMS = frozenset({"product_sum", "subsidy_cap"})
"""Columns read as money whose sum says nothing in yuan."""


class Figures(QWidget):
    """Rows of the sheet = rows that go in + rows that wait + rows that are none; and changes."""

    def __init__(self) -> None:
        super().__init__()
        self._flow = Flow(self, 6)
        self._report: ImportReport | None = None

    def show_report(self, report: ImportReport, names: Mapping[str, str]) -> None:
        """Show a report; `names` are the fields as they are called."""
        self.clear()
        self._report = report
        self._show_rows(report)
        self._show_changes(report, names)

    def clear(self) -> None:
        """Take everything off."""
        self._report = None
        clear(self._flow)

    def _show_rows(self, report: ImportReport) -> None:
        tr = self.tr
        kinds = Counter(kind for _, kind in report.named_rows)
        every = report.rows + len(report.named_rows)
        rows = tr("{n} 行")
        good = tr("可导入 {n} 行") if report.dry_run else tr("已导入 {n} 行")
        if report.refusal:
            good = tr("不用改 {n} 行")
        held = tr("待改 {n} 行")
        none = said.named(dict(kinds)) or tr("标题、合计、空行 0")
        for part in (
            words(tr("表里 {rows} =").format(rows=rows.format(n=f"{every:,}")), "strong"),
            Badge(good.format(n=f"{report.imported_rows:,}"), "ok"),
            words(tr("+"), "label"),
            Badge(held.format(n=f"{report.held_rows:,}"), "error" if report.held_rows else ""),
            words(tr("+"), "label"),
            Badge(none),
        ):
            self._flow.add(part)

    def _show_changes(self, report: ImportReport, names: Mapping[str, str]) -> None:
        tr = self.tr
        facts = []
        if report.households:
            text = tr("{houses} 户 {people} 人")
            facts.append(text.format(houses=f"{report.households:,}", people=f"{report.members:,}"))
        for key, fen in report.facts.totals.items():
            field = key.removesuffix("_fen")
            if field in _NO_SUMS:
                continue
            name = names.get(field, field)
            yuan = tr("{name}合计 {whole}.{part} 元")
            facts.append(yuan.format(name=name, whole=f"{fen // 100:,}", part=f"{fen % 100:02d}"))
        for text in facts:
            self._flow.add(words(text, "strong"))
        if not report.townships:
            return
        first = all(one.had is None for one in report.townships)
        told = tr("第一份名单：") if first else tr("与现行名单相比：")
        changed = {code: n for code in _ORDER if (n := report.changes.get(code))}
        self._flow.add(words(told if changed else told + tr("没有变化"), "label"))
        for code, n in changed.items():
            shown = tr("{what} {n} 户").format(what=word("change_type", code), n=f"{n:,}")
            self._flow.add(Badge(shown, _CHANGES.get(code, "info")))
        if len(report.townships) + len(report.untouched) > 1:
            self._flow.add(button(tr("按乡镇看"), self.by_township, kind="link"))

    def by_township(self) -> None:
        """Show the changes of every township."""
        if self._report is not None:
            ByTownship(self.window(), self._report).open()
