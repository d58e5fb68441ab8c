"""Printed sheets of a ledger: numbers, register, voiding, telling ours from others."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from desktop.errors import UserError
from desktop.printing.qr import base45
from desktop.services.desk import Desk
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import VisitEntry
from desktop.texts import sentence

pytest_plugins = ["tests.window_fixtures"]


def scope_for(desk: Desk, kind: str) -> NoticeScope:
    village = desk.households.villages()[0]
    return {
        "household": NoticeScope(household_nos=(desk.households.numbers()[0],)),
        "village": NoticeScope(village=village.division_code),
    }.get(kind, NoticeScope(township=village.township_code))


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


REFUSED = {
    "F13": "no_loan_overdue",
    "F15": "no_list_frozen",
    "F16": "no_batch_settled",
    "F16W": "no_batch_settled",
    "F17": "no_batch_settled",
    "F20": "no_claim_standing",
    "F21": "no_recovery_standing",
    "F22": "household_still_listed",
    "F23": "sheet_for_nobody",
    "YJ": "handover_nothing",
}


def test_every_sheet_has_a_preview_or_names_what_is_missing(desk: Desk) -> None:
    offered = desk.notices.kinds()
    assert not {"F18", "F26"} & {one.kind for one in offered}, "the county's offices' own"
    for kind in offered:
        refused = REFUSED.get(kind.kind)
        if refused:  # tests/test_leavers and tests/test_forms_filled say more
            with pytest.raises(UserError, match=refused):
                desk.notices.draft(kind.kind, scope_for(desk, kind.scope), kind.papers[0])
            continue
        draft = desk.notices.draft(kind.kind, scope_for(desk, kind.scope), kind.papers[0])
        assert draft.pages > 0
        assert all(label for _, label in draft.missing)


def test_a_village_gets_one_slip_per_household_with_numbers_in_a_row(
    desk: Desk, tmp_path: Path
) -> None:
    village = desk.households.villages()[0]
    scope = NoticeScope(village=village.village)
    issued = desk.notices.issue("F04", scope, "A4", out=tmp_path / "slips.pdf")
    assert len(issued.notice_nos) == village.households == issued.pages
    assert len(set(issued.notice_nos)) == village.households
    assert (tmp_path / "slips.pdf").read_bytes() == issued.pdf
    assert {one.notice_no for one in desk.notices.issued()} == set(issued.notice_nos)


def test_a_file_of_many_sheets_is_all_of_them_until_one_is_void_or_it_was_changed(
    desk: Desk, tmp_path: Path
) -> None:
    numbers = desk.households.numbers()[:3]
    out = tmp_path / "slips.pdf"
    issued = desk.notices.issue("F04", NoticeScope(household_nos=tuple(numbers)), "A4", out=out)
    found = desk.notices.verify(str(out))
    assert (found.genuine, found.reason) == (True, "genuine_file")
    assert [one.notice_no for one in found.sheets] == list(issued.notice_nos)
    desk.notices.void(issued.notice_nos[1], "印错了")
    found = desk.notices.verify(str(out))
    assert (found.genuine, found.notice_no) == (False, issued.notice_nos[1])
    assert [one.genuine for one in found.sheets] == [True, False, True]
    out.write_bytes(out.read_bytes() + b"\n")
    assert desk.notices.verify(str(out)).genuine is False


def test_last_digits_are_enough_to_verify_unless_two_sheets_end_so(desk: Desk) -> None:
    number = desk.notices.issue(
        "F04", NoticeScope(household_nos=(desk.households.numbers()[0],)), "A4"
    ).notice_nos[0]
    for text in (number[-5:], number[-5:].lstrip("0")):
        assert desk.notices.verify(text).notice_no == number
    assert desk.notices.verify("99999").reason == "notice_no_code"
    fraud = NoticeScope(village=desk.households.villages()[0].village)
    second = desk.notices.issue("FZ", fraud, "A4").notice_nos[0]
    desk.session.store.execute(
        "UPDATE notice_issued SET notice_no = ? WHERE notice_no = ?",
        (number.replace("-2026-", "-2025-"), second),
    )
    with pytest.raises(UserError, match="notice_several"):
        desk.notices.verify(number[-5:])


def test_a_sheet_is_genuine_by_number_code_and_picture_and_void_once_voided(
    desk: Desk, tmp_path: Path
) -> None:
    number = desk.households.numbers()[0]
    out = tmp_path / "slip.pdf"
    issued = desk.notices.issue("F04", NoticeScope(household_nos=(number,)), "A4", out=out)
    notice_no = issued.notice_nos[0]
    for what, reason in ((notice_no, "genuine"), (str(out), "genuine_file")):
        assert desk.notices.verify(what).reason == reason
    desk.notices.void(notice_no, "印错了")
    assert desk.notices.verify(notice_no).reason == "notice_voided"
    assert desk.notices.verify(str(out)).genuine is False
    assert [one.voided for one in desk.notices.issued() if one.notice_no == notice_no] == [True]
    again = desk.notices.issue("F04", NoticeScope(household_nos=(number,)), "A4")
    assert again.notice_nos[0] != notice_no


def test_voiding_needs_a_known_number_and_a_reason(desk: Desk) -> None:
    for number, reason, code in (("x", "y", "notice_unknown"), ("x", " ", "reason_missing")):
        with pytest.raises(UserError) as caught:
            desk.notices.void(number, reason)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("BF1:ABC", "notice_code_damaged"),
        ("【某银行】单号 1 BF1:" + "0" * 138, "notice_code_damaged"),
        ("BF1:" + base45(bytes([1]) + bytes(88)), "notice_not_ours"),
        ("胡写", "notice_no_code"),
        ("", "notice_no_code"),
        ("长" * 5000, "notice_no_code"),
        ("a\0b.png", "path_missing"),
        ("K6E4-RVDD", "notice_code_unknown"),
        ("141124-A-2026-99999", "notice_number_unknown"),
    ],
)
def test_what_is_not_ours_is_said_to_be_so(desk: Desk, what: str, reason: str) -> None:
    if reason == "path_missing":
        with pytest.raises(UserError, match=reason):
            desk.notices.verify(what)
        return
    found = desk.notices.verify(what)
    assert (found.genuine, found.reason) == (False, reason)
    assert sentence(reason, {}).endswith("。")


def test_a_picture_without_our_code_is_told_from_one_without_any(
    desk: Desk, tmp_path: Path
) -> None:
    import qrcode

    other, plain, text = (tmp_path / name for name in ("o.png", "p.png", "notes.txt"))
    qrcode.make("https://example.invalid").save(str(other))
    Image.new("L", (60, 60), 255).save(plain)
    text.write_text("BF", encoding="utf-8")
    assert desk.notices.verify(str(other)).reason == "notice_other_code"
    assert desk.notices.verify(str(plain)).reason == "notice_unreadable"
    with pytest.raises(UserError, match="picture_unreadable"):
        desk.notices.verify(str(text))


def test_a_picture_that_is_not_there_is_an_error(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        desk.notices.verify(str(tmp_path / "none.png"))
    assert caught.value.code == "path_missing"


def test_another_ledger_knows_the_signature_but_not_the_sheet(
    desk: Desk, county_desk: Desk, tmp_path: Path
) -> None:
    number = desk.households.numbers()[0]
    out = tmp_path / "slip.pdf"
    desk.notices.issue("F04", NoticeScope(household_nos=(number,)), "A4", out=out)
    assert county_desk.notices.verify(str(out)).reason == "notice_not_known"


def test_a_missing_phone_stops_the_board_and_registers_nothing(desk: Desk) -> None:
    desk.settings.set({"supervision_phone": ""})
    before = len(desk.notices.issued())
    scope = scope_for(desk, "township")
    assert ("supervision_phone", "监督电话") in desk.notices.draft("F01", scope, "A4").missing
    with pytest.raises(UserError) as caught:
        desk.notices.issue("F01", scope, "A4")
    assert caught.value.code == "notice_field_missing"
    assert len(desk.notices.issued()) == before


def test_a_sheet_that_cannot_be_written_is_not_registered(desk: Desk, tmp_path: Path) -> None:
    number = desk.households.numbers()[0]
    before = len(desk.notices.issued())
    with pytest.raises(UserError) as caught:
        desk.notices.issue(
            "F04", NoticeScope(household_nos=(number,)), "A4", out=tmp_path / "no" / "x.pdf"
        )
    assert caught.value.code == "out_folder_missing"
    assert len(desk.notices.issued()) == before


@pytest.mark.parametrize(
    ("kind", "scope", "code"),
    [
        ("F04", NoticeScope(), "notice_scope_missing"),
        ("F04", NoticeScope(household_nos=("1",)), "household_unknown"),
        ("F04", NoticeScope(village="没有村"), "village_unknown"),
        ("F01", NoticeScope(township="999999999"), "township_unknown"),
        ("LX", NoticeScope(), "notice_scope_missing"),
        ("F99", NoticeScope(), "notice_kind_unknown"),
    ],
)
def test_a_scope_that_does_not_fit_is_named(
    desk: Desk, kind: str, scope: NoticeScope, code: str
) -> None:
    with pytest.raises(UserError) as caught:
        desk.notices.draft(kind, scope, "A4")
    assert caught.value.code == code


def test_a_ledger_that_has_no_roster_yet_is_told_so(desk: Desk) -> None:
    desk.session.store.execute("UPDATE household SET household_status = 'removed'")
    for kind in ("F01", "F03", "F04", "F05"):
        with pytest.raises(UserError, match="notice_no_roster") as caught:
            desk.notices.draft(kind, NoticeScope(township="*"), "A4")
        assert "名单" in sentence(caught.value.code, caught.value.params)


def test_the_leaflet_computes_its_example_by_the_rules(desk: Desk) -> None:
    draft = desk.notices.draft("F03", scope_for(desk, "township"), "A4")
    text = text_of(draft.pdf)
    for amount in ("1,725.00", "1,207.50", "517.50", "425.00", "2,500.00", "1,350.00"):
        assert amount in text


def test_a_route_sheet_lists_the_village_and_a_call_list_masks_phones(desk: Desk) -> None:
    village = desk.households.villages()[0]
    scope = NoticeScope(village=village.division_code)
    route = text_of(desk.notices.draft("LX", scope, "A4").pdf)
    calls = text_of(desk.notices.draft("DH", scope, "A4").pdf)
    assert f"{village.village}" in route
    assert "****" in calls


def test_the_ledger_on_paper_strikes_what_was_corrected(desk: Desk) -> None:
    number = desk.households.numbers()[0]
    logged = desk.visits.log(
        VisitEntry(
            household_no=number,
            visited_on=desk.today(),
            publicity_method="visit",
            contact_result="informed",
            note="头一条",
        )
    )
    desk.visits.correct(logged.visit_no, {"note": "改过的"}, "写错")
    pdf = desk.notices.draft("F05", scope_for(desk, "township"), "A4").pdf
    text = "".join(text_of(pdf).split())  # a note may be broken in two lines
    assert "头一条" in text
    assert "改过的" in text
