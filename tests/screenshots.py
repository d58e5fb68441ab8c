"""Pictures of the window on the made-up county: `python tests/screenshots.py [FOLDER [SCALE]]`.

Without a folder the README's picture is made again. With one, every page is put there at 1366x697
and at 1093x543, to be looked at; SCALE is the size of the type, 100 or 150.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, cast

ROOT = Path(__file__).resolve().parent.parent
README_PICTURE = ROOT / "resources" / "help" / "window.png"
SIZES = ((1366, 697), (1093, 543))
SHEETS = ROOT / "tests" / "data" / "sheets"

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_LOGGING_RULES"] = "qt.qpa.*=false"
sys.path.insert(0, str(ROOT))

from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402 - the path comes first

from desktop import app  # noqa: E402 - the path comes first
from desktop.pages.eligibility import EligibilityPage  # noqa: E402
from desktop.pages.eligibility.trial import Trial  # noqa: E402
from desktop.pages.features import features  # noqa: E402
from desktop.pages.households import HouseholdsPage  # noqa: E402
from desktop.pages.households.entry import EntrySheet  # noqa: E402
from desktop.pages.launch import make_app  # noqa: E402
from desktop.pages.window import Window  # noqa: E402
from desktop.services.gates import LockGate  # noqa: E402
from desktop.services.records.walk_ins import WalkInEntry  # noqa: E402
from desktop.ui.fields import AmountCell, Choice  # noqa: E402
from desktop.ui.jobs import InlineJobs  # noqa: E402
from tests.entry_pictures import entry  # noqa: E402
from tests.exchange_pictures import exchange  # noqa: E402
from tests.inspection_pictures import inspections  # noqa: E402
from tests.pictured import held  # noqa: E402
from tests.quarter_pictures import quarters  # noqa: E402
from tests.round_pictures import rounds  # noqa: E402

if TYPE_CHECKING:
    from desktop.pages.coverage import CoveragePage
    from desktop.pages.importing import ImportingPage
    from desktop.pages.loans import LoansPage
    from desktop.pages.settings import SettingsPage
    from desktop.pages.today import TodayPage
    from desktop.pages.visits import VisitsPage
    from desktop.services.desk import Desk


def main(argv: list[str]) -> int:
    """Make the pictures; returns the exit status."""
    make_app([])
    door = app.door()
    with tempfile.TemporaryDirectory() as folder:
        place = door.make_demo(Path(folder) / "demo")
        township = door.unlock(place.townships[0], place.officers[0], place.password)
        county = door.unlock(place.county, door.officers(place.county)[0], place.password)
        try:
            for desk in (township, county):
                desk.settings.set({"font_scale": argv[1] if argv[1:] else "100"})
            if argv:
                for desk, name in ((township, "township"), (county, "county")):
                    _every_page(desk, Path(argv[0]), name)
                    _rosters(desk, Path(argv[0]), name)
                _importing(county, Path(argv[0]))
                _waiting(township, Path(argv[0]))
                quarters(_window, township, county, Path(argv[0]))
            else:
                _readme(township)
        finally:
            township.close(backup=False)
            county.close(backup=False)
    return 0


def _window(desk: Desk) -> Window:
    window = Window(
        desk, desk.station, InlineJobs(), gate=LockGate(app.door(), desk), clock=app.now
    )
    window.show()
    return window


def _readme(desk: Desk) -> None:
    (window := _window(desk)).resize(*SIZES[0])
    window.open("households", desk.households.numbers()[0])
    _settle()
    window.grab().save(str(README_PICTURE))


def _every_page(desk: Desk, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    window = _window(desk)
    number = desk.households.numbers()[0]
    for size in SIZES:
        window.resize(*size)
        for feature in features(desk.station.role, window.tr):
            key = feature.stop.key
            window.open(key, number if key in {"households", "eligibility"} else None)
            _settle()
            window.grab().save(str(folder / f"{name}-{key}-{size[0]}.png"))
        for view in ("packs", "numbers", "questions", "timeline"):
            window.open("settings", f"policy/{view}")
            _settle()
            window.grab().save(str(folder / f"{name}-policy-{view}-{size[0]}.png"))
        _document(window)
        window.grab().save(str(folder / f"{name}-policy-document-{size[0]}.png"))
        _loans(window, folder, name, size[0])
        _coverage(window, folder, name, size[0])
        if name == "township":
            _by_hand(window, folder, size[0])
            _checks(window, folder, number, size[0])
            for shoot in (entry, rounds, exchange, inspections):
                shoot(window, folder, size[0])
            _day(window, folder, size[0])


def _coverage(window: Window, folder: Path, name: str, wide: int) -> None:
    """Every part of coverage, as charts and as tables."""
    key = "coverage" if "coverage" in window.pages else "reports"
    page = cast("CoveragePage", window.page(key))
    for part in page.parts:
        window.open(key, part)
        for look in ("", "-table"):
            if look:
                page.twin()
            _settle()
            window.grab().save(str(folder / f"{name}-coverage-{part}{look}-{wide}.png"))
        page.twin()


def _day(window: Window, folder: Path, wide: int) -> None:
    """A family of tasks, a day of the month, and the question for another day."""
    window.open("today")
    page = cast("TodayPage", window.pages["today"])
    page.board.chips.choose("due")
    _settle()
    window.grab().save(str(folder / f"township-today-due-{wide}.png"))
    page.show_day(page.desk.today())
    _settle()
    window.grab().save(str(folder / f"township-today-day-{wide}.png"))
    page.board.show_all()
    page.board.chips.choose("due")
    page.postpone()
    _settle()
    sheet = QApplication.activeModalWidget()
    if sheet is not None:
        sheet.grab().save(str(folder / f"township-today-later-{wide}.png"))
        sheet.close()
    page.board.show_all()


def _loans(window: Window, folder: Path, name: str, wide: int) -> None:
    """The calendar with a day, its twin, the lists and the card beside them."""
    window.open("loans", "calendar")
    page = cast("LoansPage", window.pages["loans"])
    busiest = max(window.desk.loans.due().days, key=lambda one: one.loans).day

    def shoot(what: str) -> None:
        _settle()
        window.grab().save(str(folder / f"{name}-loans-{what}-{wide}.png"))

    page.calendar.grid.go(busiest)
    shoot("calendar")
    page.calendar.toggle()
    shoot("twin")
    page.calendar.toggle()
    for kind, listing in page.lists.items():
        page.tabs.choose(kind)
        shoot(kind)
        listing.table.open_current()
        shoot(f"{kind}-card")
        page.close_drawer()


def _by_hand(window: Window, folder: Path, wide: int) -> None:
    """People on no roster: list, record, forms; and a household's own fields."""
    desk = window.desk
    if not desk.walk_ins.listed():
        for name, phone in (("单小红", "15400000777"), ("单小洪", "15400000777"), ("查二", "154")):
            entry = WalkInEntry(name=name, village="外村", phone=phone, needs_note="想养羊")
            desk.walk_ins.add(entry, anyway=True, as_is=True)
    by_name = {one.name: one.walk_in_no for one in desk.walk_ins.listed()}
    second, third = by_name["单小洪"], by_name["单小红"]
    window.open("households", "walk-ins")
    page = window.pages["households"]
    assert isinstance(page, HouseholdsPage)

    def shoot(what: str) -> None:
        _settle()
        open_now = QApplication.activeModalWidget()
        (open_now or window).grab().save(str(folder / f"by-hand-{what}-{wide}.png"))
        if open_now is not None:
            open_now.close()
            _settle()

    shoot("list")
    page.show_off(third)
    shoot("record")
    page.off.act("merge", third)
    shoot("merge")
    merged = desk.walk_ins.merge(second, third)
    page.show_off(third)
    shoot("merged")
    desk.walk_ins.take_back(merged.turn)
    page.off.add()
    form = QApplication.activeModalWidget()
    assert isinstance(form, EntrySheet)
    form.form.take(
        {"name": "单小红", "village": "外村", "id_number": "14999919620228001", "phone": ""}
    )
    form.form.visited = {"name", "village", "id_number"}
    form.form.left.emit("name")
    shoot("form")
    page.off.add()
    form = QApplication.activeModalWidget()
    assert isinstance(form, EntrySheet)
    form.clear_button.click()
    form.close()
    window.open("households", desk.households.numbers()[0])
    page.drawer.own.lines["phone"].setText("154")
    page.drawer.own.lines["phone"].returnPressed.emit()
    page.drawer.own.lines["phone"].editingFinished.emit()
    shoot("own-fields")
    page.drawer.own.lines["phone"].setText("")
    page.drawer.own.lines["phone"].editingFinished.emit()


