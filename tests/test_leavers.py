"""The sheet for a household that left the roster: its loans by tail and maturity."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.records.papers import NoticeScope
from tests.follow import TOWNSHIP, a_later_door, lend, lines, people, publish, unlent, without
from tests.terminal import Terminal

pytest_plugins = ["tests.window_fixtures"]

STATION = {
    "bank": "样县农村商业银行",
    "outlet": "三交支行",
    "officer_phone": "0358-4421234",
    "supervision_phone": "0358-4423456",
}


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return a_later_door(tmp_path / "home")


@pytest.fixture
def county(county_desk: Desk) -> Desk:
    county_desk.settings.set(STATION)
    return unlent(county_desk)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def printed(desk: Desk, *household_nos: str, **scope: str) -> str:
    wanted = NoticeScope(household_nos=household_nos, **scope)
    draft = desk.notices.draft("F22", wanted, "A4")
    assert draft.missing == ()
    return text_of(draft.pdf)


def test_one_running_loan_is_named_by_its_tail_and_its_last_day(county: Desk) -> None:
    number = lines(county)[0].household_no
    lend(county, number, "JK2025120007", product_code="TPXE", signed_on=date(2025, 4, 1))
    lend(county, number, "JK2024000001", loan_status="settled", balance_fen=0)
    lend(county, number, "JK2023000002", maturity_on=date(2026, 6, 1))
    without(county, number)
    found = printed(county, number)
    assert "您家现有的脱贫人口小额信贷（借据尾号0007）到期日为2027年3月10日" in found
    assert "2026年7月9日起调整出帮扶人口名单" in found
    assert "不作追溯调整" in found
    assert "0001" not in found.replace("0358", "")
    assert "0002" not in found


def test_several_loans_stand_in_the_order_of_their_last_days(county: Desk) -> None:
    number = lines(county)[0].household_no
    lend(county, number, "JK2025120007")
    lend(county, number, "JK2025120008", extended_maturity_on=date(2026, 12, 1))
    without(county, number)
    found = printed(county, number)
    assert "尾号依次为0008、0007" in found
    assert "到期日依次为2026年12月1日、2027年3月10日" in found


def test_without_a_running_loan_only_the_clause_is_said(county: Desk) -> None:
    number = lines(county)[0].household_no
    without(county, number)
    found = printed(county, number)
    assert "一、原贷款未到期的，不作追溯调整。" in found
    assert "尾号" not in found


def test_all_who_left_a_township_with_a_version_get_their_sheet(county: Desk) -> None:
    numbers = [one.household_no for one in lines(county)[:3]]
    rows = people(county)
    label = without(county, *numbers)
    issued = county.notices.issue("F22", NoticeScope(township=TOWNSHIP), "A4")
    assert len(issued.notice_nos) == 3
    back = [one for one in rows if one["household_no"] not in numbers[1:]]
    publish(county, back)
    again = NoticeScope(township=TOWNSHIP, roster_version=label)
    assert len(county.notices.issue("F22", again, "A4").notice_nos) == 2
    village = lines(county)[0].village
    of_village = NoticeScope(village=village, roster_version=label)
    assert 1 <= len(county.notices.issue("F22", of_village, "A4").notice_nos) <= 2
    for scope, code in (
        (NoticeScope(township=TOWNSHIP), "nobody_left"),
        (NoticeScope(township=TOWNSHIP, roster_version="x"), "version_unknown"),
        (NoticeScope(household_nos=(numbers[0],)), "household_still_listed"),
        (NoticeScope(household_nos=("9",)), "household_unknown"),
        (NoticeScope(), "notice_scope_missing"),
    ):
        with pytest.raises(UserError) as caught:
            county.notices.draft("F22", scope, "A4")
        assert caught.value.code == code


def test_the_verb_prints_for_a_version(
    county: Desk,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = lines(county)[0].household_no
    label = without(county, number)
    ledger = county.session.ledger
    county.close(backup=False)
    run = Terminal(capsys, monkeypatch, "yanshi2026")
    out = tmp_path / "F22.pdf"
    made = run(
        "notice", "print", ledger, "F22", "--township", TOWNSHIP, "--version", label, "--out", out
    )
    assert (made["pages"], len(made["notice_nos"])) == (1, 1)
    assert out.read_bytes().startswith(b"%PDF")
