"""Installing a document, looked at first, and taking one back with a reason; the county's work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QWidget

from desktop.pages.settings.policy import words as said
from desktop.services.records.policy import PackLine
from desktop.texts import sentence, word
from desktop.ui.files import choose_files
from desktop.ui.messages import Coded, explain
from desktop.ui.parts import button, words
from desktop.ui.reasoned import Reasoned
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


def choose(
    parent: QWidget, desk: Desk, jobs: Jobs, then: Callable[[list[PackLine]], object]
) -> Installing:
    """Ask for files; `then` gets what was installed."""
    made = Installing(parent, desk, jobs, then)
    made.ask()
    return made


class Installing(QObject):
    """Files, then a dry run, then the decision."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        then: Callable[[list[PackLine]], object],
    ) -> None:
        super().__init__(parent)
        self._parent = parent
        self.desk = desk
        self.jobs = jobs
        self._then = then
        self._files: list[Path] = []

    def ask(self) -> None:
        """Ask for the files."""
        title = self.tr("装入政策文件（规则 TOML 和原文 TXT 一起选）")
        kinds = self.tr("政策文件 (*.toml *.txt)")
        choose_files(self._parent, title, kinds, self.look)

    def look(self, files: Sequence[Path]) -> None:
        """Check the files; nothing is written."""
        self._files = list(files)
        self.jobs.run(lambda: self.desk.policy.check(self._files), self._looked)

    def refused(self, error: BaseException) -> bool:
        """Show why the files are not taken, with the place in the file."""
        if explain(error) is None or not isinstance(error, Coded):
            return False
        sheet = Refusals(self._parent, [("", error.code, error.params)])
        sheet.foot.addWidget(button(self.tr("重新选文件…"), lambda: self._again(sheet)))
        sheet.open()
        return True

    def _again(self, sheet: Sheet) -> None:
        sheet.accept()
        self.ask()

    def _looked(self, lines: list[PackLine]) -> None:
        tr = self.tr
        sheet = Sheet(self._parent, tr("装入前先看一遍"))
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.add(
            words(tr("核对无误，还没有装入。将装入 {n} 份：").format(n=len(lines)), wrap=True)
        )
        for one in lines:
            sheet.add(words(said.heading(one), "strong", wrap=True))
            facts = tr("{layer}　发布 {published}　今天签的合同：{binding}　条款 {clauses} 条")
            sheet.add(
                words(
                    facts.format(
                        layer=word("layer", one.layer),
                        published=said.day(one.published_on),
                        binding=said.binding(one),
                        clauses=one.clauses,
                    ),
                    "label",
                    wrap=True,
                )
            )
        follow = tr("装入后随下次同步下发到各乡镇；装错了可以撤下，已做的核对仍按当时的文件保留。")
        sheet.add(words(follow, "label", wrap=True))
        sheet.body.addStretch(1)
        go = button(tr("装入"), lambda: self._go(sheet), kind="primary")
        go.setDefault(True)
        sheet.foot.addWidget(go)
        sheet.open()
        go.setFocus()

    def _go(self, sheet: Sheet) -> None:
        sheet.accept()
        self.jobs.run(lambda: self.desk.policy.install(self._files), self._done)

    def _done(self, lines: list[PackLine]) -> None:
        self._then(lines)


class Refusals(Sheet):
    """Documents that were not taken: the sentence, and the file, table and key it is about."""

    def __init__(
        self, parent: QWidget, refused: Sequence[tuple[str, str, Mapping[str, object]]]
    ) -> None:
        """`refused` are (file, code, params)."""
        super().__init__(parent, QCoreApplication.translate("Refusals", "没有采用的政策文件"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for file, code, params in refused:
            self.add(words(sentence(code, {"file": file, **params}), wrap=True))
            place = self._place({"file": file, **params})
            if place:
                self.add(words(place, "label", wrap=True))
        self.body.addStretch(1)

    def _place(self, params: Mapping[str, object]) -> str:
        tr = self.tr
        names = (("file", tr("文件")), ("table", tr("表")), ("key", tr("键")))
        found = [
            tr("{name}：{value}").format(name=name, value=params[key])
            for key, name in names
            if params.get(key)
        ]
        return tr("　").join(found)


class Withdrawal(Reasoned[object]):
    """Takes an installed document back; the reason is kept with it."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        line: PackLine,
        then: Callable[[PackLine], object],
    ) -> None:
        super().__init__(
            parent,
            QCoreApplication.translate("Withdrawal", "撤下政策文件"),
            jobs,
            lambda reason: desk.policy.withdraw(line.pack_id, reason),
            lambda _answer: then(line),
        )
        tr = self.tr
        self.add(words(said.heading(line), "strong", wrap=True))
        text = tr("撤下以后不再按它核对；已做的核对、已发的文书仍按当时的文件保留。")
        self.add(words(text, wrap=True))
        self.ask(
            tr("撤下原因"),
            example=tr("例如：发文机关已废止"),
            lacking=tr("请写明为什么撤下。"),
            verb=tr("撤下 {number}").format(number=line.number or line.title),
        )
