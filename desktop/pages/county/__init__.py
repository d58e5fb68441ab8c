"""The county's laptops: who is invited, active, revoked; and a new 开户包."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.pages.county.areas import AreasSheet, codes_in
from desktop.pages.county.keys import KeysBox, show_code
from desktop.pages.county.serving import ServerBox
from desktop.services.listings import DeviceLine
from desktop.texts import choices, word
from desktop.ui.exporting import export_button
from desktop.ui.fields import Cell, Combo, Form, NoteLine
from desktop.ui.files import choose_target
from desktop.ui.messages import Hint, ask
from desktop.ui.page import Page
from desktop.ui.parts import Card, button, column, flowing, row, rule, words
from desktop.ui.tables import Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent

    from desktop.services.desk import Desk
    from desktop.services.listings import Package
    from desktop.services.records.people import Village
    from desktop.ui.jobs import Jobs

_STATES = {"active": "ok", "invited": "info", "revoked": "error"}
_SHOWN = 8
_WARNED_DAYS = 60
_FORM, _BESIDE, _ROWS = 340, 860, 150
_ANY = 16_777_215


class CountyPage(Page):
    """Devices at the left, a form for a new package at the right."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self._names: dict[str, str] = {}
        self.beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.beside.setSpacing(12)
        self.beside.addWidget(self._devices(), 1)
        self._form = self._enrol()
        self.beside.addWidget(self._form)
        self.body.addLayout(self.beside, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the form below the devices where both have no room beside each other."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "beside"):
            self._fit()

    def _fit(self) -> None:
        theme = Theme.current()
        narrow = self.width() < theme.px(_BESIDE)
        ways = QBoxLayout.Direction
        self.beside.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self._form.setMinimumWidth(0 if narrow else theme.px(_FORM))
        self._form.setMaximumWidth(_ANY if narrow else theme.px(_FORM))
        self.table.setMinimumHeight(theme.px(_ROWS))

    def _devices(self) -> Card:
        tr = self.tr
        self.table = Table[DeviceLine](
            tr("设备"),
            [
                Column(title=tr("乡镇"), text=self._named),
                Column(title=tr("使用人"), text=lambda d: d.officer, width=88),
                Column(title=tr("角色"), text=lambda d: word("role", d.role), width=116),
                Column(
                    title=tr("状态"),
                    text=lambda d: word("device_state", d.state),
                    width=88,
                    tone=lambda d: _STATES.get(d.state, "info"),
                ),
                Column(title=tr("最近来包"), text=self._seen, width=140, optional=True),
                Column(
                    title=tr("证书到期"),
                    text=lambda d: d.expires_on.isoformat() if d.expires_on else "",
                    width=104,
                    tone=self._ends,
                    optional=True,
                ),
                Column(
                    title=tr("设备号"), text=lambda d: d.device[:_SHOWN], width=96, optional=True
                ),
            ],
        )
        self.table.leaves("devices")
        self.export_button = export_button(self.table)
        self.revoke_button = button(tr("吊销选中的设备"), self._ask_revoke, kind="danger")
        self.sync_button = button(
            tr("下发和接收数据包"), lambda: self.go("inbox", None), drawing="sync"
        )
        card = Card(tr("设备与开户包"), margin=16)
        card.head.addWidget(self.export_button)
        card.head.addWidget(self.sync_button)
        self.renew_button = button(tr("换发证书"), self._renew)
        self.recovery_button = button(tr("查恢复码"), self._ask_recovery)
        self.about = words(
            tr("选中一行可查恢复码、换发证书、换管的乡镇或吊销。"), "quiet", wrap=True
        )
        self.areas_button = button(self.tr("换管的乡镇"), self._ask_areas)
        some = flowing(
            self.recovery_button, self.renew_button, self.areas_button, self.revoke_button
        )
        foot = column(self.about, some, gap=4)
        self.server = ServerBox(self.desk, self.jobs)
        self.keys = KeysBox(self.desk, self.jobs)
        self.keys.rotated.connect(self._rotated)
        card.add(self.table, foot, rule(soft=True), self.keys, rule(soft=True), self.server)
        self.table.current.connect(self._turn)
        card.body.setStretch(0, 1)
        return card

    def _enrol(self) -> Card:
        tr = self.tr
        self.township = Combo(tr("乡镇"))
        self.code = Cell(tr("乡镇代码"))
        self.code.setPlaceholderText(tr("9 位代码，可以填几个"))
        self.officer = NoteLine(tr("使用人姓名"))
        roles = [one for one in choices("role") if one[0] != "county"]
        self.role = Combo(tr("角色"), roles)
        self.bank = NoteLine(tr("主责任银行"), tr("机构全称"))
        self.hint = Hint()
        self.form = Form()
        self.form.add(tr("乡镇"), self.township)
        self.form.add(tr("或代码"), self.code)
        self.form.add(tr("使用人"), self.officer)
        self.form.add(tr("角色"), self.role)
        self.form.add(tr("银行"), self.bank)
        self.make_button = button(tr("制作开户包"), self._where, kind="primary")
        about = tr("开户包里有首批名单。把文件拷进U盘，16 位开户码写在纸上另外交给使用人。")
        inner = QWidget()
        inner.setLayout(column(words(about, "label", wrap=True), self.form, self.hint, 1))
        card = Card(tr("新开户包"), margin=16)
        card.body.addWidget(inner, 1)
        card.body.addLayout(row(1, self.make_button))
        return card

    def refresh(self) -> None:
        """Ask for the devices and the townships."""
        self.jobs.run(self.desk.households.villages, self._villages)
        self.jobs.run(lambda: list(self.desk.county.devices()), self._show)
        self.server.refresh()

    def forget(self) -> None:
        """Names of officers stand in the list."""
        self.table.lines.show([])

    def make(self, out: Path) -> None:
        """Write a package and show its code."""
        townships = codes_in(self.code.text()) or [self.township.code()]
        officer, role, bank = self.officer.text(), self.role.code(), self.bank.text()
        self.jobs.run(
            lambda: self.desk.county.enrol(
                townships=townships, officer=officer, role=role, bank=bank, out=out
            ),
            self._made,
        )

    def revoke(self, device: str) -> None:
        """End a device."""
        self.jobs.run(lambda: self.desk.county.revoke(device), self._revoked)

    def _renew(self) -> None:
        line = self.table.line()
        if line is not None:
            self.jobs.run(partial(self.desk.county.renew, line.device), self._renewed)

    def _renewed(self, line: DeviceLine) -> None:
        said = self.tr("{who} 的设备证书已换发，到 {day}，下次同步带过去。")
        self.toast.emit(said.format(who=line.officer, day=line.expires_on))
        self.changed.emit("device")
        self.refresh()

    def _ask_areas(self) -> None:
        line = self.table.line()
        if line is None:
            return
        sheet = AreasSheet(self, line.officer, line.township)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.wanted.connect(partial(self._assign, line.device))
        sheet.open()

    def _assign(self, device: str, codes: list[str]) -> None:
        self.jobs.run(partial(self.desk.county.assign, device, codes), self._assigned)

    def _assigned(self, line: DeviceLine) -> None:
        said = self.tr("{who} 以后管 {where}，下次同步带过去。")
        self.toast.emit(said.format(who=line.officer, where=self._named(line)))
        self.changed.emit("device")
        self.refresh()

    def _rotated(self, mark: str) -> None:
        said = self.tr(
            "县里的根密钥已换，指纹 {mark}。各乡镇下次同步后认新的；请现在重新存一份县级密钥。"
        ).format(mark=mark)
        self.banner.say(said, "warn", [(self.tr("存县级密钥"), self.keys.save_button.click)])
        self.changed.emit("device")
        self.refresh()

    def _ask_recovery(self) -> None:
        line = self.table.line()
        if line is not None:
            self.keys.ask_recovery(line, self._named(line))

    def _turn(self, line: DeviceLine | None) -> None:
        active = line is not None and line.state == "active"
        self.renew_button.setEnabled(active)
        self.areas_button.setEnabled(active)
        self.recovery_button.setEnabled(active)
        self.revoke_button.setEnabled(line is not None and line.state in {"active", "invited"})
        text = self._chosen()
        if line is not None and line.revoked_at is not None:
            text = self.tr("{at} 吊销：以前收到的都算数，以后来的包先隔离，由县里决定。").format(
                at=f"{line.revoked_at.astimezone():%Y-%m-%d %H:%M}"
            )
        self.about.setText(text)

    def _chosen(self) -> str:
        return self.tr("选中一行可查恢复码、换发证书、换管的乡镇或吊销。")

    def _ends(self, line: DeviceLine) -> str:
        ends = line.expires_on
        if ends is None or line.state != "active":
            return ""
        left = (ends - self.desk.today()).days
        return "error" if left < 0 else "warn" if left <= _WARNED_DAYS else ""

    def _where(self) -> None:
        if not (self.code.text().strip() or self.township.code()):
            self.form.say(self.township, self.tr("先选乡镇，或填 9 位乡镇代码。"))
            return
        if not self.officer.text().strip():
            self.form.say(self.officer, self.tr("请填使用人姓名。"))
            return
        self.form.quiet()
        name = self.tr("开户包-{who}.tdpack").format(who=self.officer.text().strip())
        kinds = self.tr("开户包 (*.tdpack)")
        choose_target(self, self.tr("存开户包"), name, kinds, self.make)

    def _made(self, package: Package) -> None:
        text = self.tr("文件：{name}。开户码只显示这一次，请抄在纸上，与文件分开交给使用人。")
        title = self.tr("开户包已做好")
        show_code(self, title, text.format(name=package.path.name), package.code)
        self.officer.clear()
        self.code.clear()
        self.changed.emit("device")
        self.refresh()

    def _ask_revoke(self) -> None:
        line = self.table.line()
        if line is None or line.state == "revoked":
            return
        verb = self.tr("吊销 {who} 的设备")
        text = self.tr(
            "{who}（{where}）的这台设备将不能再与县里同步。现在已收到的记录都算数，"
            "它以后发来的包会被隔离，由县里逐包决定；它的屏幕上会写明已被停用。"
        )
        if line.state == "invited":
            verb = self.tr("吊销 {who} 的开户包")
            text = self.tr(
                "{who}（{where}）的这个开户包还没有用过。吊销后谁也不能再用它开户，"
                "已经用它建了账本的电脑也不能与县里同步。需要时再做一个新的开户包。"
            )
        text = text.format(who=line.officer, where=self._named(line))
        verb = verb.format(who=line.officer)
        ask(self, self.tr("吊销设备"), text, verb, lambda: self.revoke(line.device), danger=True)

    def _revoked(self, line: DeviceLine) -> None:
        self.toast.emit(self.tr("已吊销 {who} 的设备").format(who=line.officer))
        self.changed.emit("device")
        self.refresh()

    def _show(self, lines: list[DeviceLine]) -> None:
        self.table.lines.show(lines)
        self._turn(self.table.line())

    def _villages(self, villages: list[Village]) -> None:
        self._names = {one.township_code: one.township for one in villages}
        self.township.fill(list(self._names.items()))

    def _named(self, line: DeviceLine) -> str:
        codes = line.township.split(",")
        return self.tr("、").join(self._names.get(code, code) for code in codes)

    def _seen(self, line: DeviceLine) -> str:
        return f"{line.last_seen.astimezone():%Y-%m-%d %H:%M}" if line.last_seen else ""
