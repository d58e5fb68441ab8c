"""The check at the door: prepared once, decided without the ledger, kept, replayed, printed."""

from __future__ import annotations

import dataclasses
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from db import policy_sets
from desktop.errors import UserError
from desktop.places import RESOURCES
from desktop.services.desk import Desk
from desktop.services.eligibility import Eligibility
from desktop.services.packs import InForce
from desktop.services.records.checks import CheckForm, CheckRequest
from desktop.services.records.papers import NoticeScope
from desktop.services.shelf import Shelf
from tests.check_answers import ANSWERS
from tests.terminal import Places, Terminal, settle

pytest_plugins = ["tests.window_fixtures"]
DATA = Path(__file__).parent / "data" / "sheets"


@pytest.fixture
def form(desk: Desk) -> CheckForm:
    """The first household of which nothing speaks against it once everything was asked."""
    forms = map(desk.eligibility.prepare, desk.households.numbers())
    return next(
        form for form in forms if desk.eligibility.decide(form, asked(form)).outcome == "eligible"
    )


def asked(form: CheckForm, **change: object) -> CheckRequest:
    request = CheckRequest(
        household_no=form.household_no,
        member_no=form.member_no,
        amount_fen=8_000_000,
        months=24,
        purpose_code="production",
        purpose_text="养羊",
        facts=ANSWERS,
    )
    return replace(request, **change)


def station(desk: Desk) -> None:
    desk.settings.set(
        {
            "bank": "临县农村商业银行",
            "outlet": "三交支行",
            "officer_phone": "15400001001",
            "complaint_phone": "0358-0000001",
        }
    )


def test_a_prepared_question_is_decided_while_the_ledger_is_shut(
    desk: Desk, form: CheckForm
) -> None:
    open_answer = desk.eligibility.decide(form, asked(form))
    desk.session.store.close_connection()
    assert desk.eligibility.decide(form, asked(form)) == open_answer
    assert open_answer.rows
    assert open_answer.reason.endswith("。")
    assert open_answer.reasons[0].rule == "policy_pack"


def test_every_condition_is_shown_once_and_what_does_not_apply_comes_last(
    desk: Desk, form: CheckForm
) -> None:
    found = desk.eligibility.decide(form, asked(form, amount_fen=1_000_000))
    order = ["not_met", "needs_review", "pending", "hint", "met", "not_applicable"]
    places = [order.index(row.result) for row in found.rows]
    assert places == sorted(places)
    assert {"large_need", "lender"} <= {
        row.rule for row in found.rows if row.result == "not_applicable"
    }
    assert {row.rule for row in found.reasons} <= {row.rule for row in found.rows}


def test_the_row_says_by_how_much_the_amount_is_over(desk: Desk, form: CheckForm) -> None:
    facts = ANSWERS | {"live_bfxe_balance": "3万"}
    found = desk.eligibility.decide(form, asked(form, facts=facts))
    row = next(row for row in found.rows if row.rule == "amount_household_cap")
    assert [(far.unit, far.amount) for far in row.distances] == [("fen", 1_000_000)]
    assert (found.low, found.high) == ("FAIL", "FAIL")


def test_a_missing_fact_stands_on_the_row_that_waits_for_it(desk: Desk, form: CheckForm) -> None:
    facts = {key: value for key, value in ANSWERS.items() if key != "area_suspended"}
    found = desk.eligibility.decide(form, asked(form, facts=facts, amount_fen=1_000_000))
    row = next(row for row in found.rows if row.rule == "area_suspended")
    assert (row.result, row.facts) == ("pending", ("area_suspended",))
    assert (found.outcome, found.worst, found.missing) == ("pending", "pending", row.facts)
    assert (found.low, found.high) == ("FAIL", "PASS")


def test_trying_out_an_answer_shows_what_it_changes_and_keeps_nothing(
    desk: Desk, form: CheckForm
) -> None:
    before = desk.session.store.number("SELECT count(*) FROM op")
    tried = desk.eligibility.try_out(form, asked(form), "guarantee_type", "guarantor")
    assert [one.rule for one in tried.changes] == ["guarantee"]
    assert [row.result for row in tried.changes[0].before] == ["met"]
    assert [row.code for row in tried.changes[0].after] == ["guarantee_required"]
    assert tried.after == "not_eligible"
    money = desk.eligibility.try_out(form, asked(form), "live_bfxe_balance", "3万")
    assert "amount_household_cap" in [one.rule for one in money.changes]
    assert desk.session.store.number("SELECT count(*) FROM op") == before
    for fact, text, code in (
        ("colour", "red", "fact_unknown"),
        ("id_number", "十八个字但不是证件号码的十八个字啊啊", "fact_refused"),
        ("live_bfxe_balance", "-1", "fact_invalid"),
    ):
        with pytest.raises(UserError, match=code):
            desk.eligibility.try_out(form, asked(form), fact, text)


