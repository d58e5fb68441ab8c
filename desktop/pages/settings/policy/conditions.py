"""One condition of a document: how binding it is, what can be found, and its clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.texts.checks import rule_name
from desktop.texts.policy import FORCE_MEANINGS, FORCES
from desktop.texts.rules import FINDINGS, NEXT
from desktop.ui.fonts import ensure
from desktop.ui.parts import words
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from desktop.services.records.papers import ClauseText
    from desktop.services.records.policy import RuleLine


class Condition(Sheet):
    """Force, findings with the next step, and the clause word for word."""

    def __init__(self, parent: QWidget, line: RuleLine, clause: ClauseText) -> None:
        super().__init__(parent, rule_name(line.name, line.title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ensure(clause.text)
        tr = self.tr
        force = FORCES.get(line.force, line.force)
        meaning = FORCE_MEANINGS.get(line.force, "")
        self.add(words(tr("{force}：{meaning}").format(force=force, meaning=meaning), wrap=True))
        found = [FINDINGS[code] + NEXT.get(code, "") for code in line.codes if code in FINDINGS]
        found += line.says
        if found:
            self.add(words(tr("不一致时的提示"), "strong"))
            for text in dict.fromkeys(found):
                self.add(words(tr("· {text}").format(text=text), wrap=True))
        for why, short in line.exceptions:
            self.add(words(tr("除外"), "strong"))
            self.add(words(tr("· {why}（{short}）").format(why=why, short=short), wrap=True))
        if line.readings:
            points = tr("、").join(line.readings)
            said = tr("原文没有写明的地方按建议理解：{points}，见“待明确事项”。")
            self.add(words(said.format(points=points), "quiet", wrap=True))
        self.add(words(tr("依据"), "strong"))
        where = tr("{document}　{item}").format(document=clause.document, item=clause.item)
        self.add(words(where, "label", wrap=True))
        self.text = words(clause.text, wrap=True)
        self.text.setAccessibleName(tr("政策原文"))
        self.add(self.text)
        self.body.addStretch(1)
