"""The products of the handbook: a list with one sheet to fill; what is over stays on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.records.people import ProductEntry, ProductLine
from desktop.ui.fields import Choice, Combo, Form, NoteLine
from desktop.ui.messages import Banner, Coded, explain
from desktop.ui.parts import Card, button, row, words
from desktop.ui.shortcuts import Sheet
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class Products(QWidget):
    """What banks offer, each product with whom to ask; printed as the handbook."""

    said = Signal(str)
    written = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk, self.jobs = desk, jobs
        tr = self.tr
        self.people: list[tuple[str, str]] = []
        self.span = Choice(tr("范围"), [("now", tr("在办")), ("all", tr("连同停办的"))])
        self.span.set_code("now")
        self.span.picked.connect(lambda _code: self.refresh())
        self.banner = Banner()
        self.table = Table[ProductLine](tr("金融产品"), self._columns())
        self.table.opened.connect(self.edit)
        self.table.current.connect(self._moved)
        self.add_button = button(tr("加一个 Ctrl+N"), self.add, kind="primary")
        self.edit_button = button(tr("修改 回车"), self._edit_current)
        self.end_button = button(tr("停办 Del"), self.end)
        card = Card(margin=16)
        card.add(
            self.banner,
            row(self.span, 1, self.end_button, self.edit_button, self.add_button),
            self.table,
            words(
                tr("打印中心的“金融产品手册”印这里的产品；没有联系人的产品要补上才能打印。"),
                "quiet",
                wrap=True,
            ),
        )
        card.body.setStretch(2, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)
        QShortcut(QKeySequence("Ctrl+N"), self, self.add)
        QShortcut(
            QKeySequence("Del"), self.table, self.end, context=Qt.ShortcutContext.WidgetShortcut
        )
        self._moved(None)

    def _columns(self) -> list[Column[ProductLine]]:
        tr = self.tr
        return [
            Column(title=tr("产品"), text=lambda one: one.name),
            Column(title=tr("银行"), text=lambda one: one.bank, width=150, optional=True),
            Column(title=tr("额度"), text=lambda one: one.amount, width=110, optional=True),
            Column(title=tr("期限"), text=lambda one: one.term, width=90, optional=True),
            Column(title=tr("利率"), text=lambda one: one.rate, width=90),
            Column(
                title=tr("联系人"), text=self._contact, width=120,
                tone=lambda one: "" if one.contact_name or not one.offered else "warn",
            ),
            Column(title=tr("状态"), text=self._state, width=130),
        ]  # fmt: skip

    def refresh(self) -> None:
        """Ask for the products and for whom can be asked about them."""
        over = self.span.code() == "all"
        self.jobs.run(
            lambda: (self.desk.products.listed(over=over), self.desk.products.people()), self._show
        )

    def refused(self, error: BaseException) -> bool:
        """Say it above the list."""
        text = explain(error)
        if text is None:
            return False
        self.banner.say(text, "error")
        return True

    def add(self) -> None:
        """Fill a sheet for a new product."""
        ProductSheet(self, None, self._kept).open()

    def edit(self, line: ProductLine) -> None:
        """Fill the sheet of a product."""
        ProductSheet(self, line, self._kept).open()

    def end(self) -> None:
        """Say that the current product is offered no longer from today on."""
        line = self.table.line()
        if line is not None and line.offered:
            number = line.id
            self.jobs.run(lambda: self.desk.products.end(number), self._ended)

    def _edit_current(self) -> None:
        line = self.table.line()
        if line is not None:
            self.edit(line)

    def _kept(self, line: ProductLine) -> None:
        self._written(self.tr("已存下：{name}").format(name=line.name))

    def _ended(self, line: ProductLine) -> None:
        self._written(self.tr("{name} 今天起停办，记录保留").format(name=line.name))

    def _written(self, text: str) -> None:
        self.banner.clear()
        self.said.emit(text)
        self.written.emit("product")
        self.refresh()
        self.table.setFocus()

    def _show(self, found: tuple[list[ProductLine], list[tuple[str, str]]]) -> None:
        lines, self.people = found
        self.table.lines.show(lines)
        self._moved(self.table.line())

    def _moved(self, line: ProductLine | None) -> None:
        self.edit_button.setEnabled(line is not None)
        self.end_button.setEnabled(line is not None and line.offered)

    def _contact(self, one: ProductLine) -> str:
        return one.contact_name or self.tr("没有联系人")

    def _state(self, one: ProductLine) -> str:
        if one.offered:
            return self.tr("在办")
        return self.tr("{day} 停办").format(day=one.valid_to)


class ProductSheet(Sheet):
    """Enter stores, Esc closes; `then` gets the product as it was kept."""

    def __init__(
        self,
        parent: Products,
        line: ProductLine | None,
        then: Callable[[ProductLine], object],
    ) -> None:
        """`line` is the product to change, None for a new one."""
        new = QCoreApplication.translate("ProductSheet", "加一个产品")
        changed = QCoreApplication.translate("ProductSheet", "修改产品")
        super().__init__(parent, changed if line else new)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.desk, self.jobs, self.line, self._then = parent.desk, parent.jobs, line, then
        tr = self.tr
        self.cells: dict[str, NoteLine] = {
            "name": NoteLine(tr("产品名称")),
            "bank": NoteLine(tr("银行")),
            "for_whom": NoteLine(tr("适用对象")),
            "amount": NoteLine(tr("额度"), tr("如：不超过5万元")),
            "term": NoteLine(tr("期限"), tr("如：不超过3年")),
            "rate": NoteLine(tr("利率")),
            "guarantee": NoteLine(tr("担保")),
            "materials": NoteLine(tr("材料"), tr("几样材料用顿号隔开")),
        }
        self.contact = Combo(tr("联系人"), [("", tr("还没有")), *parent.people])
        self.form = Form()
        labels = (
            tr("产品"), tr("银行"), tr("对象"), tr("额度"), tr("期限"), tr("利率"), tr("担保"),
            tr("材料"),
        )  # fmt: skip
        for label, cell in zip(labels, self.cells.values(), strict=True):
            self.form.add(label, cell)
        self.form.add(tr("联系人"), self.contact, words(tr("从通讯录里选"), "quiet"))
        self.add(self.form)
        self.body.addStretch(1)
        self.go = button(tr("存下 回车"), self.save, kind="primary")
        self.go.setDefault(True)
        self.close_button.setAutoDefault(False)
        self.foot.addWidget(self.go)
        if line is not None:
            for name, cell in self.cells.items():
                cell.setText(getattr(line, name))
            self.contact.choose(line.contact)
        self.cells["name"].setFocus()

    def entry(self) -> ProductEntry:
        """What was typed."""
        typed = {name: cell.text() for name, cell in self.cells.items()}
        return ProductEntry(**typed, contact=self.contact.code())

    def save(self) -> None:
        """Store the product."""
        self.form.quiet()
        if not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        entry, products, line = self.entry(), self.desk.products, self.line
        self.jobs.run(
            lambda: products.edit(line.id, entry) if line else products.add(entry),
            self._kept,
            self._ready,
        )

    def refused(self, error: BaseException) -> bool:
        """Say it under the field that it is about; what was typed stays."""
        text = explain(error)
        if text is None or not isinstance(error, Coded):
            return False
        name = str(error.params.get("field", "name"))
        editor = self.contact if name == "contact" else self.cells.get(name, self.cells["name"])
        self.form.say(editor, text)
        editor.setFocus()
        self.fit()
        return True

    def _ready(self) -> None:
        self.go.setEnabled(True)

    def _kept(self, line: ProductLine) -> None:
        self.accept()
        self._then(line)
