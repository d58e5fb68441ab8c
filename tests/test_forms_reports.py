"""Forms from office to office and for a village board: the quarter's report (F25), F26, F28."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.notices import quarterly
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import VisitEntry, VisitFilter
from desktop.services.records.rounds import PersonEntry
from tests.lending import as_role

pytest_plugins = ["tests.window_fixtures"]


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


def test_the_report_has_the_declared_figures_by_place_in_the_order_of_divisions(
    desk: Desk,
) -> None:
    told = quarterly.values(desk.session, desk.reports, NoticeScope())
    rows = told["rows"]
    assert isinstance(rows, list)
    names = [one.name for one in desk.reports.coverage().villages]
    assert [row["place"] for row in rows] == names and len(names) > 1
    for code in ("households", "told_quarter", "told", "never_told", "boards"):
        assert told[code] == desk.reports.figure(code)[0].value == sum(row[code] for row in rows)
    first = desk.reports.coverage().first
    page = desk.visits.listed(VisitFilter(from_on=first, to_on=desk.today()), limit=1)
    assert told["visits"] == page.total
    assert told["places"] == len(names)


def test_the_report_of_a_quarter_that_is_over_stands_as_on_its_last_day(desk: Desk) -> None:
    number = desk.households.numbers()[0]
    before, last = date(2026, 5, 3), date(2026, 6, 30)
    was = quarterly.values(desk.session, desk.reports, NoticeScope(quarter=(2026, 2)))
    for day in (before, date(2026, 7, 2)):
        entry = VisitEntry(
            household_no=number,
            visited_on=day,
            publicity_method="visit",
            contact_result="informed",
        )
        desk.visits.log(entry)
    told = quarterly.values(desk.session, desk.reports, NoticeScope(quarter=(2026, 2)))
    assert (told["data_as_of"], told["roster_on"]) == (last, desk.today())
    assert told["visits"] == was["visits"] + 1  # type: ignore[operator]
    covered, _ = desk.reports.of_quarter(2026, 2)
    house = desk.households.card(number).line
    (village,) = [one for one in covered.villages if one.name == house.village]
    assert village.told_quarter >= 1 and village.told <= village.households
    earlier, _ = desk.reports.of_quarter(2020, 1)
    assert (earlier.told, sum(one.boards for one in earlier.villages)) == (0, 0)
    text = text_of(desk.notices.draft("F25", NoticeScope(quarter=(2026, 2)), "A4").pdf)
    assert "2026年第二季度" in text and "说有资金需求的____户" in text
    for wrong in ((2026, 4), (2026, 0), (2026, 5), (0, 1)):
        with pytest.raises(UserError, match="report_quarter_wrong"):
            desk.notices.draft("F25", NoticeScope(quarter=wrong), "A4")


def test_the_report_prints_what_is_known_and_leaves_the_loans_to_be_written(desk: Desk) -> None:
    draft = desk.notices.draft("F25", NoticeScope(), "A4")
    assert draft.missing == () and draft.personal == ()
    found = text_of(draft.pdf)
    count = desk.reports.figure("households")[0].value
    assert f"在册帮扶户{count}户" in found and "季末余额________万元" in found
    assert "不作为对乡镇、银行、个人的考核、通报、排名依据" in found


@pytest.mark.parametrize("kind", ["F26", "F28"])
def test_what_the_ledger_has_no_record_of_is_a_place_to_write_on(desk: Desk, kind: str) -> None:
    as_role(desk, "county" if kind == "F26" else "officer")
    village = desk.households.villages()[0].village
    scope = NoticeScope(village=village) if kind == "F28" else NoticeScope()
    draft = desk.notices.draft(kind, scope, "A4")
    assert draft.missing == ()
    found = text_of(draft.pdf)
    heads = [desk.households.card(number).line.head_name for number in desk.households.numbers()]
    assert not [name for name in heads if name in found]
    assert "（盖章）" in found and draft.pages == 1
    assert (village in found) is (kind == "F28")


def test_the_directory_is_one_sheet_and_who_has_no_phone_is_named(desk: Desk) -> None:
    for known in desk.directory.listed():
        desk.directory.end(known.id)
    with pytest.raises(UserError, match="notice_field_missing"):
        desk.notices.issue("LB", NoticeScope(), "A4")
    desk.directory.add(
        PersonEntry(name="王小明", role="liaison", phone="15400000000", org="财政局")
    )
    desk.directory.add(PersonEntry(name="赵大海", role="adviser", org="监管支局"))
    draft = desk.notices.draft("LB", NoticeScope(), "A4")
    assert draft.missing == (("phone", "赵大海的电话"),)
    found = text_of(draft.pdf)
    assert found.index("赵大海") < found.index("王小明") and "15400000000" in found
