"""A process in which somebody types three fields of a visit; it is killed before the row ends."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.pages.launch import make_app
from desktop.pages.visits import VisitsPage
from desktop.pages.window import Window
from desktop.services.gates import LockGate
from desktop.ui.jobs import InlineJobs
from tests.evening import Typist, at_village, panel_of
from tests.windows import NOW, a_door


def main(ledger: Path, officer: str, password: str, where: str) -> None:
    """Type, say so, and wait for the end."""
    app = make_app([])
    door = a_door(ledger.parent / "home")
    desk = door.unlock(ledger, officer, password)
    window = Window(desk, desk.station, InlineJobs(), gate=LockGate(door, desk), clock=lambda: NOW)
    window.show()
    typed = Typist(window)
    if where == "quick":
        at_village(panel_of(window))
        typed("1\n11")
    else:
        window.open("visits", desk.households.numbers()[0])
        page = window.pages["visits"]
        assert isinstance(page, VisitsPage)
        typed("111")
        page.form.note.setFocus()
        typed("abc")
        page.form.person.setFocus()
    QApplication.processEvents()
    sys.stdout.write("typed\n")
    sys.stdout.flush()
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:5])