def _importing(desk: Desk, folder: Path) -> None:
    """Every step of an import; the list that goes in is dated today."""
    window = _window(desk)
    window.open("importing", "roster")
    page = cast("ImportingPage", window.pages["importing"])
    problems = page.reviewing.problems

    def show(step: str) -> None:
        for size in SIZES:
            window.resize(*size)
            _settle()
            seen = QApplication.activeModalWidget() or window
            seen.grab().save(str(folder / f"county-importing-{step}-{size[0]}.png"))

    show("1-choose")
    page.look(SHEETS / "malformed" / "macro.xlsm")
    show("1-refused")
    page.look(SHEETS / "messy" / "roster.xlsx")
    problems.table.go_to(next(n for n, p in enumerate(problems.table.lines.rows) if p.adoptable))
    problems.table.open_current()
    show("3-check")
    problems.columns.click()
    show("2-columns")
    page.columns.next.click()
    problems.day.set_day(desk.today())
    problems.day.editingFinished.emit()
    show("3-part")
    page.reviewing.figures.by_township()
    show("3-townships")
    cast("QWidget", QApplication.activeModalWidget()).close()
    page.reviewing.take_whole()
    show("4-result")
    page.show_history()
    show("5-history")


def _rosters(desk: Desk, folder: Path, name: str) -> None:
    """Every tab of the page of rosters, and a household that left with what follows."""
    window = _window(desk)
    newest = desk.rosters.versions()[0].roster_version
    left = next(one.household_no for one in desk.rosters.diff() if one.change_type == "removed")
    shown: list[tuple[str, str, object]] = [
        (f"rosters-{key}", "rosters", key) for key in ("work", "diff", "quality", "versions")
    ]
    shown += [
        ("rosters-version", "rosters", ("work", newest)),
        ("household-left", "households", ("changes", left)),
    ]
    for size in SIZES:
        window.resize(*size)
        for picture, page, what in shown:
            window.open(page, what)
            _settle()
            window.grab().save(str(folder / f"{name}-{picture}-{size[0]}.png"))


