"""The figures of a report: the rows add up, and what would change against the list in force."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.pages.importing import words as said
from desktop.texts import word
from desktop.ui.parts import Badge, Elided, Flow, clear, column, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.records import ImportReport

_CHANGES = {"added": "ok", "removed": "warn"}


class Figures(QWidget):
    """Rows of the sheet = rows that go in + rows that wait + rows that are none; and changes."""

    def __init__(self) -> None:
        super().__init__()
        self._rows, self._changes = QWidget(), QWidget()
        self._row_flow, self._change_flow = Flow(self._rows, 6), Flow(self._changes, 6)
        self.notes = Elided("", "quiet")
        self.setLayout(column(self._rows, self._changes, self.notes, gap=4))

    def text(self) -> str:
        """All that is said here, as one line."""
        parts = [self._row_flow, self._change_flow]
        labels = [flow.itemAt(n).widget() for flow in parts for n in range(flow.count())]
        return " ".join(getattr(one, "text", str)() for one in labels)

    def show_report(self, report: ImportReport, names: Mapping[str, str]) -> None:
        """Show a report; `names` are the fields as they are called."""
        self.clear()
        self._show_rows(report)
        self._show_changes(report, names)
        self.notes.setText(self._noted(report))
        self.notes.setVisible(bool(self.notes.text()))

    def clear(self) -> None:
        """Take everything off."""
        clear(self._row_flow)
        clear(self._change_flow)
        self.notes.setText("")

    def _show_rows(self, report: ImportReport) -> None:
        tr = self.tr
        kinds = Counter(kind for _, kind in report.named_rows)
        every = report.rows + len(report.named_rows)
        rows = tr("{n} 行")
        good = tr("可导入 {n} 行") if report.dry_run else tr("已导入 {n} 行")
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
            self._row_flow.add(part)

    def _show_changes(self, report: ImportReport, names: Mapping[str, str]) -> None:
        tr = self.tr
        facts = []
        if report.households:
            text = tr("{houses} 户 {people} 人")
            facts.append(text.format(houses=f"{report.households:,}", people=f"{report.members:,}"))
        for key, fen in report.facts.totals.items():
            name = names.get(key.removesuffix("_fen"), key)
            yuan = tr("{name}合计 {whole}.{part} 元")
            facts.append(yuan.format(name=name, whole=f"{fen // 100:,}", part=f"{fen % 100:02d}"))
        for text in facts:
            self._change_flow.add(words(text, "strong"))
        changed = {code: n for code, n in report.changes.items() if n}
        if report.changes:
            told = tr("与现行名单相比：") if report.kind == "roster" else tr("与账上相比：")
            self._change_flow.add(words(told if changed else told + tr("没有变化"), "label"))
        for code, n in changed.items():
            text = tr("{what} {n} 户") if report.kind == "roster" else tr("{what} {n}")
            shown = text.format(what=word("change_type", code), n=f"{n:,}")
            self._change_flow.add(Badge(shown, _CHANGES.get(code, "info")))
        self._changes.setVisible(self._change_flow.count() > 0)

    def _noted(self, report: ImportReport) -> str:
        """How the sheet was read, where that is not plain."""
        tr = self.tr
        facts, said_so = report.facts, []
        if report.mapping_remembered:
            said_so.append(tr("按记住的对列读"))
        if report.mended:
            said_so.append(tr("这是改好的错误行，并入上一次的"))
        if facts.other_sheets:
            names = tr("、").join(name for name, _ in facts.other_sheets)
            said_so.append(
                tr("读的是“{sheet}”，另有表：{names}").format(sheet=facts.sheet, names=names)
            )
        if facts.hidden_rows:
            said_so.append(tr("隐藏的 {n} 行也读了").format(n=len(facts.hidden_rows)))
        if facts.filled_down:
            said_so.append(tr("空白往下补 {n} 处").format(n=len(facts.filled_down)))
        return tr("；").join(said_so)
