"""The county's verbs: packages, devices, revoking, rosters, exports; and who may not use them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from python_calamine import load_workbook

from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.gates import LedgerGate, LockGate
from desktop.services.publicity import ActivityEntry
from desktop.services.records.checks import CheckRequest
from desktop.services.records.lending import LoanFilter
from desktop.services.records.people import HouseholdFilter, VisitEntry, VisitFilter
from tests.ledgers import everything
from tests.windows import County

pytest_plugins = ["tests.window_fixtures"]
TOWNSHIP = "141124105"


def enrol(desk: Desk, out: Path, **more: object) -> None:
    asked: dict[str, object] = {
        "townships": (TOWNSHIP,),
        "officer": "新来的",
        "role": "officer",
        "bank": "",
        "out": out,
    }
    desk.county.enrol(**{**asked, **more})


def test_an_invited_laptop_shows_until_it_reports_and_letters_differ(
    county_desk: Desk, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        enrol(county_desk, tmp_path / name)
    invited = [one for one in county_desk.county.devices() if one.state == "invited"]
    assert len(invited) == 2
    with pytest.raises(UserError) as caught:
        county_desk.county.recovery_code(invited[0].device)
    assert caught.value.code == "recovery_not_received"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"townships": ()}, "township_form"),
        ({"townships": ("12",)}, "township_form"),
        ({"townships": ("150000001",)}, "township_unknown"),
        ({"officer": " "}, "name_empty"),
    ],
)
def test_a_package_that_makes_no_sense_is_refused(
    county_desk: Desk, tmp_path: Path, more: dict[str, object], code: str
) -> None:
    with pytest.raises(UserError) as caught:
        enrol(county_desk, tmp_path / "p", **more)
    assert caught.value.code == code
    assert not list(tmp_path.glob("p*"))


def test_a_revoked_laptop_is_named_as_such(county_desk: Desk) -> None:
    active = next(one for one in county_desk.county.devices() if one.state == "active")
    line = county_desk.county.revoke(active.device[:10])
    assert line.state == "revoked"
    again = {one.device: one.state for one in county_desk.county.devices()}
    assert again[active.device] == "revoked"
    before = everything(county_desk.session.store)
    assert county_desk.county.revoke(active.device).state == "revoked"
    assert everything(county_desk.session.store) == before
    for start in ("", "zz"):
        with pytest.raises(UserError) as caught:
            county_desk.county.revoke(start)
        assert caught.value.code == "device_unknown"


def test_what_a_revoked_laptop_sends_later_is_set_aside(
    county_desk: Desk, desk: Desk, tmp_path: Path
) -> None:
    box = tmp_path / "stick"
    box.mkdir()
    county_desk.county.revoke(desk.station.device)
    number = desk.households.numbers()[0]
    desk.visits.log(
        VisitEntry(
            household_no=number,
            visited_on=desk.today(),
            publicity_method="visit",
            contact_result="informed",
        )
    )
    desk.sync.export(str(box))
    before = county_desk.visits.listed(VisitFilter()).total
    taken = county_desk.sync.take(str(box))
    assert [reason for _, reason in taken.quarantined] == ["bundle_revoked"]
    assert county_desk.visits.listed(VisitFilter()).total == before
    assert "quarantined" in {one.state for one in county_desk.sync.inbox()}


def test_a_township_may_not_do_what_is_the_countys(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        enrol(desk, tmp_path / "p")
    assert caught.value.code == "county_only"


def test_a_note_changed_on_two_sides_is_put_up_for_review_and_settled_for_both(
    county_desk: Desk, desk: Desk, tmp_path: Path
) -> None:
    box = tmp_path / "stick"
    box.mkdir()
    number = desk.households.numbers()[0]
    desk.households.note(number, {"phone": "15400000001"})
    county_desk.households.note(number, {"phone": "15400000002"})
    desk.sync.export(str(box))
    county_desk.sync.run(str(box))
    desk.sync.run(str(box))
    reviews = desk.sync.reviews()
    assert [one.field for one in reviews] == ["phone"]
    assert {value.value for value in reviews[0].values} == {"15400000001", "15400000002"}
    assert [one.id for one in county_desk.sync.reviews()] == [reviews[0].id]
    with pytest.raises(UserError) as caught:
        desk.sync.resolve(reviews[0].id, "15400000001", " ")
    assert caught.value.code == "reason_missing"
    with pytest.raises(UserError) as caught:
        desk.sync.resolve(reviews[0].id, "999", "本人说的")
    assert caught.value.code == "phone_wrong"
    desk.sync.resolve(reviews[0].id, "154****0001", "本人说的")  # as it is shown
    desk.sync.export(str(box))
    county_desk.sync.take(str(box))
    for side in (desk, county_desk):
        assert side.sync.reviews() == []
        assert side.households.card(number).note["phone"] == "154****0001"


def test_the_same_file_twice_is_recognised(county_desk: Desk, made_up: County) -> None:
    with pytest.raises(UserError) as caught:
        county_desk.imports.take("roster", made_up.sample)
    assert caught.value.code == "already_imported"


def test_a_later_list_of_the_same_people_changes_nobody(county_desk: Desk, made_up: County) -> None:
    later = county_desk.today() + timedelta(days=1)
    report = county_desk.imports.take("roster", made_up.sample, as_of=later)
    assert report.version
    versions = county_desk.rosters.versions()
    assert {one.as_of_date for one in versions if one.in_force} == {later}
    assert county_desk.rosters.diff() == []
    current = next(one for one in versions if one.roster_version != report.version)
    assert county_desk.rosters.diff(earlier=current.roster_version, later=report.version) == []
    with pytest.raises(UserError) as caught:
        county_desk.rosters.diff(later="x")
    assert caught.value.code == "version_unknown"


def test_a_dry_run_keeps_nothing_and_writes_the_error_file(
    county_desk: Desk, made_up: County, tmp_path: Path
) -> None:
    before = county_desk.rosters.versions()
    out = tmp_path / "errors.xlsx"
    report = county_desk.imports.take("roster", made_up.sample, dry_run=True, errors=out)
    assert report.dry_run
    assert out.is_file()
    assert county_desk.rosters.versions() == before


def test_the_ledger_leaves_as_excel_without_numbers_of_people(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "ledger.xlsx"
    rows = desk.exports.write("visits", out).rows
    sheet = load_workbook(str(out)).get_sheet_by_index(0).to_python()
    assert rows == desk.visits.listed(VisitFilter()).total > 0
    flat = "\n".join(str(cell) for row in sheet for cell in row)
    assert "149999" not in flat
    assert "154" not in flat.replace("141124", "")


def test_today_names_what_waits_and_a_village_nobody_told(desk: Desk) -> None:
    board = desk.overview.today()
    assert 0 < len(board.lines) <= 12
    assert board.households == len(desk.households.numbers())
    assert board.told < board.households
    assert {one.kind for one in board.tasks} & {"never_told", "board_missing", "need_unchecked"}


def test_a_board_in_the_village_tells_no_household(desk: Desk) -> None:
    village = desk.households.villages()[0]
    before = desk.publicity.coverage(village=village.village)
    number = desk.publicity.log(
        ActivityEntry(
            activity_type="board",
            place="村委会",
            village=village.village,
            held_on=desk.today(),
        )
    )
    assert number
    assert desk.publicity.coverage(village=village.division_code) == before
    with pytest.raises(UserError) as caught:
        desk.publicity.log(
            ActivityEntry(
                activity_type="board",
                place="",
                village=village.village,
                held_on=desk.today() + timedelta(days=1),
            )
        )
    assert caught.value.code == "activity_in_future"


def test_full_numbers_are_shown_for_a_reason_only_and_audited(desk: Desk) -> None:
    number = desk.households.numbers()[0]
    card = desk.households.card(number)
    member = card.members[0]
    assert "*" in member.id_masked
    with pytest.raises(UserError):
        desk.households.reveal(number, member.member_no, "id_number", "")
    full = desk.households.reveal(number, member.member_no, "id_number", "核对证件")
    assert full.startswith("149999")
    assert len(full) == 18


def test_a_check_is_stored_with_pack_and_roster_and_shown_on_the_card(desk: Desk) -> None:
    number = desk.households.numbers()[0]
    form = desk.eligibility.prepare(number)
    request = CheckRequest(
        household_no=number,
        member_no=form.member_no,
        amount_fen=5_000_000,
        months=36,
        purpose_code="production",
        purpose_text="养羊",
        facts={"id_number": "same", "civil_capacity": "是", "live_bfxe_balance": "0"},
    )
    preview = desk.eligibility.preview(request)
    assert preview.check_no == ""
    kept = desk.eligibility.check(request)
    assert kept.check_no
    assert [one.check_no for one in desk.households.card(number).checks] == [kept.check_no]
    assert desk.policy.clause(kept.rows[0].clause).text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_fen": 0}, "amount_not_positive"),
        ({"months": 0}, "months_invalid"),
        ({"household_no": "x"}, "household_unknown"),
        ({"member_no": "x"}, "member_unknown"),
        ({"facts": {"colour": "red"}}, "fact_unknown"),
        ({"facts": {"civil_capacity": "也许"}}, "fact_invalid"),
        ({"facts": {"drawn_on": "明天"}}, "fact_invalid"),
        ({"facts": {"drawn_on": "2026-11-20", "maturity_on": "2026-11-19"}}, "fact_refused"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(
    desk: Desk, changes: dict[str, object], code: str
) -> None:
    number = desk.households.numbers()[0]
    asked: dict[str, object] = {
        "household_no": number,
        "member_no": desk.eligibility.prepare(number).member_no,
        "amount_fen": 1_000_000,
        "months": 12,
        "purpose_code": "production",
    }
    with pytest.raises(UserError) as caught:
        desk.eligibility.check(CheckRequest(**{**asked, **changes}))
    assert caught.value.code == code


def test_households_are_listed_by_every_filter(desk: Desk) -> None:
    everybody = desk.households.lines(HouseholdFilter()).total
    listed = desk.households.lines(HouseholdFilter(status="listed")).total
    assert everybody == listed + desk.households.lines(HouseholdFilter(status="out")).total
    assert everybody > listed == len(desk.households.numbers())
    told = sum(
        desk.households.lines(HouseholdFilter(told=kind)).total
        for kind in ("told", "never", "absent_only")
    )
    assert told == everybody
    lent = {
        kind: {one.household_no for one in desk.households.lines(HouseholdFilter(loans=kind)).lines}
        for kind in ("none", "live", "overdue", "ended")
    }
    assert lent["overdue"] and lent["overdue"] < lent["live"]
    assert len(lent["none"]) + len(lent["live"]) + len(lent["ended"]) == everybody
    running = desk.loans.listed(LoanFilter(state="live")).lines
    assert lent["live"] == {one.household_no for one in running}
    village = desk.households.villages()[0]
    here = HouseholdFilter(village=village.division_code, status="listed")
    assert desk.households.lines(here).total == village.households


def test_the_gate_opens_recovers_and_restores(
    made_up: County, door: Door, desk: Desk, tmp_path: Path
) -> None:
    ledger = desk.station.ledger
    desk.vault.back_up_before("asked")
    code = desk.vault.new_recovery_code()
    counts = desk.vault.counts()
    desk.session.store.close()
    gate = LedgerGate(door, ledger)
    assert gate.place == str(ledger)
    officer = gate.officers()[0]
    gate.recover(code, officer, "another-2026")
    copy = gate.newest_backup()
    assert copy is not None
    assert copy.counts["visits"] == counts["visits"]
    body = bytearray(ledger.read_bytes())
    body[4096:8192] = bytes(4096)
    ledger.write_bytes(body)
    opened = gate.restore(officer, "another-2026")
    assert opened.vault.counts()["visits"] == counts["visits"]
    assert LockGate(door, opened).officers() == [officer]
    assert LockGate(door, opened).unlock(officer, "another-2026") is opened
    assert list(ledger.parent.glob("*damaged*"))
    opened.close(backup=False)
    assert made_up
    assert LedgerGate(door, tmp_path / "none.db").newest_backup() is None


def test_people_come_and_go_but_the_last_one_stays(desk: Desk) -> None:
    desk.vault.add_officer("同事", "colleague-2026")
    assert "同事" in desk.vault.officers()
    desk.vault.remove_officer("同事")
    with pytest.raises(Exception, match="last_officer"):
        desk.vault.remove_officer(desk.vault.officers()[0])
    assert desk.vault.check().ok
    assert desk.vault.backups() == []


def test_the_made_up_county_has_loans_in_every_state_and_one_household_that_left(
    desk: Desk,
) -> None:
    states = ("live", "overdue", "settled", "off_roster")
    found = {state: desk.loans.listed(LoanFilter(state=state)).total for state in states}
    assert all(found.values()), found
    assert desk.loans.listed(LoanFilter(state="unmatched")).total == 0
    assert [one.code for one in desk.rosters.consequences()] == ["notice", "farmer_loan"]
