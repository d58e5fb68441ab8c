"""Numbers of people in free text: masked wherever it is shown, kept whole where it is edited."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from python_calamine import CalamineWorkbook

from desktop.errors import UserError
from desktop.pages.households import HouseholdsPage
from desktop.rules import privacy
from desktop.rules.free_text import restored, shown
from desktop.services.desk import Desk
from desktop.services.records.needs import ActivityEntry, ActivityFilter, NeedEndEntry, NeedFilter
from desktop.services.records.people import VisitEntry, VisitFilter
from desktop.services.records.walk_ins import WalkInEntry
from tests.follow import TOWNSHIP, lines

pytest_plugins = ["tests.window_fixtures", "tests.by_hand_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

ID, PHONE, CARD = "149999197001012047", "15400001234", "9999001122334455667"
SAID = f"证{ID}，打{PHONE}，卡{CARD}，晚上在"
WHOLE = re.compile(r"(?:149999|1540000|999900)\d{4,}")


def plant(desk: Desk) -> tuple[str, str, str]:
    """Free text with numbers in every field that has some: household, walk-in, visit."""
    number = lines(desk)[3].household_no
    words = {"address_note": SAID, "needs_note": SAID, "best_time": SAID, "remark": SAID}
    desk.households.edit_note(number, **words)
    walk_in = desk.walk_ins.add(
        WalkInEntry(
            name="单小红",
            village="没有名单的村",
            township=TOWNSHIP,
            address_note=SAID,
            needs_note=SAID,
            best_time=SAID,
            remark=SAID,
        )
    ).walk_in_no
    visit = desk.visits.log(
        VisitEntry(
            household_no=number, visited_on=desk.today(), publicity_method="visit",
            contact_result="informed", person_met=SAID, has_need=True, need_use=SAID,
            follow_up=SAID, follow_up_due=desk.today(), note=SAID,
        )
    ).visit_no  # fmt: skip
    return number, walk_in, visit


def of_visit(desk: Desk, visit_no: str) -> tuple[str, ...]:
    asked = "SELECT person_met, need_use, follow_up, note FROM outreach_visit WHERE visit_no = ?"
    return tuple(desk.session.store.rows(asked, (visit_no,))[0])


def test_a_masked_text_that_is_saved_has_its_numbers_again() -> None:
    masked = shown(SAID)
    assert not WHOLE.search(masked)
    assert restored(masked, SAID) == SAID
    assert restored(masked.replace("晚上在", "早上在"), SAID) == SAID.replace("晚上在", "早上在")
    assert restored("另外写的", SAID) == "另外写的"
    assert restored(masked.replace("154****1234", "15400009999"), SAID) == SAID.replace(
        PHONE, "15400009999"
    )
    twice = f"{PHONE}或15411111234"
    assert restored(shown(twice) + "再打", twice) == twice + "再打"
    starred = "**要紧** 138****0000"
    assert restored(starred + "。", starred) == starred + "。"
    both = f"{starred} {PHONE}"
    assert restored(shown(both) + "。", both) == both + "。"
    with pytest.raises(UserError, match="number_half_masked"):
        restored(masked.replace("154****1234", "154****123"), SAID)


def test_no_list_or_card_shows_a_number_that_stands_in_free_text(desk: Desk) -> None:
    number, walk_in, visit = plant(desk)
    village = lines(desk)[3].village
    board = ActivityEntry(
        activity_type="board", place="村口", village=village, held_on=desk.today(), note=SAID
    )
    activity = desk.publicity.log(board)
    need = desk.funding.need(visit)
    desk.funding.end(
        visit, NeedEndEntry(outcome="not_now", ended_on=desk.today(), reason="other", note=SAID)
    )
    desk.entry.keep("x", "quick", {"household_no": number, "note": SAID})
    full = desk.households.reveal_all(number, "当面核对")
    assert full["own"]["remark"] == full[visit]["note"] == SAID
    assert desk.walk_ins.reveal(walk_in, "当面核对")[walk_in]["remark"] == SAID
    seen = (
        desk.households.card(number), desk.visits.listed(VisitFilter()), need,
        desk.visits.on_day(number, desk.today()), desk.entry.of_day(desk.today()),
        desk.funding.listed(NeedFilter()), desk.funding.follow_ups(ahead=1),
        desk.walk_ins.listed(), desk.walk_ins.card(walk_in), desk.entry.drafts_shown(),
        desk.publicity.listed(ActivityFilter()), desk.households.edit_note(number),
    )  # fmt: skip
    for one in seen:
        assert "晚上在" in repr(one) and not WHOLE.search(repr(one)), one
    shown_line = desk.publicity.listed(ActivityFilter()).lines[0]
    same = replace(board, note=shown_line.note)
    with pytest.raises(UserError, match="correction_empty"):
        desk.publicity.correct(activity, same, "改")


def test_what_is_edited_as_it_is_shown_keeps_its_numbers(desk: Desk) -> None:
    number, walk_in, visit = plant(desk)
    store = desk.session.store
    masked = desk.households.card(number).note["remark"]
    desk.households.edit_note(number, remark=masked + "，有狗")
    asked = "SELECT remark, needs_note FROM household_note WHERE id = ?"
    assert store.rows(asked, (number,)) == [(SAID + "，有狗", SAID)]
    line = desk.walk_ins.card(walk_in)
    desk.walk_ins.amend(walk_in, {"remark": line.remark, "best_time": "集日 " + line.best_time})
    asked = "SELECT remark, best_time FROM walk_in WHERE walk_in_no = ?"
    assert store.rows(asked, (walk_in,)) == [(SAID, "集日 " + SAID)]
    old = desk.visits.listed(VisitFilter(household_no=number)).lines[0]
    told = {"person_met": old.person_met, "note": "改：" + old.note, "follow_up": old.follow_up}
    fresh = desk.visits.mend(visit, told)
    assert of_visit(desk, fresh.visit_no) == (SAID, SAID, SAID, "改：" + SAID)
    end = NeedEndEntry(outcome="not_now", ended_on=desk.today(), reason="other", note=SAID)
    desk.funding.end(fresh.visit_no, end)
    masked = desk.funding.need(fresh.visit_no).note
    again = NeedEndEntry(outcome="not_now", ended_on=desk.today(), reason="other", note=masked)
    desk.funding.correct(fresh.visit_no, again, "改")
    assert store.rows("SELECT DISTINCT note FROM need_end") == [(SAID,)]


def test_holding_the_button_shows_notes_in_full_and_puts_them_under_masks_again(
    households_page: HouseholdsPage,
) -> None:
    page = households_page
    number, _walk_in, visit = plant(page.desk)
    page.show_household(number)
    drawer = page.drawer
    column = drawer.visits.lines.columns[-1].text

    def texts() -> set[str]:
        assert drawer.card is not None
        own = {line.text() for key, line in drawer.own.lines.items() if key != "phone"}
        return own | {column(one) for one in drawer.card.visits if one.visit_no == visit}

    assert texts() == {shown(SAID)}
    drawer.reveal.setDown(True)
    drawer._reveal()  # noqa: SLF001 - the button is down
    assert texts() == {SAID}
    drawer.own.save("remark")
    drawer._mask()  # noqa: SLF001 - and is let go
    assert texts() == {shown(SAID)}
    audited = page.desk.session.store.number(
        "SELECT count(*) FROM audit WHERE subject = ?", (number,)
    )
    assert audited == 1
    assert of_visit(page.desk, visit)[-1] == SAID


def test_a_birth_date_never_stands_beside_a_masked_number_without_a_reason(
    desk: Desk, tmp_path: Path
) -> None:
    made = desk.walk_ins.add(
        WalkInEntry(name="单小红", village="外村", township=TOWNSHIP, birth_date=date(1970, 1, 1))
    )
    assert made.birth_masked == "******"
    assert (
        desk.walk_ins.reveal(made.walk_in_no, "核对")[made.walk_in_no]["birth_date"] == "1970-01-01"
    )
    assert privacy.masked("birth_date", "1970-01-01") == "******"
    for key in ("members", "walk_ins"):
        for reason, hidden in (("", {"******"}), ("核对证件", set())):
            out = tmp_path / f"{key}{bool(reason)}.xlsx"
            desk.exports.write(key, out, reason=reason)
            rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
            place = rows[2].index("出生日期")
            told = {str(row[place]) for row in rows[3:] if row[place]}
            assert told and (told == hidden if hidden else "******" not in told), key