def _waiting(desk: Desk, folder: Path) -> None:
    """The other views of the ledger, and the sheets that end a need."""
    held(desk)
    window = _window(desk)
    window.open("visits", "ledger")
    page = cast("VisitsPage", window.pages["visits"])

    def shoot(what: str) -> None:
        for size in SIZES:
            window.resize(*size)
            _settle()
            open_now = QApplication.activeModalWidget()
            (open_now or window).grab().save(str(folder / f"ledger-{what}-{size[0]}.png"))
        open_now = QApplication.activeModalWidget()
        if open_now is not None:
            open_now.close()
            _settle()

    page.form.set_household(desk.households.numbers()[0], page.tr("某户"), page.tr("某村"))
    page.form.result.pick("absent")
    shoot("absent")
    page.form.clear()
    for state in ("waiting", "ended", "again"):
        window.open("visits", f"waits/{state}")
        shoot(state)
    window.open("visits", "waits/waiting")
    for key in ("a", "n", "b"):
        page.following.needs.pressed.emit(key)
        shoot(f"end-{key}")
    window.open("visits", "places")
    shoot("places")
    page.activities.form.correct(page.activities.table.lines.rows[0])
    shoot("places-correct")


def _document(window: Window) -> None:
    """The newest document as a page."""
    window.open("settings", "policy/packs")
    packs = cast("SettingsPage", window.pages["settings"]).policy.packs
    lines = packs.table.lines.rows
    packs.opened.emit(next(one.pack_id for one in lines if one.binds))
    _settle()


def _checks(window: Window, folder: Path, number: str, wide: int) -> None:
    """The check page with questions, with failures, and what opens over it."""
    window.open("eligibility", number)
    page = window.pages["eligibility"]
    assert isinstance(page, EligibilityPage)
    page.inputs.amount.setText("8")
    page.inputs.months.setText("24")

    def shoot(what: str) -> None:
        _settle()
        open_now = QApplication.activeModalWidget()
        (open_now or window).grab().save(str(folder / f"check-{what}-{wide}.png"))
        if open_now is not None:
            open_now.close()
            _settle()

    shoot("questions")
    page.read()
    shoot("reading-questions")
    _answer(page)
    shoot("answered")
    page.read()
    shoot("reading")
    page.sums()
    shoot("sums")
    page.try_out()
    trial = QApplication.activeModalWidget()
    assert isinstance(trial, Trial)
    trial.fact.choose("guarantee_type")
    trial.try_out("mortgage")
    shoot("trial")
    page.inputs.amount.setText("11")
    page.inputs.months.setText("40")
    shoot("failures")
    page.read()
    shoot("reading-failures")
    page.save()
    page.show_kept()
    shoot("kept")
    page.print()
    window.pages["printing"].look()
    shoot("sheet")
    window.pages["printing"].forget()
    page.forget()


def _answer(page: EligibilityPage) -> None:
    """Answer every question as a good borrower would."""
    good = {
        "id_number": "same", "purpose_text": "养羊", "credit_conclusion": "clear",
        "industry_class": "ordinary", "guarantee_type": "credit", "area_suspended": "false",
    }  # fmt: skip
    for _ in range(2):
        for fact, editor in list(page.questions.editors.items()):
            if isinstance(editor, Choice):
                editor.pick(good.get(fact, "true"))
            elif isinstance(editor, AmountCell):
                editor.set_fen(0)


def _settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
