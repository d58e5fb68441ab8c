"""The time line of a contract on the policy page, and the band that paints it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.pages.settings.policy import Policy
from desktop.pages.window import Window
from desktop.ui.band import Band, Lane, Stretch
from desktop.ui.theme import Theme
from tests.policies import dialog, opened, press
from tests.windows import settle, told

pytest_plugins = ["tests.policy_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def number_of(policy: Policy, pack_id: str) -> str:
    return next(one.number for one in policy.desk.policy.packs() if one.pack_id == pack_id)


def test_the_time_line_says_which_document_binds_an_old_contract(window: Window) -> None:
    policy = opened(window, "timeline/TPXE/2024-05-08/2024-05-10/2026-05-08")
    view = policy.timeline
    line = policy.desk.policy.contract(
        "TPXE", date(2024, 5, 8), date(2024, 5, 10), date(2026, 5, 8)
    )
    assert view.line == line
    assert len(view.band.stretches) == len(line.spans) == 4
    parts = view.table.lines.rows
    assert [one.mark for one in parts] == ["1", "2", "3", "4", "签订", "计息", "续贷"]
    assert parts[4].document == number_of(policy, "LEGACY-2021")
    assert (parts[5].start, parts[5].end) == (date(2024, 5, 10), date(2026, 5, 7))
    assert parts[6].document == number_of(policy, "SX-2026")
    assert view.table.currentIndex().row() == 4
    assert "在合同期内各项政策保持不变" in view.why.text()
    view.table.setFocus()
    press(policy, "F1")
    sheet = dialog(policy)
    assert policy.desk.policy.clause(parts[4].ref).text in told(sheet)
    sheet.close()


def test_a_day_in_the_window_between_two_documents_is_marked_for_a_person(window: Window) -> None:
    policy = opened(window, "timeline/BFXE/2026-03-27/2026-03-28/2027-03-28")
    view = policy.timeline
    row = view.table.line()
    assert (row.mark, row.codes) == ("签订", ("pack_window",))
    assert "需人工确认" in told(view)
    assert view.band.stretches[2].tone == "warn"
    box = view.band.boxes()[1]
    at = QPoint(round(box.center().x()), round(box.center().y()))
    QTest.mouseClick(view.band, Qt.MouseButton.LeftButton, pos=at)
    assert view.table.line().mark == "2"
    assert "先按全国通知" in view.why.text()
    window.resize(1093, 543)
    settle()
    view.table.go_to(len(view.table.lines.rows) - 1)
    bar = view.area.verticalScrollBar()
    assert 0 < bar.value() == bar.maximum()


def test_days_out_of_order_are_said_under_the_day(policy: Policy) -> None:
    press(policy, "Alt+4")
    view = policy.timeline
    before = view.line
    view.drawn.set_day(date(2026, 7, 1))
    view.maturity.set_day(date(2026, 7, 1))
    assert view.hints["drawn"].text() == "不能早于签订日"
    assert view.hints["maturity"].text() == "要晚于放款日"
    assert view.line is before
    view.signed.setText("哪天")
    view.signed.settle()
    assert view.hints["signed"].text() == "请写日期"
    for cell, day in ((view.signed, 1), (view.drawn, 2), (view.maturity, 30)):
        cell.set_day(date(2026, 7, day))
    assert view.line.signed_on == date(2026, 7, 1)
    assert not any(hint.text() for hint in view.hints.values())


@pytest.mark.parametrize("wide", [430, 900, 1300])
def test_a_band_writes_only_what_has_room(dressed: object, wide: int) -> None:
    assert dressed
    band = Band("band")
    edges = [date(2026, 2, 24), date(2026, 3, 27), date(2026, 3, 28)]
    stretches = [
        Stretch(
            number=str(place + 1),
            labels=("晋金管发 2026 年 6 号", "确认"),
            start=([None, *edges])[place],
            end=([*edges, None])[place],
            tone=("", "warn", "warn", "ok")[place],
        )
        for place in range(4)
    ]
    lanes = [
        Lane(labels=("签订 2026-04-01",), start=date(2026, 4, 1), end=None),
        Lane(labels=("计息 " * 60, "计息"), start=date(2026, 4, 1), end=date(2029, 3, 31)),
    ]
    band.show_days(date(2026, 7, 8), stretches, lanes)
    band.resize(wide, band.sizeHint().height())
    boxes = band.boxes()
    assert boxes[-1].right() <= wide + 0.5
    for one, after in pairwise(boxes):
        assert abs(one.right() - after.x()) < 0.5
    days = [date(2026, 1, 1), *edges, date(2026, 7, 8), date(2029, 3, 31)]
    places = [band.at(day) for day in days]
    assert places == sorted(places) and places[-1] <= wide
    band.choose(1)
    drawn = band.grab().toImage()
    assert drawn.pixelColor(round(boxes[1].x()) + 3, 40) != drawn.pixelColor(2, 2)
    pressed: list[int] = []
    band.picked.connect(pressed.append)
    foot = band.height() - Theme.current().px(6)
    QTest.mouseClick(band, Qt.MouseButton.LeftButton, pos=QPoint(5, foot))
    assert pressed == [5]


def test_the_tab_key_reaches_all_of_a_view(county_window: Window) -> None:
    policy = opened(county_window, "timeline")
    view = policy.timeline
    reached = [county_window.focusWidget()]
    for _ in range(5):
        QTest.keyClick(county_window.focusWidget(), Qt.Key.Key_Tab)
        reached.append(county_window.focusWidget())
    wanted = [view.product, view.signed, view.drawn, view.maturity, view.clause_button, view.table]
    assert reached == wanted
