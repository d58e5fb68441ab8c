"""Forms from office to office and for a village board: the quarter's report (F25), F26, F28."""

from __future__ import annotations

import pypdfium2
import pytest

from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.notices import duty, quarterly
from desktop.services.records import LoanFilter, NoticeScope, PersonEntry

pytest_plugins = ["tests.window_fixtures"]


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


def test_the_report_has_the_declared_figures_by_place_in_the_order_of_divisions(
    desk: Desk,
) -> None:
    told = quarterly.values(desk.session, desk.reports)
    rows = told["rows"]
    assert isinstance(rows, list)
    names = [one.name for one in desk.reports.coverage().villages]
    assert [row["place"] for row in rows] == names and len(names) > 1
    for code in ("households", "told_quarter", "told", "never_told", "boards"):
        assert told[code] == sum(row[code] for row in rows)
    assert told["visits"] == sum(week.total for week in desk.reports.weeks())
    assert told["places"] == len(names)


def test_the_report_prints_what_is_known_and_leaves_the_loans_to_be_written(desk: Desk) -> None:
    draft = desk.notices.draft("F25", NoticeScope(), "A4")
    assert draft.missing == () and draft.personal == ()
    found = text_of(draft.pdf)
    count = desk.reports.figure("households")[0].value
    assert f"在册帮扶户{count}户" in found and "季末余额________万元" in found
    assert "不作为对乡镇、银行、个人的考核、通报、排名依据" in found


@pytest.mark.parametrize("kind", ["F26", "F28"])
def test_what_the_ledger_has_no_record_of_is_a_place_to_write_on(desk: Desk, kind: str) -> None:
    village = desk.households.villages()[0].village
    scope = NoticeScope(village=village) if kind == "F28" else NoticeScope()
    draft = desk.notices.draft(kind, scope, "A4")
    assert draft.missing == ()
    found = text_of(draft.pdf)
    heads = [desk.households.card(number).line.head_name for number in desk.households.numbers()]
    assert not [name for name in heads if name in found]
    assert "（盖章）" in found and draft.pages == 1
    assert (village in found) is (kind == "F28")


def test_the_index_of_a_loan_lists_what_there_is_by_stage_and_says_what_is_not(desk: Desk) -> None:
    line = desk.loans.listed(LoanFilter(state="live"), limit=1).lines[0]
    house = line.household_no
    desk.notices.issue("F11", NoticeScope(household_nos=(house,)), "A4")
    (index, *_) = duty.gathered(desk.session, house, named=True)
    rows = index["rows"]
    assert isinstance(rows, list) and index["loan_no"] == line.loan_no
    stages = [row["stage"] for row in rows]
    assert list(dict.fromkeys(stages)) == ["营销", "受理", "贷前", "审查", "放款", "贷后"]
    by_item = {row["item"]: row for row in rows}
    for gap in ("银行审查意见", "贷后检查记录"):
        assert by_item[gap]["number"] == "（没有记录）" and "on" not in by_item[gap]
    assert by_item["放款（银行贷款清单）"]["number"] == line.loan_no
    assert by_item["贷后检查表"]["stage"] == "贷后" and len(by_item["贷后检查表"]["proof"]) == 16
    told = [row["number"] for row in rows if row["stage"] in {"营销", "贷后"}]
    for visit in desk.households.card(house).visits:
        assert visit.visit_no in told
    draft = desk.notices.draft("LZ", NoticeScope(household_nos=(house,)), "A4")
    assert draft.missing == () and "（没有记录）" in text_of(draft.pdf)


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
