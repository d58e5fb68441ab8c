"""Roster versions for county and township: versions, differences, the work they leave, quality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from desktop.pages.rosters.diff import Diff
from desktop.pages.rosters.quality import QualityView
from desktop.pages.rosters.versions import Versions
from desktop.pages.rosters.work import Work
from desktop.services.records.people import FIELD_ROLES
from desktop.ui.page import Page
from desktop.ui.parts import Tabs, button, row
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.pages.rosters.view import View
    from desktop.services.desk import Desk
    from desktop.services.listings import VersionLine
    from desktop.services.records.people import Station
    from desktop.ui.jobs import Jobs


class RostersPage(Page):
    """Four tabs, Alt+1 to Alt+4; a township begins with the work, the county with the versions."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self._chosen = False
        tr = self.tr
        self.versions, self.diff = Versions(desk, jobs), Diff(desk, jobs)
        self.work, self.quality = Work(desk, jobs), QualityView(desk, jobs)
        self.views: dict[str, View] = {
            "work": self.work,
            "diff": self.diff,
            "quality": self.quality,
            "versions": self.versions,
        }
        self.tabs = Tabs(
            [
                ("work", tr("要做的事")),
                ("diff", tr("两版差别")),
                ("quality", tr("名单质量")),
                ("versions", tr("名单版本")),
            ]
        )
        self.houses = button(tr("看帮扶户"), lambda: go("households", None), drawing="households")
        self.body.addLayout(row(self.tabs, 1, self.houses))
        self.faces = QStackedWidget()
        for place, (key, view) in enumerate(self.views.items(), 1):
            self.faces.addWidget(view)
            view.go_wanted.connect(self._go)
            view.said.connect(self.toast.emit)
            view.written.connect(self.changed.emit)
            keys = f"Alt+{place}"
            set_tip(self.tabs.buttons[key], keys)
            QShortcut(QKeySequence(keys), self, lambda key=key: self.tabs.choose(key))
        QShortcut(QKeySequence("Ctrl+F"), self, lambda: self.view().search())
        self.body.addWidget(self.faces, 1)
        self.tabs.chosen.connect(self._turn)
        self.versions.compare_wanted.connect(self._compare)
        self.versions.work_wanted.connect(lambda label: self.open(("work", label)))
        self.work.counted.connect(self._count)
        jobs.run(lambda: desk.station, self._station)

    def view(self) -> View:
        """What is open now."""
        return self.views[self.tabs.key()]

    def refresh(self) -> None:
        """Ask again for what is open, and how much waits."""
        self.view().refresh()
        if self.view() is not self.work:
            self.jobs.run(self.desk.rosters.waiting, self._count)
        self.view().enter()

    def open(self, what: object) -> None:
        """Show a tab by its key; `("work", version)` shows what that version leaves to do."""
        key, label = what if isinstance(what, tuple) else (what, "")
        if key not in self.views:
            return
        self._chosen = True
        if key == "work" and label:
            self.tabs.buttons[key].setChecked(True)
            self.faces.setCurrentWidget(self.work)
            self.work.narrow(str(label))
            self.work.enter()
        else:
            self.tabs.choose(str(key))

    def forget(self) -> None:
        """Empty every tab."""
        for view in self.views.values():
            view.forget()

    def _station(self, station: Station) -> None:
        for view in self.views.values():
            view.offer(station.role)
        if station.role not in FIELD_ROLES and not self._chosen:
            self.tabs.buttons["versions"].setChecked(True)
            self.faces.setCurrentWidget(self.versions)
            if self.isVisible():  # the role came after the page was asked to fill itself
                self.refresh()

    def _turn(self, key: str) -> None:
        self._chosen = True
        self.faces.setCurrentWidget(self.views[key])
        self.views[key].refresh()
        self.views[key].enter()

    def _compare(self, line: VersionLine) -> None:
        self.tabs.buttons["diff"].setChecked(True)
        self.faces.setCurrentWidget(self.diff)
        self.diff.compare(line)
        self.diff.enter()

    def _go(self, page: str, what: object) -> None:
        if page == "rosters":
            self.open(what)
        else:
            self.go(page, what)

    def _count(self, waiting: int) -> None:
        text = self.tr("要做的事 {n}").format(n=f"{waiting:,}")
        self.tabs.name("work", text if waiting else self.tr("要做的事"))
