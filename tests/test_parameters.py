"""Numbers that the policy leaves open: filled with a document, and what the rules make of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from db import audit, ops
from db import settings as kept
from desktop.rules.money import RATE_ONE
from desktop.rules.subsidy import Params
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.parameters import ClaimParams
from desktop.services.records.checks import CheckRequest
from desktop.services.records.policy import OpenLine
from tests.policy_files import county_pack, exchange, refused
from tests.terminal import Terminal, settle

pytest_plugins = ["tests.window_fixtures"]
ROSTER = Path(__file__).parent / "data" / "sheets" / "clean" / "roster.xlsx"
ANKANG, HEYUAN = "610925", "441625"
PERCENT = RATE_ONE // 100
DAY = timedelta(days=1)
SHARES = json.dumps(
    [
        {"from": "2024-01-01", "share": "70"},
        {"from": "2021-01-01", "to": "2023-12-31", "share": "100"},
    ]
)
RATES = '[{"from": "2026-01-20", "lpr_1y": "3.00", "lpr_5y": "3.50"}]'


def line(desk: Desk, name: str) -> OpenLine:
    return next(one for one in desk.parameters.opens() if one.name == name)


def fill(desk: Desk, name: str, value: str, **more: object) -> OpenLine:
    return desk.parameters.fill(name, value, **{"document": "样县细则第三条", **more})


def params(desk: Desk, day: date | None = None, product: str = "") -> Params:
    region = desk.session.store.identity.county_code
    return desk.parameters.params_for(region, day or desk.today(), product)


def claims(desk: Desk, product: str = "") -> ClaimParams:
    return desk.parameters.claims_for(
        desk.session.store.identity.county_code, desk.today(), product
    )


# Filling.


def test_what_the_county_fills_counts_in_the_township_after_the_next_stick(
    county_desk: Desk, desk: Desk, tmp_path: Path
) -> None:
    fill(county_desk, "legacy_share", SHARES)
    fill(county_desk, "day_basis", "365")
    fill(county_desk, "rounding", "independent")
    fill(county_desk, "interest_tolerance", "0.05")
    fill(county_desk, "trigger_days", "90")
    fill(county_desk, "fund_ratio", "60")
    fill(county_desk, "loss_base", "principal")
    assert params(desk) == Params()
    exchange(county_desk, desk, tmp_path / "stick")
    for side in (county_desk, desk):
        found = params(side)
        assert (found.day_basis, found.rounding, found.tolerance) == (365, "independent", 5)
        assert [row.share for row in found.legacy_share] == [RATE_ONE, 70 * PERCENT]
        assert claims(side, "TPXE") == ClaimParams(
            fund_ratio=60 * PERCENT,
            trigger_days=90,
            tolerance=3 * PERCENT,
            loss_base="principal",
        )
        assert side.parameters.value("trigger_days", side.today()) == "90"
        assert side.vault.check().ok
    shown = line(desk, "trigger_days")
    assert (shown.in_force, shown.may_fill) == ("90", False)
    assert [one.document for one in shown.history] == ["样县细则第三条"]
    assert line(county_desk, "trigger_days").may_fill is True


def test_what_is_not_confirmed_does_not_count(county_desk: Desk) -> None:
    fill(county_desk, "trigger_days", "90", effective_from=date(2026, 1, 1))
    shown = fill(county_desk, "trigger_days", "60", confirmed=False)
    assert shown.in_force == "90"
    assert [(one.value, one.status) for one in shown.history] == [
        ("60", "unconfirmed"),
        ("90", "confirmed"),
    ]
    assert claims(county_desk, "TPXE").trigger_days == 90
    assert fill(county_desk, "trigger_days", "60").in_force == "60"


def test_a_number_counts_from_its_day_on(county_desk: Desk) -> None:
    today = county_desk.today()
    fill(county_desk, "day_basis", "365", effective_from=today + DAY)
    assert line(county_desk, "day_basis").in_force == ""
    assert params(county_desk).day_basis == 360
    assert params(county_desk, today + DAY).day_basis == 365
    fill(county_desk, "day_basis", "360", effective_from=today + 2 * DAY)
    assert [params(county_desk, today + n * DAY).day_basis for n in (1, 2)] == [365, 360]
    assert len(line(county_desk, "day_basis").history) == 2


def test_the_same_day_again_is_a_correction_that_the_audit_keeps(county_desk: Desk) -> None:
    store = county_desk.session.store
    fill(county_desk, "trigger_days", "90")
    before = ops.vector(store)
    fill(county_desk, "trigger_days", "90")
    assert ops.vector(store) == before
    shown = fill(county_desk, "trigger_days", "60", document="更正")
    assert [one.value for one in shown.history] == ["60"]
    said = [one for one in audit.listed(store) if one.what == "parameter_correct"]
    assert [(one.subject, one.reason) for one in said] == [
        (f"trigger_days@{county_desk.today()}", "90 样县细则第三条 confirmed")
    ]


def test_what_cannot_be_filled_is_refused_and_nothing_is_written(
    county_desk: Desk, desk: Desk, tmp_path: Path
) -> None:
    more = '\n[open.only_the_province]\nunit = "days"\nfilled_by = ["province"]\n'
    more += 'clause = "二"\nreadings = ["由省里定"]\n'
    county_desk.policy.install(county_pack(tmp_path / "files", more=more))
    before = ops.vector(county_desk.session.store)
    cases: list[tuple[str, Desk, tuple[str, str], dict[str, object]]] = [
        ("parameter_unknown", county_desk, ("no_such", "1"), {}),
        ("parameter_answered", county_desk, ("local_share", "20"), {}),
        ("parameter_not_open", county_desk, ("only_the_province", "1"), {}),
        ("parameter_document_missing", county_desk, ("trigger_days", "90"), {"document": " "}),
        ("parameter_document_missing", county_desk, ("trigger_days", "9"), {"document": "x" * 201}),
        ("parameter_value_wrong", county_desk, ("trigger_days", "90天"), {}),
        ("parameter_value_wrong", county_desk, ("payee", "银行"), {}),
        ("county_only", desk, ("trigger_days", "90"), {}),
        ("county_only", desk, ("first_inspection_days", "30"), {}),
    ]
    for code, side, pair, extra in cases:
        assert refused(lambda s=side, p=pair, e=extra: fill(s, *p, **e)).code == code
    assert ops.vector(county_desk.session.store) == before
    assert kept.parameters(desk.session.store) == []
    assert line(county_desk, "only_the_province").may_fill is False
    assert county_desk.parameters.value("no_such", county_desk.today()) == ""


# What the documents lay down, and what the county does.


def test_what_a_document_of_the_county_lays_down_counts_without_being_filled(
    county_desk: Desk, tmp_path: Path
) -> None:
    more = (
        '\n[parameter.day_basis]\nunit = "count"\ndates = "contract"\ntighter = "fixed"\n'
        'values = [{ from = 2026-07-01, value = 360, clause = "二" }]\n'
        '\n[fills]\nday_basis = "二"\n'
    )
    fill(county_desk, "day_basis", "365", effective_from=date(2026, 1, 1))
    county_desk.policy.install(county_pack(tmp_path / "files", more=more))
    assert params(county_desk, product="BFXE").day_basis == 360
    assert params(county_desk, date(2026, 6, 30), "BFXE").day_basis == 365
    assert params(county_desk, product="TPXE").day_basis == 365
    assert params(county_desk).day_basis == 365  # old contracts wait for the county's word


def test_a_shared_number_that_one_document_lays_down_counts_where_the_county_says_nothing(
    county_desk: Desk, tmp_path: Path
) -> None:
    more = (
        '\n[parameter.interest_tolerance]\nunit = "yuan"\ndates = "settlement"\n'
        'tighter = "fixed"\nvalues = [{ from = 2026-07-01, value = "0.10", clause = "二" }]\n'
        '\n[fills]\ninterest_tolerance = "二"\n'
    )
    county_desk.policy.install(county_pack(tmp_path / "files", more=more))
    assert params(county_desk).tolerance == 10
    assert params(county_desk, product="TPXE").tolerance == 1


def test_the_new_notice_does_not_answer_for_old_contracts(county_desk: Desk) -> None:
    assert claims(county_desk, "BFXE").fund_ratio == 70 * PERCENT
    assert claims(county_desk, "TPXE").fund_ratio is None
    assert claims(county_desk).fund_ratio is None
    assert claims(county_desk, "BFXE").tolerance == 3 * PERCENT
    answered = line(county_desk, "payee")
    assert (answered.answered_by, answered.default) == ("", "")


def test_numbers_of_another_county_stay_there(county_desk: Desk) -> None:
    fill(county_desk, "trigger_days", "90")
    other = county_desk.parameters.claims_for("140581", county_desk.today(), "TPXE")
    assert other.trigger_days is None


@pytest.fixture
def elsewhere(door: Door, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """Opens the ledger of a county in another region."""
    opened: list[Desk] = []

    def call(region: str) -> Desk:
        ledger = tmp_path / f"{region}.db"
        door.create_county(ledger, name="样县", region=region, officer="县", password="yang-2026")
        opened.append(door.unlock(ledger, "县", "yang-2026"))
        return opened[-1]

    yield call
    for desk in opened:
        desk.close(backup=False)


def test_a_citys_plan_binds_from_the_day_that_the_county_lays_down(
    elsewhere: Callable[[str], Desk],
) -> None:
    desk = elsewhere(ANKANG)
    spans = desk.policy.spans("TPXE")
    assert ("", "pack_parameter_missing") in {(one.pack_id, one.code) for one in spans}
    fill(desk, "overlay_from", "2024-09-01")
    assert params(desk).overlay_from == date(2024, 9, 1)
    assert [(one.pack_id, str(one.start)) for one in desk.policy.spans("TPXE")] == [
        ("", "None"),
        ("LEGACY-2021", "2021-01-01"),
        ("SN-AK", "2024-09-01"),
        ("SN-AK", "2026-02-24"),
        ("", "2026-02-25"),
    ]
    early = desk.policy.contract("TPXE", date(2024, 8, 1), date(2024, 8, 2), date(2026, 8, 2))
    late = desk.policy.contract("TPXE", date(2024, 9, 1), date(2024, 9, 2), date(2026, 9, 2))
    assert [early.stages[0].pack_id, late.stages[0].pack_id] == ["LEGACY-2021", "SN-AK"]
    assert late.stages[-1].pack_id == "CN-2026"


def test_prime_rates_count_when_the_county_has_filled_them(
    elsewhere: Callable[[str], Desk],
) -> None:
    desk = elsewhere(ANKANG)
    assert params(desk).lpr_table == ()
    fill(desk, "lpr_table", RATES, confirmed=False)
    assert params(desk).lpr_table == ()
    fill(desk, "lpr_table", RATES)
    assert [row.one_year for row in params(desk).lpr_table] == [3 * PERCENT]
    shown = desk.policy.prime_rates()
    assert (shown.checked, shown.origin, len(shown.rows)) == (True, "county", 1)
    assert (shown.rows[0].one_year, shown.rows[0].five_years) == ("3.00", "3.50")


def test_a_local_share_is_the_countys_where_no_province_has_written_one(
    elsewhere: Callable[[str], Desk],
) -> None:
    desk = elsewhere(HEYUAN)
    fill(desk, "local_share", "20")
    fill(desk, "local_base_limit", "50000.00")
    found = params(desk, product="BFXE")
    assert (found.local_share, found.local_base_limit) == (20 * PERCENT, 5_000_000)
    assert (params(desk, desk.today() - DAY).local_share) is None


def test_a_number_that_a_document_of_the_county_answers_is_shown_from_its_day_on(
    elsewhere: Callable[[str], Desk], tmp_path: Path
) -> None:
    desk = elsewhere(HEYUAN)
    assert params(desk, product="BFXE").local_share is None
    more = (
        '\n[parameter.local_share]\nunit = "percent"\ndates = "contract"\ntighter = "fixed"\n'
        'values = [{ from = 2026-07-01, value = "20", clause = "二" }]\n'
        '\n[fills]\nlocal_share = "二"\n'
    )
    files = county_pack(tmp_path / "files", over="CN-2026", region=HEYUAN, more=more)
    desk.policy.install(files)
    shown = line(desk, "local_share")
    assert (shown.in_force, shown.may_fill) == ("20", False)
    assert shown.answered_by.endswith("二")
    assert params(desk).local_share == 20 * PERCENT
    assert params(desk, date(2026, 6, 30)).local_share is None
    assert desk.parameters.value("local_share", date(2026, 6, 30)) == ""


def test_an_example_at_the_door_follows_what_the_county_has_laid_down(
    county_desk: Desk, tmp_path: Path
) -> None:
    fill(county_desk, "day_basis", "365")
    county_desk.policy.install(county_pack(tmp_path / "files"))
    number = county_desk.households.numbers()[0]
    form = county_desk.eligibility.prepare(number)
    request = CheckRequest(
        household_no=number,
        member_no=form.member_no,
        amount_fen=9_000_000,
        months=12,
        purpose_code="production",
    )
    county_desk.policy.withdraw("YX-2026", "发错了")
    with ThreadPoolExecutor(1) as elsewhere:  # a window asks while the ledger is busy
        decided = elsewhere.submit(county_desk.eligibility.decide, form, request).result()
        shown = elsewhere.submit(county_desk.eligibility.example, form, request, "3.60").result()
    assert (decided.policy_pack, shown.basis) == ("YX-2026", 365)
    form = county_desk.eligibility.prepare(number)
    assert county_desk.eligibility.decide(form, request).policy_pack == "SX-2026"


# The command line.


def test_numbers_from_the_command_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from desktop import app

    terminal = Terminal(capsys, monkeypatch)
    places = settle(terminal, tmp_path, ROSTER)
    county = places.county
    made = terminal("parameters", "set", county, "trigger_days=90", "--document", "样县办法")
    assert (made["in_force"], made["history"][0]["status"]) == ("90", "已确认")
    later = terminal(
        "parameters", "set", county, f"legacy_share={SHARES}", "--document", "样县办法", "--from",
        "2026-01-01", "--unconfirmed",
    )  # fmt: skip
    assert (later["in_force"], later["history"][0]["effective_from"]) == (None, "2026-01-01")
    assert later["history"][0]["status"] == "待确认"
    listed = {one["name"]: one for one in terminal("parameters", "list", county)["items"]}
    assert listed["local_share"]["answered_by"]
    assert listed["day_basis"]["default"] == "360"
    assert listed["payee"]["filled_by"] == ["省级", "市级", "县级"]
    wrong = {
        "parameter_form": ("trigger_days", "--document", "x"),
        "parameter_unknown": ("nothing=1", "--document", "x"),
        "day_invalid": ("trigger_days=1", "--document", "x", "--from", "2026-13-01"),
    }
    for code, words in wrong.items():
        assert terminal.refused("parameters", "set", county, *words)["code"] == code
    denied = ("parameters", "set", places.township, "trigger_days=1", "--document", "x")
    assert terminal.refused(*denied)["code"] == "county_only"
    capsys.readouterr()
    assert app.main(["parameters", "list", str(county)]) == 0
    out = capsys.readouterr().out
    told = terminal.said(
        "parameters", "set", county, "compensation_mechanism=fund", "--document", "样政发1号"
    )
    assert "风险补偿机制（compensation_mechanism）：已设立" in told and "--from" in told
    for says in (
        "启动补偿的逾期天数（trigger_days）：90 天",
        "样县办法，已确认",
        "默认，还没有确认",
        "写明",
        "还没有确认",
    ):
        assert says in out
