"""A township's window on a quarter that can be settled: loans and posted interest, made up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit

from db import loans
from db.records.loans import Settlement
from desktop import app
from desktop.app import SHELF
from desktop.pages.subsidies import SubsidiesPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.whereabouts import Whereabouts
from desktop.ui.stepping import Ask
from desktop.words import words
from tests.follow import TOWNSHIP, lend, lines, unlent
from tests.ledgers import Clock
from tests.windows import settle

FIRST, LAST, DRAWN = date(2026, 3, 21), date(2026, 6, 20), date(2026, 4, 12)
DUE, LESS, LARGE = 33_542, 300, 8_000_000
"""Fen: what fifty thousand bore from the drawdown on, and what the bank posted less."""


def lent(desk: Desk) -> list[str]:
    """Six loans: two posted less, one not paid, one above fifty thousand, two clear; who borrowed.

    `desk` is the county's, whose interest counts.
    """
    unlent(desk)
    houses = lines(desk)[:6]
    told: list[Settlement] = []
    for place, house in enumerate(houses):
        loan_no = f"JK-Q-000{place + 1}"
        more = {"principal_fen": LARGE, "balance_fen": LARGE} if place == 3 else {}
        lend(desk, house.household_no, loan_no, borrower_name=house.head_name, **more)
        due = DUE * 8 // 5 if place == 3 else DUE
        due -= LESS if place < 2 else 0
        told.append(
            Settlement(
                loan_no=loan_no,
                settled_on=LAST,
                period_from=DRAWN,
                period_to=LAST,
                interest_due_fen=due,
                interest_paid_fen=0 if place == 2 else due,
                paid_on=LAST,
                township_code=TOWNSHIP,
            )
        )
    loans.keep_settlements(desk.session.store, "县里", told)
    return [one.head_name for one in houses]


def exchange(folder: Path, *desks: Desk) -> None:
    """Each of them over the stick, one after another."""
    folder.mkdir(exist_ok=True)
    for desk in desks:
        desk.sync.run(str(folder))


def quarter_page(window: Window) -> SubsidiesPage:
    window.open("subsidies")
    found = window.pages["subsidies"]
    assert isinstance(found, SubsidiesPage)
    settle()
    return found


def a_moving_door(home: Path, clock: Clock) -> Door:
    """The door with a clock that can go on: a notice hangs for days."""
    return Door(
        clock=clock,
        shelf=SHELF,
        words=words(),
        build=app.build,
        whereabouts=Whereabouts(home),
    )


def sheet() -> Ask:
    """The sheet that is open."""
    found = QApplication.activeModalWidget()
    assert isinstance(found, Ask)
    return found


def fill(**typed: str) -> None:
    """Type into the fields of the open sheet by their labels, and do it."""
    asked = sheet()
    by_label = {field.editor.accessibleName(): field.editor for field in asked.fields}
    for label, text in typed.items():
        editor = by_label[label]
        assert isinstance(editor, QLineEdit)
        editor.setText(text)
    asked.work()
    settle()
