"""Forms that the ledger fills: applications, loans, claims, settled quarters, activities."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from db import audit, compensation, households
from desktop.errors import UserError
from desktop.rules import claims
from desktop.rules.course import Standing
from desktop.services.desk import Desk
from desktop.services.notices.claims import filed
from desktop.services.records.checks import CheckRequest
from desktop.services.records.lending import LoanFilter
from desktop.services.records.needs import ActivityEntry
from desktop.services.records.papers import Issued, NoticeScope
from desktop.services.records.people import VisitEntry
from tests.applying import asked, wish
from tests.compensating import entry as wanted
from tests.compensating import lay_down
from tests.inspecting import seen
from tests.lending import as_role
from tests.settled import a_settled_loan, lend, text_of

pytest_plugins = ["tests.window_fixtures"]


def of(number: str) -> NoticeScope:
    return NoticeScope(household_nos=(number,))


def issued(desk: Desk, kind: str, scope: NoticeScope) -> tuple[Issued, str]:
    made = desk.notices.issue(kind, scope, "A4")
    return made, text_of(made.pdf)


def checked(desk: Desk, number: str) -> CheckRequest:
    form = desk.eligibility.prepare(number)
    wish = CheckRequest(
        household_no=number,
        member_no=form.member_no,
        amount_fen=8_000_000,
        months=24,
        purpose_code="production",
        purpose_text="养羊",
    )
    desk.eligibility.check(wish)
    return wish


def test_an_application_says_what_was_checked_and_its_identity_number_goes_on_record(
    desk: Desk,
) -> None:
    number = desk.households.numbers()[0]
    wish = checked(desk, number)
    person = next(
        one
        for one in households.members(desk.session.store, number)
        if one.member_no == wish.member_no
    )
    seen = text_of(desk.notices.draft("F07", of(number), "A4").pdf)
    assert person.id_number not in seen and person.name in seen
    made, text = issued(desk, "F07", of(number))
    for said in (person.name, person.id_number, number, "80,000.00", "捌万元整", "24", "养羊"):
        assert said in text, said
    assert "是否发放贷款由银行依法自主决策" in text
    kept = audit.listed(desk.session.store)[0]
    assert (kept.what, kept.subject) == ("print", made.notice_nos[0])
    _, cover = issued(desk, "F10", of(number))
    assert made.notice_nos[0] in cover


def test_a_need_that_is_open_is_asked_for_and_a_household_without_one_is_stopped(
    desk: Desk,
) -> None:
    number = desk.households.numbers()[0]
    with pytest.raises(UserError, match="notice_field_missing") as caught:
        desk.notices.issue("F07", of(number), "A4")
    assert "申请金额" in str(caught.value.params["fields"])
    assert not audit.listed(desk.session.store, 1) or (
        audit.listed(desk.session.store, 1)[0].what != "print"
    )
    entry = VisitEntry(
        household_no=number,
        visited_on=desk.today(),
        publicity_method="visit",
        contact_result="told",
        has_need=True,
        need_amount_fen=5_000_000,
        need_use="breeding",
        need_month="2026-12",
    )
    desk.visits.log(entry)
    _, text = issued(desk, "F07", of(number))
    assert "50,000.00" in text and "2026年12月" in text and "伍万元整" in text


def test_identity_numbers_in_the_rows_of_a_list_go_on_record_when_printed(desk: Desk) -> None:
    number = desk.households.numbers()[0]
    wish(desk, household_no=number)
    desk.applications.log(asked(household_no=number, applied_on=desk.today()))
    made, text = issued(desk, "YJ", NoticeScope())
    known = households.members(desk.session.store, number)
    assert any(one.id_number in text for one in known)
    kept = audit.listed(desk.session.store)[0]
    assert (kept.what, kept.subject) == ("print", made.notice_nos[0])


def test_an_amount_that_cannot_be_written_out_is_refused_in_a_sentence(desk: Desk) -> None:
    number = lend(
        desk,
        overdue_since=date(2026, 8, 1),
        overdue_principal_fen=10**15,
        overdue_interest_fen=0,
        loan_status="overdue",
    )
    with pytest.raises(UserError, match="amount_beyond_words"):
        desk.notices.draft("F20", of(number), "A4")


def test_a_claim_is_a_draft_with_its_reasons_and_the_shares_of_the_rules(desk: Desk) -> None:
    late = {"overdue_since": date(2026, 8, 1), "loan_status": "overdue"}
    number = lend(desk, overdue_principal_fen=5_000_000, overdue_interest_fen=123_456, **late)
    draft = desk.notices.draft("F20", of(number), "A4")
    assert draft.marked == "draft" and not draft.missing
    made, text = issued(desk, "F20", of(number))
    for said in ("51,234.56", "35,864.19", "15,370.37", "伍万壹仟贰佰叁拾肆元伍角陆分"):
        assert said in text, said
    assert "草稿：容忍度还没有核对" in text and "2027年2月1日" in text
    assert desk.notices.paper(made.notice_nos[0]).record_no == "L1"
    lend(desk, 1, "L2", overdue_since=date(2026, 8, 1), loan_status="overdue")
    other = desk.households.numbers()[1]
    missing = [label for _, label in desk.notices.draft("F20", of(other), "A4").missing]
    assert missing[:3] == ["申请补偿本金", "申请补偿利息", "损失合计"]


def test_a_request_for_renewal_is_for_a_loan_and_of_a_village_for_those_that_end_soon(
    desk: Desk,
) -> None:
    soon = desk.today() + timedelta(days=30)
    number = lend(desk, maturity_on=soon, renewal_count=0)
    _, text = issued(desk, "F14", of(number))
    assert "0次（可续贷或展期1次）" in text and "在册" in text and "HT-L1" in text
    assert "□转农户贷款" in text and "已用完" not in text
    (_, named) = issued(desk, "F14", NoticeScope(record_no="HT-L1"))
    assert "HT-L1" in named
    lend(desk, maturity_on=soon, renewal_count=1)
    assert "1次已用完" in text_of(desk.notices.draft("F14", of(number), "A4").pdf)
    village = desk.households.card(number).line.village
    first = desk.notices.draft("F14", NoticeScope(village=village), "A4").sheets
    lend(desk, 1, "L2", maturity_on=desk.today() + timedelta(days=200))
    assert desk.notices.draft("F14", NoticeScope(village=village), "A4").sheets == first


def test_a_recovery_is_for_a_compensated_loan_and_names_the_claim(desk: Desk) -> None:
    late = {"overdue_principal_fen": 5_000_000, "overdue_interest_fen": 0}
    number = lend(desk, overdue_since=date(2026, 8, 1), loan_status="overdue", **late)
    claim, _ = issued(desk, "F20", of(number))
    lend(desk, loan_status="compensated")
    _, text = issued(desk, "F21", of(number))
    assert claim.notice_nos[0] in text and "王𬱖明" in text


def test_a_survey_has_the_loans_that_banks_report_and_room_for_others(desk: Desk) -> None:
    number = lend(desk)
    _, text = issued(desk, "F09", of(number))
    village = desk.households.card(number).line.village
    assert village in text and "依法保密" in text
    other = desk.households.numbers()[1]
    assert desk.notices.draft("F09", of(other), "A4").missing == ()


def test_the_proof_of_a_public_list_has_the_sums_and_the_number_of_the_list(desk: Desk) -> None:
    with pytest.raises(UserError, match="no_batch_settled"):
        desk.notices.draft("F17", NoticeScope(), "A4")
    _, batch = a_settled_loan(desk)
    desk.settings.set({"agriculture_bureau": "临县农业农村局", "township_phone": "0358-4421111"})
    span = NoticeScope(from_on=date(2026, 11, 1), to_on=date(2026, 11, 10))
    public = desk.notices.issue("F16", span, "A4")
    made, text = issued(desk, "F17", span)
    for said in (batch, public.notice_nos[0], "2026年11月1日至2026年11月10日", "元"):
        assert said in text, said
    paper = desk.notices.paper(made.notice_nos[0])
    assert (paper.about, paper.record_no) == ("batch", batch)
    wrong = NoticeScope(from_on=date(2026, 11, 10), to_on=date(2026, 11, 1))
    with pytest.raises(UserError, match="period_wrong"):
        desk.notices.draft("F17", wrong, "A4")


def test_an_activity_is_a_form_of_counts_by_village_or_by_number(desk: Desk) -> None:
    village = desk.households.villages()[0]
    number = desk.publicity.log(
        ActivityEntry(
            activity_type="meeting",
            place="村委会大院",
            village=village.division_code,
            held_on=desk.today(),
            topics=("policy",),
            attendance_total=58,
            attendance_elderly=21,
            materials=("leaflet",),
            materials_count=60,
        )
    )
    _, text = issued(desk, "F23", NoticeScope(village=village.division_code))
    for said in (number, "村委会大院", "院坝会", "共58人，其中老年人21人、残疾人____人", "60份"):
        assert said in text, said
    made, again = issued(desk, "F23", NoticeScope(record_no=number))
    assert number in again and desk.notices.paper(made.notice_nos[0]).record_no == number
    for scope, code in (
        (NoticeScope(record_no="X"), "activity_unknown"),
        (NoticeScope(), "activity_not_named"),
        (NoticeScope(village=desk.households.villages()[1].division_code), "sheet_for_nobody"),
    ):
        with pytest.raises(UserError, match=code):
            desk.notices.draft("F23", scope, "A4")


def test_what_the_offices_said_of_a_public_notice_stands_in_its_proof(desk: Desk) -> None:
    _, batch = a_settled_loan(desk)
    waiting = [
        one for one in desk.subsidies.declaring.draft(batch).lines if one.standing is Standing.OPEN
    ]
    for line in waiting:
        choice = "own" if "own" in line.options else line.options[0]
        desk.subsidies.declaring.choose(batch, [line.key], choice, "已核对")
    (one,) = desk.subsidies.declaring.freeze(batch)
    desk.subsidies.declaring.hand_over(one.id, desk.today())
    as_role(desk, "county")
    handling = desk.subsidies.handling
    numbers = [each.line.line_no for each in handling.course(one.id).lines]
    handling.review(one.id, set(numbers), "accepted")
    handling.publish(one.id, desk.today(), 10, level="村", place="村委会公示栏", phone="0357-1")
    _, text = issued(desk, "F17", NoticeScope())
    assert "村委会公示栏" in text and "□无" in text
    said = handling.object_to(one.id, numbers[0], desk.today(), "此户已搬走")
    handling.decide(one.id, said, "dismissed", desk.today(), "户籍在村")
    _, text = issued(desk, "F17", NoticeScope())
    assert "有，1件" in text and "户籍在村" in text and "□无" not in text


def test_a_claim_and_a_recovery_are_filled_as_they_were_filed(desk: Desk) -> None:
    late = {"overdue_since": date(2026, 4, 21), "loan_status": "overdue"}
    number = lend(desk, overdue_principal_fen=5_000_000, overdue_interest_fen=44_722, **late)
    as_role(desk, "county")
    lay_down(desk.session.store, "fund")
    as_role(desk, "officer")
    service = desk.compensation
    filed = service.claiming.file(
        wanted("L1", claimed_on=desk.today(), late_reason="核灾晚", npl_product_ppm=48_000)
    )
    draft = desk.notices.draft("F20", of(number), "A4")
    assert draft.marked == "draft"
    text = text_of(draft.pdf)
    for said in ("50,447.22", "35,313.05", "15,134.17", "4.80", "1.50", "3.30", "√因灾", "□罹患"):
        assert said in text, said
    assert "超过容忍度" in text
    assert filed.claim.claim_no in text
    as_role(desk, "county")
    claim_no = filed.claim.claim_no
    service.handling.deposit("deposit", 100_000_000, desk.today(), ref_no="号")
    service.handling.review(
        claim_no, "agriculture", "accepted", desk.today(), note="已核实", document_no="样农7号"
    )
    service.handling.pay(claim_no, 3_531_305, desk.today(), voucher_no="付1")
    as_role(desk, "officer")
    service.recovering.recover(claim_no, 333_333, desk.today(), voucher_no="收0007")
    text = text_of(desk.notices.draft("F21", of(number), "A4").pdf)
    for said in (
        "3,333.33",
        "2,333.33",
        "1,000.00",
        "收0007",
        claim_no,
        "叁仟叁佰叁拾叁元叁角叁分",
    ):
        assert said in text, said
    recovery_no = service.claim(claim_no).recoveries[0].recovery.recovery_no
    by_number = {"F20": claim_no, "F21": recovery_no}
    for kind, known in by_number.items():
        found = text_of(desk.notices.draft(kind, NoticeScope(record_no=known), "A4").pdf)
        assert claim_no in found and "王𬱖明" in found
        code = {"F20": "claim_unknown", "F21": "recovery_unknown"}[kind]
        with pytest.raises(UserError, match=code):
            desk.notices.draft(kind, NoticeScope(record_no="nothing"), "A4")


def test_the_pages_of_a_claim_say_the_same_of_its_papers(desk: Desk) -> None:
    late = {"overdue_since": date(2026, 4, 21), "loan_status": "overdue"}
    number = lend(desk, overdue_principal_fen=5_000_000, overdue_interest_fen=44_722, **late)
    as_role(desk, "county")
    lay_down(desk.session.store, "fund")
    as_role(desk, "officer")
    entry = wanted("L1", claimed_on=desk.today(), late_reason="核灾晚")
    made = desk.compensation.claiming.file(entry).claim
    older = replace(made, revision=2, materials=claims.MATERIALS)
    compensation.say(desk.session.store, "经办", [older])
    (form,) = filed(desk.session, number)
    assert (form["by_died"], form["by_disaster"], form["by_late"]) == ("□", "√", "√")
    done = ("before_loan", "after_loan", "dunning", "renewal_look")
    assert {form[f"did_{name}"] for name in done} == {"√"}
    rows = form["rows"]
    assert isinstance(rows, list)
    there = {row["item"]: row["there"] for row in rows}
    assert (there["灾害证明"], there["死亡证明或户籍注销证明"]) == ("有", "")


def test_a_check_of_a_loan_is_on_its_form_and_a_form_without_one_is_to_be_written_on(
    desk: Desk,
) -> None:
    line = desk.loans.listed(LoanFilter(state="live"), limit=1).lines[0]
    wrote = seen(line.loan_no, inspected_on=desk.today(), risk_note="没有", participants="村主任")
    first = desk.inspections.log(wrote)
    desk.inspections.correct(first.first_no, replace(wrote, assets="牛 7 头"), "数错了")
    made, text = issued(desk, "F11", NoticeScope(record_no=first.first_no))
    for said in (first.first_no, "首次用途检查", "牛7头", "正常", "没有", "村主任", line.loan_no):
        assert said in text, said
    assert "牛6头" not in text and "□正常" not in text and made.pages == 1
    open_one = text_of(desk.notices.draft("F11", of(line.household_no), "A4").pdf)
    assert "□正常" in open_one and first.first_no not in open_one
    with pytest.raises(UserError, match="inspection_unknown"):
        desk.notices.draft("F11", NoticeScope(record_no="nothing"), "A4")
