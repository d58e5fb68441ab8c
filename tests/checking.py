"""How a test answers the check page and reads what it shows."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget

from desktop.pages.eligibility import EligibilityPage
from desktop.pages.window import Window
from desktop.ui.parts import Elided
from tests.windows import settle, shown

SMALL, LARGE, LEAST = (1093, 543), (1366, 697), (1024, 540)
ORDER = ["not_met", "needs_review", "pending", "met", "hint", "not_applicable"]
GOOD = {
    "id_number": "same", "purpose_text": "养羊", "credit_conclusion": "clear",
    "industry_class": "ordinary", "guarantee_type": "credit", "area_suspended": "false",
}  # fmt: skip


ALL_GOOD = {
    **GOOD, "civil_capacity": "true", "need_real": "true", "skill_repay": "true",
    "bank_rating_done": "true", "live_bfxe_balance": "0", "live_tpxe_balance": "0",
}  # fmt: skip


def answer_all(page: EligibilityPage, **other: str) -> None:
    """Answer every question as a good borrower would, or as told."""
    answers = {**GOOD, **other}
    for _ in range(3):
        for fact, editor in list(page.questions.editors.items()):
            if not page.questions.fields[fact].isVisibleTo(page):
                continue
            if hasattr(editor, "pick"):
                editor.pick(answers.get(fact, "true"))
            elif hasattr(editor, "set_fen"):
                editor.set_fen(0)


def groups(page: EligibilityPage) -> list[str]:
    return [line.group for line in page.table.lines.rows if line.row is None]


def rows(page: EligibilityPage, group: str = "") -> list[str]:
    """The conditions that stand in the table, of one group or of all."""
    return [
        line.row.rule
        for line in page.table.lines.rows
        if line.row is not None and group in {"", line.group}
    ]


def cell(page: EligibilityPage, rule: str, column: int) -> str:
    place = place_of(page, rule)
    return str(page.table.lines.index(place, column).data())


def place_of(page: EligibilityPage, rule: str) -> int:
    return next(
        n
        for n, line in enumerate(page.table.lines.rows)
        if line.row is not None and line.row.rule == rule
    )


def head_of(page: EligibilityPage, group: str) -> int:
    return next(
        n
        for n, line in enumerate(page.table.lines.rows)
        if line.row is None and line.group == group
    )


def sheet(window: Window, kind: type[QDialog]) -> QDialog:
    settle()
    [found] = [one for one in shown(window, QDialog) if isinstance(one, kind)]
    return found


def click(page: EligibilityPage, place: int, column: int) -> None:
    page.table.scrollTo(page.table.lines.index(place, column))
    box = page.table.visualRect(page.table.lines.index(place, column))
    QTest.mouseClick(
        page.table.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(8, 8)
    )


def clipped(root: QWidget) -> list[str]:
    """Labels and buttons that are smaller than their words and do not say so with a tip."""
    found = []
    for part in [*shown(root, QLabel), *shown(root, QPushButton)]:
        wraps = isinstance(part, QLabel) and part.wordWrap()
        if isinstance(part, Elided) or wraps or part.toolTip() or not part.text():
            continue
        if part.width() < part.sizeHint().width() or part.height() < part.fontMetrics().height():
            found.append(f"{part.text()} {part.width()} {part.sizeHint().width()}")
    return found
