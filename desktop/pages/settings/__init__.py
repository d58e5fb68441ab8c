"""Settings and help: the station, people, backups, policy texts, about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from desktop.pages.settings.backups import Backups
from desktop.pages.settings.directory import Directory
from desktop.pages.settings.people import People
from desktop.pages.settings.phrases import Phrases
from desktop.pages.settings.policy import Policy
from desktop.pages.settings.products import Products
from desktop.pages.settings.station import Stationery
from desktop.texts import word
from desktop.ui.page import Page
from desktop.ui.parts import Card, Tabs, clear, column, scrolled, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.services.records.people import Station
    from desktop.ui.jobs import Jobs


class SettingsPage(Page):
    """Tabs; each part saves by itself."""

    restore_wanted = Signal(object, str)

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        tr = self.tr
        self.tabs = Tabs(
            [
                ("station", tr("本机资料")),
                ("phrases", tr("常用语")),
                ("people", tr("人员与密码")),
                ("directory", tr("通讯录")),
                ("products", tr("金融产品")),
                ("backups", tr("备份与恢复")),
                ("policy", tr("政策")),
                ("about", tr("帮助与关于")),
            ]
        )
        self.tabs.chosen.connect(self._turn)
        self.stationery = Stationery(desk, jobs)
        self.stationery.saved.connect(self._kept)
        self.phrases = Phrases(desk, jobs)
        self.phrases.saved.connect(self.toast.emit)
        self.people = People(desk, jobs)
        self.people.said.connect(self.toast.emit)
        self.directory = Directory(desk, jobs)
        self.directory.said.connect(self.toast.emit)
        self.directory.written.connect(self.changed.emit)
        self.products = Products(desk, jobs)
        self.products.said.connect(self.toast.emit)
        self.products.written.connect(self.changed.emit)
        self.backups = Backups(desk, jobs)
        self.backups.said.connect(lambda text: self.banner.say(text, "ok"))
        self.backups.wanted.connect(self.restore_wanted.emit)
        self.policy = Policy(desk, jobs)
        self.policy.said.connect(self.toast.emit)
        self.policy.written.connect(self.changed.emit)
        self.faces = QStackedWidget()
        self.parts = (
            *(self.stationery, self.phrases, self.people),
            *(self.directory, self.products, self.backups, self.policy),
        )
        for face in (*self.parts, self._about()):
            self.faces.addWidget(face)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.faces, 1)

    def _about(self) -> QWidget:
        tr = self.tr
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(16)
        self.facts.setColumnStretch(1, 1)
        station = Card(tr("这台电脑"))
        station.body.addLayout(self.facts)
        guide = Card(tr("怎么用"))
        for text in (
            tr("找人：按 Ctrl+K，输姓名首字母（如王小明输 wxm），再按候选前的数字。"),
            tr("记走访：按 F2，选人、按数字、回车；日期和方式会保留到下一户。"),
            tr("核对：选好户按 F4，改金额和用途会马上重新核对；点依据看条款原文。"),
            tr("打印：选材料和范围，先看缺项和预览，打印时才登记单号。"),
            tr("同步：插上县里的同步U盘会自动认出来，按回车同步，再按回车弹出；没有网也能办。"),
            tr("所有快捷键：按 Ctrl+/。离开座位按 Ctrl+L 锁屏，5 分钟不用会自动锁。"),
        ):
            guide.add(words(text, wrap=True))
        notice = words(
            tr("本程序只作政策条件核对和登记，是否发放贷款由银行依法自主决策。"), "label", wrap=True
        )
        made = QWidget()
        made.setLayout(column(guide, station, notice, 1, gap=12))
        return scrolled(made)

    def refresh(self) -> None:
        """Ask again for the open tab."""
        self._turn(self.tabs.key())

    def open(self, what: object) -> None:
        """Show a tab by its key, `policy/…` a view of the policy; `station` an empty field."""
        key, _, rest = what.partition("/") if isinstance(what, str) else ("", "", "")
        if key not in self.tabs.buttons:
            return
        self.tabs.choose(key)
        if key == "station":
            self.stationery.focus_missing()
        elif key == "policy":
            self.policy.open(rest or "packs")
        elif key in {"directory", "products"}:
            (self.directory if key == "directory" else self.products).table.setFocus()

    def help(self) -> None:
        """The clause of the policy's current row; elsewhere the help itself."""
        if self.tabs.key() == "policy":
            self.policy.help()
        else:
            self.tabs.choose("about")

    def _turn(self, key: str) -> None:
        place = list(self.tabs.buttons).index(key)
        self.faces.setCurrentIndex(place)
        if place < len(self.parts):
            self.parts[place].refresh()
        else:
            self.jobs.run(lambda: self.desk.station, self._station)

    def _kept(self, key: str) -> None:
        self.changed.emit("setting")
        self.toast.emit(self.tr("已保存：{what}").format(what=self.stationery.name_of(key)))

    def _station(self, station: Station) -> None:
        clear(self.facts)
        tr = self.tr
        towns = tr("、").join(name for _, name in station.townships)
        lines = [
            (tr("县"), f"{station.county_name} {station.county_code}"),
            (tr("乡镇"), towns),
            (tr("角色"), word("role", station.role)),
            (tr("使用人"), station.officer),
            (tr("设备号"), f"{station.letter}  {station.device[:8]}"),
            (tr("账本"), str(station.ledger)),
        ]
        for place, (label, text) in enumerate(one for one in lines if one[1]):
            self.facts.addWidget(words(label, "label"), place, 0)
            self.facts.addWidget(words(text, wrap=True), place, 1)
