"""Sheets that the ledger fills: townships, subsidies, what was paid, what is overdue, bundles."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from msgspec.structs import replace

from db import assignments, lending, payments
from db.records.houses import Assignment
from db.records.imports import Payment
from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.records.papers import NoticeScope
from desktop.texts import sentence
from tests.lending import as_role
from tests.settled import RELEASED, a_settled_loan, lend, text_of

pytest_plugins = ["tests.window_fixtures"]


def assigned(desk: Desk, bank: str = "临县农村商业银行", **more: object) -> Assignment:
    """A bank for the township of a ledger."""
    code, name = desk.station.townships[0]
    made = Assignment(
        id=f"{code}/2026", township_code=code, township_name=name, county="临县",
        prefecture="吕梁市", main_bank=bank, outlet="三交支行", contact="高晓梅",
        phone="0358-0000001", assignment_basis="history", effective_from=date(2026, 1, 1),
        effective_to=None, source_document="", filing_status="", household_count=None,
        monitored_household_count=None, previous_bank="", is_fallback=False, remark="",
    )  # fmt: skip
    return replace(made, **more)


def pay(desk: Desk, batch: str, number: str, fen: int) -> None:
    """Finance says that a household was paid."""
    township = desk.station.townships[0][0]
    answer = Payment(
        batch=batch, township_code=township, name="王𬱖明", id_number="", amount_fen=fen,
        pay_status="paid", paid_on=date(2026, 11, 2), household_no=number, loan_no="L1",
    )  # fmt: skip
    store = desk.session.store
    as_role(desk, "county")
    with store.write("县里") as writer:
        payments.put(store, writer, [answer])
    as_role(desk, "bank_desk")


def test_the_list_of_townships_names_each_with_one_bank(county_desk: Desk) -> None:
    draft = county_desk.notices.draft("F06", NoticeScope(), "A4")
    assert ("bank", "三交镇的主责任银行（全称）") in draft.missing
    rows = [
        replace(assigned(county_desk), id=code, township_code=code, township_name=name)
        for code, name in county_desk.station.townships
    ]
    assignments.publish(county_desk.session.store, "县里", rows)
    draft = county_desk.notices.draft("F06", NoticeScope(), "A4")
    assert draft.missing == ()
    text = text_of(draft.pdf)
    for said in ("三交镇", "安家庄乡", "临县农村商业银行", "农商行", "历史包干", "吕梁市"):
        assert said in text


def test_only_a_township_whose_bank_changed_is_on_the_list_of_changes(county_desk: Desk) -> None:
    store = county_desk.session.store
    kept = {"effective_to": date(2026, 2, 28), "previous_bank": "临县农商银行"}
    first = assigned(county_desk, effective_from=date(2026, 2, 1), **kept)
    after = assigned(
        county_desk, "中国农业银行临县支行", id="after", effective_from=date(2026, 3, 1)
    )
    assignments.publish(store, "县里", [first])
    assert county_desk.notices.draft("F06C", NoticeScope(), "A4").missing == (
        ("rows", "变更的乡镇"),
    )
    assignments.publish(store, "县里", [after])
    text = text_of(county_desk.notices.draft("F06C", NoticeScope(), "A4").pdf)
    assert "中国农业银行临县支行大型银行" in text and "临县农村商业银行" in text


def test_the_public_list_is_the_settled_batch_and_a_bank_prints_it_for_review(desk: Desk) -> None:
    number, batch = a_settled_loan(desk)
    desk.settings.set({"agriculture_bureau": "临县农业农村局", "township_phone": "0358-0000009"})
    scope = NoticeScope(from_on=date(2026, 11, 1), to_on=date(2026, 11, 10))
    draft = desk.notices.draft("F16", scope, "A4")
    assert (draft.missing, draft.marked) == ((), "review")
    text = text_of(draft.pdf)
    assert "家承贷银行" not in text and "季度末结息后，农商行将符合" in text
    for said in ("2026年第三季度", "王𬱖明", "319.44", "127.78", "447.22", number[-4:]):
        assert said in text
    assert number not in text and "HT-L1" not in text
    assert "王\u00d7明" in text_of(desk.notices.draft("F16W", scope, "A4").pdf)
    issued = desk.notices.issue("F16", scope, "A4")
    assert "公示稿供审核" in text_of(issued.pdf)
    assert desk.notices.issued()[0].subject == batch
    as_role(desk, "agriculture_desk")
    assert desk.notices.draft("F16", scope, "A4").marked == "", "the office that issues it"


def test_the_public_list_hangs_as_long_as_the_county_says_or_names_what_is_missing(
    desk: Desk,
) -> None:
    with pytest.raises(UserError, match="no_batch_settled"):
        desk.notices.draft("F16", NoticeScope(), "A4")
    a_settled_loan(desk)
    missing = dict(desk.notices.draft("F16", NoticeScope(), "A4").missing)
    assert missing["notice_to"] == "公示止"
    days = NoticeScope(from_on=date(2026, 11, 2), to_on=date(2026, 11, 1))
    with pytest.raises(UserError, match="period_wrong"):
        desk.notices.draft("F16", days, "A4")
    with pytest.raises(UserError, match="batch_unknown"):
        desk.notices.draft("F16", NoticeScope(batch_no="X"), "A4")


def test_who_was_paid_is_told_the_settled_figures_and_nobody_else_gets_a_sheet(desk: Desk) -> None:
    number, batch = a_settled_loan(desk)
    village = desk.households.card(number).line.village
    with pytest.raises(UserError, match="sheet_for_nobody"):
        desk.notices.draft("F19", NoticeScope(village=village), "A4")
    pay(desk, batch, number, 44_722)
    draft = desk.notices.draft("F19", NoticeScope(village=village), "A4")
    assert (draft.sheets, draft.missing) == (1, ())
    text = text_of(draft.pdf)
    figures = ("全额支付利息460.00元", "中央319.44元", "其余12.78元由您承担")
    for said in ("2026年第三季度", *figures, "2026年11月2日"):
        assert said in text
    desk.notices.issue("F19", NoticeScope(household_nos=(number,)), "A4")
    assert desk.notices.issued()[0].subject == "王𬱖明"  # who borrowed, not the head


def test_a_payment_that_differs_from_what_was_settled_stops_the_sheet(desk: Desk) -> None:
    number, batch = a_settled_loan(desk)
    pay(desk, batch, number, 44_721)
    with pytest.raises(UserError, match="paid_differs") as caught:
        desk.notices.draft("F19", NoticeScope(household_nos=(number,)), "A4")
    assert caught.value.params["household_no"] == number


def test_a_collection_notice_is_locked_until_released_and_goes_to_the_borrower(desk: Desk) -> None:
    number = lend(
        desk, overdue_principal_fen=5_000_000, overdue_interest_fen=123_456,
        loan_status="overdue", balance_on=date(2026, 11, 1),
    )  # fmt: skip
    scope = NoticeScope(household_nos=(number,))
    lacking = dict(desk.notices.draft("F13", scope, "A4").missing).keys()
    assert lacking == RELEASED.keys() - {"days_repay"} | {"days", "released_text"}
    with pytest.raises(UserError, match="notice_field_missing"):
        desk.notices.issue("F13", scope, "A4")
    desk.settings.set(RELEASED)
    issued = desk.notices.issue("F13", scope, "A4")
    text = text_of(issued.pdf)
    for said in ("王𬱖明：", "HT-L1", "50,000.00元", "1,234.56元", "15日内", "截至2026年11月1日"):
        assert said in text
    assert desk.notices.issued()[0].subject == "王𬱖明"
    with pytest.raises(UserError, match="setting_invalid"):
        desk.settings.set({"released_on": "去年"})


def test_a_release_is_of_one_text_and_ends_with_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = lend(
        desk, overdue_principal_fen=1, overdue_interest_fen=1, balance_on=date(2026, 11, 1)
    )
    scope = NoticeScope(household_nos=(number,))
    desk.settings.set(RELEASED)
    assert desk.notices.draft("F13", scope, "A4").missing == ()
    sheets = desk.session.shelf.templates.sheets
    other = {**sheets, "F13": dataclasses.replace(sheets["F13"], version="ffffffff")}
    monkeypatch.setattr(
        desk.session.shelf,
        "templates",
        dataclasses.replace(desk.session.shelf.templates, sheets=other),
    )
    [(name, label)] = desk.notices.draft("F13", scope, "A4").missing
    assert name == "released_text" and "重新审核" in label
    desk.settings.set({"released_by": "钱律师", "released_on": RELEASED["released_on"]})
    assert desk.notices.draft("F13", scope, "A4").missing  # the day of the old text
    desk.settings.set({"released_on": "2026-11-02"})
    assert desk.notices.draft("F13", scope, "A4").missing == ()
    desk.settings.set({"released_on": ""})
    assert len(desk.notices.draft("F13", scope, "A4").missing) == 2


@pytest.mark.parametrize("kind", ["F12", "F13"])
def test_a_loan_of_another_bank_gets_no_sheet(desk: Desk, kind: str) -> None:
    desk.settings.set({**RELEASED, "bank": "临县农村商业银行股份有限公司"})
    late = {
        "overdue_principal_fen": 1, "overdue_interest_fen": 1, "balance_on": date(2026, 11, 1),
        "maturity_on": desk.today() + timedelta(days=9),
    }  # fmt: skip
    number = lend(desk, 1, "L1", bank="中国农业银行临县支行", **late)  # her only one
    with pytest.raises(UserError) as caught:
        desk.notices.draft(kind, NoticeScope(household_nos=(number,)), "A4")
    assert caught.value.code == "loan_of_other_bank"
    said = sentence(caught.value.code, caught.value.params)
    assert "中国农业银行临县支行" in said and "L1" in said
    village = NoticeScope(village=desk.households.card(number).line.village)
    with pytest.raises(UserError, match="sheet_for_nobody"):
        desk.notices.draft(kind, village, "A4")
    lend(desk, 1, "L2", bank="临县农商银行", **late)
    found = desk.notices.draft(kind, NoticeScope(household_nos=(number,)), "A4")
    assert found.sheets == 1
    if kind == "F13":
        text = text_of(found.pdf)
        assert "HT-L2" in text and "HT-L1" not in text


def test_what_one_of_many_sheets_lacks_is_named_with_whose_it_is(desk: Desk) -> None:
    late = {"loan_status": "overdue", "overdue_principal_fen": 100, "balance_on": date(2026, 7, 1)}
    first = lend(desk, 0, "L1", overdue_interest_fen=1, **late)
    second = lend(desk, 1, "L2", **late)
    desk.settings.set(RELEASED)
    both = desk.notices.draft("F13", NoticeScope(household_nos=(first, second)), "A4")
    assert both.missing == (("interest", "王𬱖明的所欠利息"),)
    alone = desk.notices.draft("F13", NoticeScope(household_nos=(second,)), "A4")
    assert alone.missing == (("interest", "所欠利息"),)


def test_of_a_village_only_loans_that_end_soon_are_reminded_of(desk: Desk) -> None:
    number = lend(desk, maturity_on=desk.today() + timedelta(days=20))
    village = desk.households.card(number).line.village
    assert desk.notices.draft("F12", NoticeScope(village=village), "A4").missing == ()
    desk.settings.set({"days_maturity": "1"})
    with pytest.raises(UserError, match="sheet_for_nobody"):
        desk.notices.draft("F12", NoticeScope(village=village), "A4")


def test_a_reminder_goes_to_the_borrower_of_each_loan_that_ends_soon_by_its_product(
    desk: Desk,
) -> None:
    today = desk.today()
    number = lend(desk, maturity_on=today + timedelta(days=20), product_code="TPXE")
    lend(desk, loan_no="L2", maturity_on=today + timedelta(days=30))
    lend(desk, loan_no="L3", maturity_on=today + timedelta(days=400))
    scope = NoticeScope(household_nos=(number,))
    found = desk.notices.draft("F12", scope, "A4")
    assert (found.sheets, found.missing) == (2, ())
    text = text_of(found.pdf)
    assert text.count("王𬱖明：您在我行的") == 2
    assert text.count("脱贫人口小额信贷") == text.count("您在我行的帮扶小额信贷") == 1
    desk.settings.set({"days_maturity": "1"})
    assert desk.notices.draft("F12", scope, "A4").sheets == 1  # the one that ends first
    desk.settings.set(RELEASED)
    late = {"loan_status": "overdue", "overdue_principal_fen": 1, "overdue_interest_fen": 1}
    other = lend(desk, 1, "L4", product_code="TPXE", balance_on=today, **late)
    late_one = desk.notices.draft("F13", NoticeScope(household_nos=(other,)), "A4")
    assert "在我行办理脱贫人口小额信贷，" in text_of(late_one.pdf)


@pytest.mark.parametrize(("days", "said"), [(0, None), (1, None), (2, 1), (9, 1), (30, 20)])
def test_a_reminder_never_asks_for_today_or_a_day_that_is_past(
    desk: Desk, days: int, said: int | None
) -> None:
    number = lend(desk, maturity_on=desk.today() + timedelta(days=days))
    text = text_of(desk.notices.draft("F12", NoticeScope(household_nos=(number,)), "A4").pdf)
    if said is None:
        assert "请尽快联系客户经理" in text and "前联系客户经理" not in text
    else:
        day = desk.today() + timedelta(days=said)
        assert f"请在{day.year}年{day.month}月{day.day}日前联系客户经理" in text


@pytest.mark.parametrize(("kind", "code"), [("F12", "ending"), ("F13", "overdue")])
def test_a_household_without_such_a_loan_is_told_so(desk: Desk, kind: str, code: str) -> None:
    store, numbers = desk.session.store, desk.households.numbers()
    number = next(one for one in numbers if not lending.live_of(store, [one]))
    with pytest.raises(UserError) as caught:
        desk.notices.draft(kind, NoticeScope(household_nos=(number,)), "A4")
    assert caught.value.code == f"no_loan_{code}"
    assert number in sentence(caught.value.code, caught.value.params)


def test_the_sheet_with_a_bundle_says_what_it_carried(desk: Desk, tmp_path: Path) -> None:
    lend(desk)
    desk.sync.export(str(tmp_path))
    text = text_of(desk.notices.draft("F27", NoticeScope(), "A4").pdf)
    assert "贷款" in text and "临县" in text
    with pytest.raises(UserError, match="bundle_unknown"):
        desk.notices.draft("F27", NoticeScope(bundle="X"), "A4")


def test_the_round_of_a_village_is_one_document_and_stops_whole(desk: Desk, tmp_path: Path) -> None:
    village = desk.households.villages()[0]
    scope = NoticeScope(village=village.village, copies=2)
    draft = desk.notices.draft("PACK", scope, "A4")
    steps: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        steps.append((done, total))
        if done == total - 2:
            raise KeyboardInterrupt

    out = tmp_path / "round.pdf"
    with pytest.raises(KeyboardInterrupt):
        desk.notices.issue("PACK", scope, "A4", out, stop)
    assert (list(tmp_path.glob("round*")), desk.notices.issued()) == ([], [])
    issued = desk.notices.issue("PACK", scope, "A4", out)
    assert issued.pages == draft.pages == len(pypdfium2.PdfDocument(out.read_bytes()))
    assert len(issued.notice_nos) == village.households + 6 == draft.sheets
    only = NoticeScope(village=village.village, kinds=("F03", "F08"))
    assert desk.notices.draft("PACK", only, "A4").sheets == 1


def test_a_sheet_of_a_policy_not_in_force_is_for_the_file_only(desk: Desk) -> None:
    scope = NoticeScope(household_nos=(desk.households.numbers()[0],), pack="CN-2026")
    assert desk.notices.draft("F04", scope, "A4").marked == "archive"
    issued = desk.notices.issue("F04", scope, "A4")
    text = text_of(issued.pdf)
    assert "历史留档" in text and "一卡通" not in text
    assert desk.notices.verify(issued.notice_nos[0]).reason == "genuine_archive"
    assert desk.notices.issued()[0].archive
    with pytest.raises(UserError, match="notice_pack_unsupported"):
        desk.notices.draft("F04", replace(scope, pack="LEGACY-2021"), "A4")


def test_a_typed_slogan_needs_its_clause_and_keeps_to_the_rules(desk: Desk) -> None:
    township = desk.station.townships[0][0]
    typed = NoticeScope(township=township, slogan="有困难　找客户经理")
    assert desk.notices.draft("F02", typed, "A4-line").missing == (("slogan_clause", "标语依据"),)
    with pytest.raises(UserError, match="slogan_clause_unknown") as caught:
        desk.notices.draft("F02", replace(typed, slogan_clause="随便写的"), "A4-line")
    assert "四（一）" in str(caught.value.params["known"])
    for said in ("四（一）", "四(一)", desk.notices.slogan_clauses()[-1].ref):
        cited = replace(typed, slogan_clause=said)
        assert desk.notices.draft("F02", cited, "A4-line").missing == ()
    told = replace(typed, slogan_clause="非政策原文")
    for slogan in (told.slogan, "被骗就打96110", "2026-2027年 3.0利率"):
        assert desk.notices.draft("F02", replace(told, slogan=slogan), "A4-line").pages == 1
    assert desk.notices.draft("F02", replace(typed, slogan="B02"), "A4-line").missing == ()
    banned = ("零利息贷款", "0利息", "０利息", "零　利率", "零.利.息", "人人都能贷", "包　过")
    numbers = ("找我 139-0000 0000", "电话０３５８４４２１２３４", "号1499991990010")
    for slogan, code in (
        *((one, "notice_word_banned") for one in banned),
        *((one, "notice_private") for one in numbers),
        ("B99", "slogan_unknown"),
        (" \u3000", "slogan_empty"),
    ):
        with pytest.raises(UserError, match=code):
            desk.notices.draft("F02", replace(told, slogan=slogan), "A4-line")


def test_a_number_of_a_person_never_comes_onto_a_public_sheet(desk: Desk) -> None:
    township = desk.station.townships[0][0]
    scope = NoticeScope(township=township)
    for wrong in ("149999199001010010", "支行 6222 0000 0000 0000 123"):
        desk.settings.set({"outlet_address": wrong})
        with pytest.raises(UserError, match="notice_private") as caught:
            desk.notices.draft("F01", scope, "A4")
        assert caught.value.params == {"title": "公示牌", "field": "网点地址"}


def test_pages_are_drawn_as_they_are_looked_at_and_are_those_of_the_whole(desk: Desk) -> None:
    village = desk.households.villages()[0].village
    draft = desk.notices.draft("F04", NoticeScope(village=village), "A4-18")
    assert draft.pages == 2 * draft.sheets
    whole = pypdfium2.PdfDocument(draft.pdf)
    for number in (0, 3, draft.pages - 1):
        alone = pypdfium2.PdfDocument(draft.page(number))[0].get_textpage().get_text_range()
        assert alone == whole[number].get_textpage().get_text_range()
    assert "户主姓名" in draft.personal
