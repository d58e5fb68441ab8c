"""What is typed once and stands on every sheet; each field saves itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.ui.fields import Field, NoteLine
from desktop.ui.files import choose_folder
from desktop.ui.messages import explain
from desktop.ui.parts import Card, button, scrolled

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.desk import Desk
    from desktop.services.listings import SettingKey
    from desktop.ui.jobs import Jobs

_COLUMNS = 2
_HIDDEN = frozenset({"font_scale", "import_folder", "printer"})
_FOLDERS = ("mailbox", "backup_folder")


class Stationery(QWidget):
    """The settings of the station in groups of two columns."""

    saved = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk = desk
        self.jobs = jobs
        self.fields: dict[str, Field] = {}
        self._values: dict[str, str] = {}
        self._asked = ""
        inner = QWidget()
        self._groups = QVBoxLayout(inner)
        self._groups.setContentsMargins(0, 0, 8, 0)
        self._groups.setSpacing(12)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scrolled(inner))
        jobs.run(desk.settings.keys, self._build)

    def refresh(self) -> None:
        """Ask for the values."""
        self.jobs.run(self.desk.settings.show, self._show)

    def name_of(self, key: str) -> str:
        """What a setting is called on the screen."""
        return self._labels().get(key, key)

    def focus_missing(self) -> None:
        """Put the cursor on the first field that is empty and stands on a sheet."""
        for key, field in self.fields.items():
            if not self._values.get(key):
                field.editor.setFocus()
                return

    def refused(self, error: BaseException) -> bool:
        """A value that does not fit: the field says so and keeps it."""
        text = explain(error)
        field = self.fields.get(self._asked)
        if text is None or field is None:
            return False
        field.say(text)
        return True

    def _build(self, keys: list[SettingKey]) -> None:
        titles = self._titles()
        labels = self._labels()
        grids: dict[str, QGridLayout] = {}
        for one in keys:
            if one.key in _HIDDEN:
                continue
            if one.group not in grids:
                grids[one.group] = self._group(titles.get(one.group, one.group))
            grid = grids[one.group]
            line = NoteLine(labels.get(one.key, one.key))
            line.editingFinished.connect(partial(self._keep, one.key))
            label = labels.get(one.key, one.key)
            if one.needed_for:
                label = self.tr("{label}（印在单子上）").format(label=label)
            field = Field(label, line)
            self.fields[one.key] = field
            place = grid.count()
            grid.addWidget(field, place // _COLUMNS, place % _COLUMNS)
        for key in _FOLDERS:
            if key in self.fields:
                self._folder(key)
        self._groups.addStretch(1)
        self.refresh()

    def _group(self, title: str) -> QGridLayout:
        card = Card(title, margin=16)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        self._groups.addWidget(card)
        return grid

    def _folder(self, key: str) -> None:
        field = self.fields[key]
        title = self.tr("选文件夹")
        choose = button(title, lambda: choose_folder(self, title, partial(self._chosen, key)))
        choose.setProperty("kind", "link")
        layout = field.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(2, choose)

    def _chosen(self, key: str, folder: Path) -> None:
        editor = self.fields[key].editor
        if isinstance(editor, NoteLine):
            editor.setText(str(folder))
            self._keep(key)

    def _keep(self, key: str) -> None:
        editor = self.fields[key].editor
        if not isinstance(editor, NoteLine):
            return
        text = editor.text().strip()
        if text == self._values.get(key, ""):
            return
        self._asked = key
        self.fields[key].say("")
        self.jobs.run(lambda: self._store(key, text), self._kept)

    def _store(self, key: str, text: str) -> tuple[str, str]:
        self.desk.settings.set({key: text})
        return key, text

    def _kept(self, kept: tuple[str, str]) -> None:
        key, text = kept
        self._values[key] = text
        self.saved.emit(key)

    def _show(self, values: dict[str, str]) -> None:
        self._values = dict(values)
        for key, field in self.fields.items():
            editor = field.editor
            if isinstance(editor, NoteLine) and not editor.hasFocus():
                editor.setText(values.get(key, ""))

    def _titles(self) -> dict[str, str]:
        tr = self.tr
        return {
            "bank": tr("主责任银行和网点"),
            "officer": tr("客户经理"),
            "phones": tr("对外公布的电话"),
            "release": tr("逾期催收通知书（本行法律审核后才能打印）"),
            "cards": tr("一卡通发放文件（与县财政商定）"),
            "machine": tr("这台电脑"),
            "days": tr("今天要做的事按几天算（本程序的习惯，不是政策规定；空着用原来的天数）"),
        }

    def _labels(self) -> dict[str, str]:
        tr = self.tr
        return {
            "bank": tr("主责任银行（机构全称）"),
            "outlet": tr("经办网点"),
            "outlet_address": tr("网点地址"),
            "outlet_hours": tr("办公时间"),
            "officer_name": tr("姓名"),
            "officer_phone": tr("工作电话"),
            "staff_no": tr("工号"),
            "complaint_phone": tr("银行投诉电话"),
            "supervision_phone": tr("监督电话（县农业农村部门）"),
            "hotline": tr("咨询热线"),
            "township_phone": tr("乡镇电话"),
            "agriculture_bureau": tr("县农业农村部门"),
            "filed_by": tr("报表的填报单位"),
            "released_by": tr("法律审核人"),
            "released_on": tr("审核日期（如 2026-07-08）"),
            "days_repay": tr("收到通知后几日内还款（按合同）"),
            "card_project": tr("补贴项目代码"),
            "card_fields": tr("列和顺序（如 姓名,证件号码,补贴金额；空着用原来的）"),
            "mailbox": tr("同步文件夹"),
            "mailbox_host_key": tr("SFTP 服务器的密钥（SHA256:…，和县管理员核对过的）"),
            "backup_folder": tr("第二份备份放哪里"),
            "photo_mb": tr("每个数据包带照片（MB，0 为不收发，空为 50）"),
            "days_maturity": tr("到期前几天提醒（原为 7,30,60,90）"),
            "days_contact": tr("逾期联系后歇几天（原为 7）"),
            "days_need_check": tr("有需求几天内核对（原为 3）"),
            "days_inspection": tr("贷后检查前几天提醒（原为 7）"),
            "days_renewal": tr("续贷展期申请几天没有答复要提醒（原为 7）"),
            "days_claim": tr("风险补偿办结期限前几天提醒（原为 60）"),
            "days_subsidy": tr("季末结息后几天内测算（原为 20）"),
            "days_sync": tr("几天没同步要提醒（原为 7）"),
            "days_backup": tr("几天没备份要提醒（原为 3）"),
        }
