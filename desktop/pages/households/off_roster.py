"""People on no roster, on the page of households: list, drawer, and every act on a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop.pages.households.entry import EntrySheet
from desktop.pages.households.walk_in_drawer import WalkInDrawer
from desktop.services.records.walk_ins import WalkInFilter, WalkInLine
from desktop.texts import sentence, word
from desktop.ui.jobs import Latest
from desktop.ui.parts import Empty
from desktop.ui.pickers import Candidate
from desktop.ui.picking import PickSheet
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.services.desk import Desk
    from desktop.services.records.people import Found, Station
    from desktop.services.records.walk_ins import Twin
    from desktop.ui.jobs import Jobs
    from desktop.ui.page import Page
    from desktop.ui.undoing import Undoing

_KIND = "walk_in"
WRITERS = frozenset({"county", "officer", "bank_desk"})


class OffRoster(QObject):
    """The list and the drawer, and what is done with a record; every act can be taken back."""

    listed = Signal(int, bool)
    """How many records are in the list, and whether a filter narrows it."""

    household = Signal(str)
    """A household is to be opened."""

    record = Signal(str)
    """A record is to be opened, beside the list."""

    def __init__(self, page: Page, desk: Desk, jobs: Jobs, undoing: Undoing) -> None:
        super().__init__(page)
        self.page = page
        self.desk = desk
        self.jobs = jobs
        self.undoing = undoing
        self.villages: list[str] = []
        self.village = ""
        self._townships: tuple[tuple[str, str], ...] = ()
        self._asked = WalkInFilter()
        self._latest = Latest()
        self._filling = False
        self.may_write = True
        self._left: dict[str, Mapping[str, str]] = {}
        self.drawer = WalkInDrawer(desk, jobs)
        self.drawer.step.connect(self.act)
        self.drawer.household.connect(self.household.emit)
        self.drawer.shown.connect(self._mark)
        self._list()

    def _list(self) -> None:
        tr = self.tr
        self.table = Table[WalkInLine](
            tr("名单外人员"),
            [
                Column(title=tr("姓名"), text=lambda w: w.name, width=80),
                Column(title=tr("村"), text=lambda w: w.village),
                Column(title=tr("身份证号"), text=lambda w: w.id_masked, width=160, optional=True),
                Column(title=tr("电话"), text=lambda w: w.phone_masked, width=110, optional=True),
                Column(title=tr("见面"), text=self._met, width=98),
                Column(title=tr("归到"), text=lambda w: w.linked_name, width=80),
                Column(title=tr("状态"), text=self._state, width=84, tone=self._tone),
            ],
        )
        self.table.leaves("walk_ins", self._part)
        self.table.opened.connect(lambda line: self.open(line.walk_in_no))
        self.table.current.connect(self._walked)
        nobody = tr("还没有名单外的人。遇到不在名单里的人，先记在这里，以后可以归到某户。")
        self.empty = Empty("households", nobody, [(tr("新增 Ctrl+N"), self.add)])
        self.face = QStackedWidget()
        self.face.addWidget(self.table)
        self.face.addWidget(self.empty)

    def station(self, station: Station) -> None:
        """Which townships there are to choose from, and whether this role meets people at all."""
        self._townships = station.townships
        self.may_write = station.role in WRITERS

    def ask(self, *, village: str, text: str) -> None:
        """Ask for the list."""
        self._asked = WalkInFilter(village=village, text=text)
        wanted = self._asked
        self.jobs.run(lambda: self.desk.walk_ins.listed(wanted), self._latest.only(self._show))

    def open(self, walk_in_no: str) -> None:
        """Show a record in the drawer."""
        self.drawer.open(walk_in_no)

    def refresh(self) -> None:
        """Ask for the open record again."""
        if self.drawer.wanted:
            self.drawer.open(self.drawer.wanted)

    def forget(self) -> None:
        """Empty list and drawer; what was typed and not saved waits out of sight."""
        self._latest.drop()
        self.table.lines.show([])
        self.drawer.forget()

    def at_hand(self) -> str:
        """The record in the drawer, or the current one of the list."""
        if self.drawer.wanted:
            return self.drawer.wanted
        line = self.table.line() if self.table.isVisible() else None
        return line.walk_in_no if line else ""

    def add(self) -> None:
        """Open the form for somebody new, with what was left in it."""
        if self.may_write:
            self._form(None)

    def act(self, what: str, walk_in_no: str) -> None:
        """Do what the drawer's buttons say with a record."""
        asked = self.desk.walk_ins
        if what in {"edit", "link", "merge", "check"}:
            after: dict[str, Callable[[WalkInLine], None]] = {
                "edit": self._form,
                "link": self._pick_household,
                "merge": self._pick_record,
                "check": self._check,
            }
            self.jobs.run(lambda: asked.card(walk_in_no), after[what])
        elif what == "unlink":
            self.jobs.run(lambda: asked.unlink(walk_in_no), self._unlinked)
        elif what == "unmerge":
            self.jobs.run(lambda: asked.unmerge(walk_in_no), self._unmerged)
        else:
            self.jobs.run(lambda: (asked.card(walk_in_no), asked.remove(walk_in_no)), self._removed)

    def refused(self, error: BaseException) -> bool:
        """The page says it."""
        return self.page.refused(error)

    def _form(self, line: WalkInLine | None) -> None:
        number = line.walk_in_no if line is not None else ""
        sheet = EntrySheet(
            self.page,
            self.desk,
            self.jobs,
            villages=self.villages,
            townships=self._townships,
            line=line,
            village=self.village,
        )
        left = self._left.get(number)
        if left is not None:
            sheet.take_up(left)
        sheet.saved.connect(lambda made: self._kept(made, number))
        sheet.left.connect(lambda raw: self._unsaved(raw, number))
        sheet.wanted.connect(self._twin)
        sheet.open()
        sheet.form.editors["name"].setFocus()

    def _unsaved(self, raw: Mapping[str, str] | None, number: str) -> None:
        if raw is None:
            self._left.pop(number, None)
            return
        self._left[number] = raw
        again = self.tr("没存的内容还留着，再打开“{what}”就接着填。").format(
            what=self.tr("改") if number else self.tr("新增")
        )
        self.page.toast.emit(again)

    def _kept(self, line: WalkInLine, number: str) -> None:
        self._left.pop(number, None)
        self._did(self.tr("修改") if number else self.tr("新增"), line)

    def _did(self, verb: str, line: WalkInLine) -> None:
        """Say what was done and how it is taken back, and show it."""
        if line.turn is not None:
            self.undoing.did(verb, self._called(line), self.desk.walk_ins.take_back, line.turn)
        self.page.changed.emit(_KIND)
        self.record.emit(line.walk_in_no)
        self._again()

    def _called(self, line: WalkInLine) -> str:
        return self.tr("{name}（{village}）").format(name=line.name, village=line.village)

    def _again(self) -> None:
        self.ask(village=self._asked.village, text=self._asked.text)

    def _twin(self, twin: Twin) -> None:
        if twin.household_no:
            self.household.emit(twin.household_no)
        else:
            self.record.emit(twin.walk_in_no)

    def _pick_household(self, line: WalkInLine) -> None:
        tr = self.tr
        suspects = self._suspects(line)
        sheet = PickSheet(
            self.page,
            self.jobs,
            title=tr("{name}：归到名单里的哪一户").format(name=line.name),
            about=tr("记录留着，只是与那一户连在一起；随时可以取消。"),
            label=tr("农户"),
            find=self._households,
            write=lambda key, _anyway: self.desk.walk_ins.link(line.walk_in_no, key),
            first=[one for one in suspects if not one.value],
        )
        sheet.saved.connect(self._linked)
        sheet.open()

    def _pick_record(self, line: WalkInLine) -> None:
        tr = self.tr
        suspects = self._suspects(line)
        about = tr(
            "选另一条名单外的记录：合并后按一条显示，两条都原样留着，随时可以取消。"
            "名单里重复的户不能在这里合并：名单由县里掌握，请报县里核实。"
        )
        sheet = PickSheet(
            self.page,
            self.jobs,
            title=tr("{name}：与哪一条是同一个人").format(name=line.name),
            about=about,
            label=tr("名单外人员"),
            find=lambda query: self._records(query, line.walk_in_no),
            anyway=("walk_in_merge_differs", tr("仍要合并")),
            write=lambda key, anyway: self.desk.walk_ins.merge(key, line.walk_in_no, anyway=anyway),
            first=[one for one in suspects if one.value],
        )
        sheet.saved.connect(lambda made: self._did(self.tr("合并"), made))
        sheet.open()

    def _suspects(self, line: WalkInLine) -> list[Candidate]:
        """Who may be the same, as far as the drawer knows; `value` is whether it is a record."""
        twins = self.drawer.twins if self.drawer.wanted == line.walk_in_no else []
        return [
            Candidate(
                key=one.household_no or one.walk_in_no,
                name=one.name,
                place=one.village,
                number=(one.household_no or one.walk_in_no)[-5:],
                badge=self.tr("{by}相同").format(by=word("twin_by", one.by)),
                value=bool(one.walk_in_no),
            )
            for one in twins[:3]
        ]

    def _households(self, query: str) -> list[Candidate]:
        return [_candidate(hit) for hit in self.desk.households.find(query)]

    def _records(self, query: str, own: str) -> list[Candidate]:
        """Records by name, initials, number, and by the ends of ID and phone."""
        hits = self.desk.households.find(query, limit=200, walk_ins=True)
        wanted = {one.walk_in_no for one in hits}
        wanted |= {one.walk_in_no for one in self.desk.walk_ins.listed(WalkInFilter(text=query))}
        return [
            Candidate(
                key=one.walk_in_no,
                name=one.name,
                place=one.village,
                number=one.walk_in_no[-5:],
                badge=one.linked_name,
            )
            for one in self.desk.walk_ins.listed()
            if one.walk_in_no != own and one.walk_in_no in wanted
        ]

    def _linked(self, line: WalkInLine) -> None:
        self._did(self.tr("归到{house}户").format(house=line.linked_name), line)

    def _unlinked(self, line: WalkInLine) -> None:
        self._did(self.tr("取消归户"), line)

    def _unmerged(self, line: WalkInLine) -> None:
        self._did(self.tr("取消合并"), line)

    def _removed(self, answer: tuple[WalkInLine, object]) -> None:
        line, turn = answer
        back = self.desk.walk_ins.take_back
        self.undoing.did(self.tr("作废"), self._called(line), back, turn)
        self.drawer.close_drawer()
        self.page.changed.emit(_KIND)
        self._again()

    def check(self) -> None:
        """F4: only households of the roster can be checked."""
        number = self.at_hand()
        if number:
            self.act("check", number)

    def _check(self, line: WalkInLine) -> None:
        if line.household_no:
            self.page.go("eligibility", line.household_no)
        elif self.drawer.wanted == line.walk_in_no:
            self.drawer.say(sentence("not_on_roster", {}), "warn")
        else:
            self.page.banner.say(sentence("not_on_roster", {}), "warn")

    def _show(self, lines: list[WalkInLine]) -> None:
        self._filling = True  # a list that came anew is no walk of the officer's
        self.table.lines.show(lines)
        self._mark()
        self._filling = False
        narrowed = self._asked != WalkInFilter()
        self.face.setCurrentIndex(0 if lines or narrowed else 1)
        self.listed.emit(len(lines), narrowed)

    def _mark(self, walk_in_no: str = "") -> None:
        """Stand on the row of the record in the drawer."""
        number = walk_in_no or self.drawer.wanted
        for place, line in enumerate(self.table.lines.rows):
            if line.walk_in_no == number and place != self.table.currentIndex().row():
                self.table.go_to(place)

    def _walked(self, line: WalkInLine | None) -> None:
        """The open drawer follows the list."""
        walked = self.drawer.isVisible() and self.table.hasFocus() and not self._filling
        if line is not None and walked and line.walk_in_no != self.drawer.wanted:
            self.drawer.open(line.walk_in_no)

    def _part(self) -> dict[str, object]:
        return {"village": self._asked.village, "text": self._asked.text}

    def _met(self, line: WalkInLine) -> str:
        return line.met_on.isoformat() if line.met_on else ""

    def _state(self, line: WalkInLine) -> str:
        if line.wrong:
            return self.tr("待补正")
        if line.merged:
            return self.tr("合并 {n} 条").format(n=len(line.merged) + 1)
        return self.tr("已归户") if line.household_no else self.tr("名单外")

    def _tone(self, line: WalkInLine) -> str:
        return "warn" if line.wrong else "info"


def _candidate(hit: Found) -> Candidate:
    return Candidate(
        key=hit.household_no, name=hit.name, place=hit.village, number=hit.household_no[-4:]
    )