def test_the_example_of_a_year_adds_up_to_the_interest(desk: Desk, form: CheckForm) -> None:
    """80,000 at 3.45 % for 360 days: 2,760.00, of it 2,449.50 by the treasuries."""
    facts = ANSWERS | {"large_need_recorded": "是"}
    found = desk.eligibility.example(form, asked(form, facts=facts), "3.45")
    assert (found.interest_fen, found.days, found.basis) == (276_000, 360, 360)
    assert dict(found.parts) == {"central": 193_200, "province": 51_750, "borrower": 31_050}
    narrow = desk.eligibility.example(form, asked(form), "3.45")
    assert "large_need_not_recorded" in narrow.flags
    assert sum(amount for _, amount in narrow.parts) == narrow.interest_fen
    half = desk.eligibility.example(form, asked(form, months=6), "3.45")
    assert half.days == 184
    with pytest.raises(UserError, match="rate_form"):
        desk.eligibility.example(form, asked(form), "3,45")
    with pytest.raises(UserError, match="months_invalid"):
        desk.eligibility.example(form, asked(form, months=0), "3.45")


def test_a_kept_check_is_replayed_with_the_same_digest(desk: Desk, form: CheckForm) -> None:
    kept = desk.eligibility.check(asked(form))
    again = desk.eligibility.replay(kept.check_no)
    assert (again.same, again.policy_found) == (True, True)
    assert again.digest == kept.digest == again.outcome.digest
    assert again.outcome.reasons == kept.reasons
    assert again.checked_on == desk.today()
    assert desk.session.store.number("SELECT count(*) FROM policy_set") == 1
    desk.eligibility.check(asked(form, months=12))
    assert desk.session.store.number("SELECT count(*) FROM policy_set") == 1
    with pytest.raises(UserError, match="check_unknown"):
        desk.eligibility.replay("X")


def newer_policy(folder: Path) -> Shelf:
    """The program of a later year: the limit of the national notice is another one."""
    shutil.copytree(RESOURCES / "policy", folder / "policy")
    for name in ("cn-2026.toml", "sx-2026.toml"):
        path = folder / "policy" / name
        path.write_text(path.read_text("utf-8").replace('"100000.00"', '"70000.00"'), "utf-8")
    return Shelf(folder)


def test_a_check_is_replayed_by_the_policy_of_its_day_when_the_program_has_another(
    desk: Desk, form: CheckForm, tmp_path: Path
) -> None:
    kept = desk.eligibility.check(asked(form))
    shelf = newer_policy(tmp_path)
    packs = InForce(shelf, desk.session.store)
    later = dataclasses.replace(desk.session, shelf=shelf, packs=packs)
    service = Eligibility(later, desk.households, desk.parameters, desk.suspensions)
    form = service.prepare(form.household_no)
    now = service.decide(form, asked(form))
    assert "amount_household_cap" in [row.rule for row in now.rows if row.result == "not_met"]
    again = service.replay(kept.check_no)
    assert (again.same, again.policy_found, again.outcome.reasons) == (True, True, kept.reasons)
    newer = policy_sets.packed(shelf.pack_texts)
    desk.session.store.execute("UPDATE policy_set SET files = ?", (newer,))
    forged = service.replay(kept.check_no)
    assert (forged.same, forged.policy_found) == (False, False)
    desk.session.store.execute("UPDATE policy_set SET files = 'x'")
    lost = service.replay(kept.check_no)
    assert (lost.same, lost.policy_found) == (False, False)


def test_a_changed_fact_of_a_kept_check_shows_in_its_digest(desk: Desk, form: CheckForm) -> None:
    kept = desk.eligibility.check(asked(form))
    station(desk)
    store = desk.session.store
    facts = json.loads(store.one("SELECT facts FROM eligibility_check")[0])
    changed = json.dumps(facts | {"applied_amount": "70000.00"})
    store.execute("UPDATE eligibility_check SET facts = ?", (changed,))
    assert desk.eligibility.replay(kept.check_no).same is False
    with pytest.raises(UserError, match="check_not_the_same"):
        desk.notices.issue("F08", NoticeScope(check_no=kept.check_no), "A4")
    store.execute("UPDATE eligibility_check SET facts = '{\"colour\": 1}'")
    with pytest.raises(UserError, match="check_unreadable"):
        desk.eligibility.replay(kept.check_no)
    store.execute("UPDATE eligibility_check SET facts = 'no json'")
    with pytest.raises(UserError, match="check_unreadable"):
        desk.eligibility.replay(kept.check_no)


def test_the_result_sheet_shows_the_kept_check_and_is_genuine(
    desk: Desk, form: CheckForm, tmp_path: Path
) -> None:
    station(desk)
    number = form.household_no
    draft = desk.notices.draft("F08", NoticeScope(household_nos=(number,)), "A4")
    assert "核对日期" in [label for _, label in draft.missing]
    first = desk.eligibility.check(asked(form, facts=ANSWERS | {"guarantee_type": "guarantor"}))
    desk.eligibility.check(asked(form))
    out = tmp_path / "result.pdf"
    issued = desk.notices.issue("F08", NoticeScope(check_no=first.check_no), "A4", out=out)
    assert issued.pages == 1
    text = "".join(PdfReader(out).pages[0].extract_text().split())
    assert "80,000.00元、24个月，用于养羊" in text
    assert "由银行去掉担保要求" in text and "填写" not in text
    assert "“晋”指《关于做好山西省帮扶小额信贷工作的通知》（晋金管发" in text
    assert "是否发放贷款由银行依法自主决策" in text
    assert desk.notices.verify(issued.notice_nos[0]).genuine
    with pytest.raises(UserError, match="check_unknown"):
        desk.notices.draft("F08", NoticeScope(check_no="X"), "A4")
    with pytest.raises(UserError) as caught:
        desk.notices.draft("F08", NoticeScope(check_no=first.check_no, pack="CN-2026"), "A4")
    assert (caught.value.code, caught.value.params["own"]) == ("check_other_pack", "SX-2026")
    same = NoticeScope(check_no=first.check_no, pack="SX-2026")
    assert not desk.notices.draft("F08", same, "A4").missing


def test_before_the_first_list_nobody_knows_who_stood_on_it(desk: Desk, form: CheckForm) -> None:
    early = desk.eligibility.prepare(form.household_no, on=date(2026, 4, 1))
    assert early.roster_as_of is None
    found = desk.eligibility.decide(early, asked(early, applied_on=date(2026, 4, 1)))
    row = next(row for row in found.rows if row.rule == "on_roster")
    assert (row.result, row.facts) == ("pending", ("on_roster",))


def test_without_a_policy_on_the_day_the_answer_says_so(desk: Desk, form: CheckForm) -> None:
    before = asked(form, applied_on=date(2026, 2, 1))
    found = desk.eligibility.decide(form, before)
    assert (found.outcome, found.policy_pack, found.policy_title) == ("no_rule_in_force", "", "")
    assert found.reasons[0].code == "no_pack"


def test_policy_texts_survive_packing_and_damage_is_an_empty_set() -> None:
    files = {"a.toml": "政策".encode(), "b.txt": b""}
    assert policy_sets.unpacked(policy_sets.packed(files)) == files
    for damaged in ("", "!", policy_sets.packed(files)[:-4]):
        assert policy_sets.unpacked(damaged) == {}


def test_the_county_replays_the_check_of_a_township(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = Terminal(capsys, monkeypatch)
    places: Places = settle(terminal, tmp_path, DATA / "clean" / "roster.xlsx")
    number = terminal("households", "find", places.township, "张")["items"][0]["household_no"]
    member = terminal("households", "show", places.township, number)["members"][0]["member_no"]
    check = terminal(
        "eligibility", "check", places.township, "--household", number, "--member", member,
        "--amount", "5万", "--months", "12", "--purpose", "production",
    )  # fmt: skip
    assert len(check["digest"]) == 64
    assert check["verdict"][0] in {"fail", "review", "pass"}
    terminal("sync", "run", places.township, "--with", places.mailbox)
    terminal("sync", "run", places.county, "--with", places.mailbox)
    again = terminal("eligibility", "replay", places.county, check["check_no"])
    assert again["same"] is True
    assert again["stored_digest"] == again["digest"] == check["digest"]
    assert again["policy_found"] is True
    assert terminal("check", places.county)["ok"] is True
