"""Lists as Excel files: what stands in the cells, who gets what in full, and what is on record."""

from __future__ import annotations

import dataclasses
import tomllib
from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from db import audit, households
from desktop.cli.lists import VERBS
from desktop.cli.lists import _filter as list_filter
from desktop.errors import UserError
from desktop.places import RESOURCES
from desktop.rules.identity import mask_id
from desktop.services.desk import Desk
from desktop.services.exports.layouts import CLASSES, layout, rules
from desktop.services.publicity import ActivityEntry
from desktop.services.records.lists import Exported, ListFilter
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import VisitEntry, VisitFilter
from tests.sheet_files import cells
from tests.windows import NOW, County

pytest_plugins = ["tests.window_fixtures"]
LISTS = RESOURCES / "lists"
(EXPORT,) = VERBS
COUNTY_ONLY = {"arrivals", "devices"}


def written(
    desk: Desk, folder: Path, key: str, **more: object
) -> tuple[Exported, list[list[object]]]:
    """A list as it was written and its rows: title, stamp, header and what follows."""
    reason = str(more.pop("reason", ""))
    done = desk.exports.write(key, folder / f"{key}.xlsx", ListFilter(**more), reason)
    return done, cells(done.path)


def refused(desk: Desk, folder: Path, key: str, **more: object) -> str:
    """The code of the refusal; nothing is written and nothing is on record."""
    before = len(audit.listed(desk.session.store))
    with pytest.raises(UserError) as caught:
        written(desk, folder, key, **more)
    assert not [path for path in folder.iterdir() if path.suffix == ".xlsx"]
    assert len(audit.listed(desk.session.store)) == before
    return caught.value.code


def as_role(desk: Desk, role: str) -> None:
    """Make this ledger that of another role."""
    store = desk.session.store
    with store.transaction():
        store.set_identity(replace(store.identity, role=role))
    store.load_streams()


def column(rows: list[list[object]], header: str) -> list[object]:
    place = rows[2].index(header)
    return [row[place] for row in rows[3:]]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_every_layout_has_rows_and_every_column_a_class_and_a_format() -> None:
    for path in LISTS.glob("*.toml"):
        raw = tomllib.loads(path.read_text("utf-8"))
        if "columns" not in raw:
            continue
        made = layout(path.stem, path.read_text("utf-8"))
        assert made.title
        assert {one.privacy for one in made.columns} <= set(CLASSES)
        kinds = {one.kind for one in made.columns}
        assert kinds <= {"text", "day", "moment", "money", "rate", "int", "bool", "list"}
        texts = {one.key: one.kind for one in made.columns if one.key.endswith(("_no", "_number"))}
        assert set(texts.values()) <= {"text"}, (path.stem, texts)
        sealed = {"id_number", "health_status", "died_on", "alive", "risk_cause", "bank_card"}
        open_ = {one.key for one in made.columns if one.privacy != "P3"}
        assert not sealed & open_, path.stem


def test_a_layout_with_a_class_that_does_not_exist_is_a_mistake_of_ours() -> None:
    text = (LISTS / "members.toml").read_text("utf-8").replace('"P3"', '"P9"')
    with pytest.raises(ValueError, match="members"):
        layout("members", text)


def test_every_list_of_a_township_and_of_the_county_can_be_read_back(
    desk: Desk, county_desk: Desk, out: Path
) -> None:
    for one in (desk, county_desk):
        for kind in one.exports.lists():
            if one is desk and kind.key in COUNTY_ONLY:
                continue
            if kind.bare:
                continue
            done, rows = written(one, out, kind.key)
            assert rows[0][0] == kind.title
            assert rows[2] == list(kind.columns)
            assert len(rows) - 3 == done.rows, kind.key


def test_the_list_of_households_holds_days_numbers_and_numbers_of_households_as_text(
    desk: Desk, out: Path
) -> None:
    done, rows = written(desk, out, "households", status="listed")
    assert done.rows == len(desk.households.numbers())
    assert column(rows, "户编号") == desk.households.numbers()
    assert all(isinstance(one, float) for one in column(rows, "人口"))
    days = [one for one in column(rows, "上次走访") if one]
    assert days and all(type(one) is date for one in days)
    assert set(column(rows, "政策告知")) <= {"已告知", "没联系过", "未遇到"}


def test_the_file_says_who_when_which_part_and_what_is_masked(desk: Desk, out: Path) -> None:
    village = desk.households.villages()[0]
    _, rows = written(
        desk, out, "members", village=village.village, status="listed", category="poverty_exit"
    )
    stamp = str(rows[1][0])
    assert stamp.startswith(f"{desk.session.officer}    {NOW.astimezone():%Y-%m-%d %H:%M}")
    assert f"村：{village.village}" in stamp
    assert "状态：在册" in stamp
    assert "类别：脱贫户" in stamp
    assert "已遮挡：证件号码、出生日期、健康状况" in stamp
    assert set(column(rows, "行政村")) == {village.village}


def test_who_left_the_roster_is_in_the_list_only_where_the_list_says_so(
    desk: Desk, out: Path
) -> None:
    for key in ("households", "members"):
        assert "状态：全部，含调出的户" in str(written(desk, out, key)[1][1][0])
        assert "全部" not in str(written(desk, out, key, status="listed")[1][1][0])
    parser = ArgumentParser()
    EXPORT.arguments(parser)
    for argv, status in (
        (["households"], "listed"),
        (["members", "--village", "后会村"], "listed"),
        (["households", "--status", "全部"], ""),
        (["households", "--status", "调出"], "out"),
        (["members", "--household", "1"], ""),
        (["loans"], ""),
    ):
        assert list_filter(parser.parse_args(argv)).status == status, argv


def test_full_numbers_stay_here_unless_a_reason_is_given_and_then_it_is_on_record(
    desk: Desk, out: Path
) -> None:
    store = desk.session.store
    people = [one for no in desk.households.numbers() for one in households.members(store, no)]
    done, rows = written(desk, out, "members", status="listed")
    assert column(rows, "证件号码") == [mask_id(one.id_number) for one in people]
    assert done.masked == ("证件号码", "出生日期", "健康状况", "电话")
    line = audit.listed(store)[0]
    assert (line.what, line.subject, line.reason) == ("export", "members members.xlsx", "")
    done, rows = written(desk, out, "members", reason="  县里核对  证件 ", status="listed")
    assert column(rows, "证件号码") == [one.id_number for one in people]
    assert done.masked == ()
    line = audit.listed(store)[0]
    assert (line.officer, line.reason) == (desk.session.officer, "县里核对 证件")
    assert "用途：县里核对 证件" in str(rows[1][0])


def test_blanks_are_no_reason(desk: Desk, out: Path) -> None:
    done, rows = written(desk, out, "members", reason="   ")
    assert "证件号码" in done.masked
    assert all("*" in str(one) for one in column(rows, "证件号码") if one)


def test_a_reason_for_a_list_without_anything_sealed_is_refused(desk: Desk, out: Path) -> None:
    assert refused(desk, out, "households", reason="看看") == "list_reason_useless"


def test_the_regulator_gets_no_names_and_no_full_numbers_whatever_the_reason(
    desk: Desk, out: Path
) -> None:
    as_role(desk, "regulator_desk")
    assert refused(desk, out, "members", reason="检查") == "list_role_refused"
    assert desk.exports.kind("members").sealed == ()
    done, rows = written(desk, out, "households")
    assert "户主" in done.masked
    assert all("\u00d7" in str(one) for one in column(rows, "户主"))
    assert set(column(rows, "户类型")) == {"******"}


def test_what_a_role_may_have_is_what_the_rules_say() -> None:
    found = rules((LISTS / "rules.toml").read_text("utf-8"))
    assert found.may("officer", "P2")
    assert not found.may("officer", "P3")
    assert found.may("officer", "P3", reason="x")
    assert not found.may("regulator_desk", "P2", reason="x")
    assert not found.may("nobody", "P1")
    assert found.may("nobody", "P0")


@pytest.mark.parametrize("figure", ["贷款余额", "新增贷款", "获贷率", "loans", "贷款（笔）"])
def test_no_list_is_ordered_by_figures_of_loans(desk: Desk, out: Path, figure: str) -> None:
    with pytest.raises(UserError) as caught:
        written(desk, out, "households", sort=figure)
    assert caught.value.code == "list_ranking_refused"
    assert caught.value.params["clause"] == "晋四(一)"


def test_a_list_can_be_ordered_by_another_column_unknown_last(desk: Desk, out: Path) -> None:
    _, rows = written(desk, out, "households", sort="上次走访")
    days = column(rows, "上次走访")
    known = [one for one in days if one]
    assert known == sorted(known)
    assert days[: len(known)] == known
    assert "排序：上次走访" in str(rows[1][0])
    _, rows = written(desk, out, "households", sort="人口")
    counts = column(rows, "人口")
    assert counts == sorted(counts)
    (out / "households.xlsx").unlink()
    assert refused(desk, out, "households", sort="身高") == "list_column_unknown"


def test_a_filter_that_a_list_does_not_know_is_refused_and_not_passed_over(
    desk: Desk, out: Path
) -> None:
    assert refused(desk, out, "coverage", told="never") == "list_filter_unknown"
    assert refused(desk, out, "households", village="没有这个村") == "village_unknown"
    assert refused(desk, out, "roster_changes", version="x") == "version_unknown"
    assert refused(desk, out, "nothing") == "list_unknown"


def test_a_ledger_that_cannot_record_gives_masked_lists_only(
    desk: Desk, made_up: County, out: Path
) -> None:
    store = desk.session.store
    session = dataclasses.replace(desk.session, read_only=True)
    from desktop import app

    closed = app.build(session, made_up.keys["township"])
    before = len(audit.listed(store))
    with pytest.raises(UserError) as caught:
        closed.exports.write("members", out / "m.xlsx", None, "核对")
    assert caught.value.code == "list_reason_unrecorded"
    assert closed.exports.write("members", out / "m.xlsx").masked
    assert len(audit.listed(store)) == before


def test_money_has_two_places_and_text_that_begins_like_a_formula_is_harmless(
    desk: Desk, out: Path
) -> None:
    number = desk.households.numbers()[0]
    desk.visits.log(
        VisitEntry(
            household_no=number,
            visited_on=desk.today(),
            publicity_method="visit",
            contact_result="informed",
            person_met="=1+1",
            has_need=True,
            need_amount_fen=5_000_050,
            note="@SUM(A1) 证件 149999198111271193 电话 15484753584",
        )
    )
    _, rows = written(desk, out, "visits", household_no=number)
    assert column(rows, "需求金额（元）")[0] == 50000.5
    assert column(rows, "见面人")[0] == "'=1+1"
    note = str(column(rows, "备注")[0])
    assert note.startswith("'@SUM(A1)")
    assert "149999198111271193" not in note
    assert column(rows, "有无资金需求")[0] == "是"


def test_the_visits_of_a_span_of_days_leave_alone(desk: Desk, out: Path) -> None:
    early = desk.today() - timedelta(days=60)
    done, rows = written(desk, out, "visits", from_on=early)
    assert done.rows == desk.visits.listed(VisitFilter(from_on=early)).total
    assert min(column(rows, "日期")) >= early


def test_the_call_list_names_who_was_not_told_with_the_officers_own_number(
    desk: Desk, out: Path
) -> None:
    never = [one.household_no for one in desk.households.lines(_listed("never")).lines]
    missed = [one.household_no for one in desk.households.lines(_listed("absent_only")).lines]
    _, rows = written(desk, out, "calls")
    assert set(column(rows, "户编号")) == {*never, *missed}
    number = str(column(rows, "户编号")[0])
    desk.households.note(number, {"phone": "15400001111", "best_time": "晚上"})
    _, rows = written(desk, out, "calls", household_no=number)
    assert column(rows, "电话") == ["154****1111"]
    _, rows = written(desk, out, "calls", household_no=number, reason="打电话告知")
    assert column(rows, "电话") == ["15400001111"]
    assert column(rows, "方便时间") == ["晚上"]


def _listed(told: str):
    from desktop.services.records.people import HouseholdFilter

    return HouseholdFilter(status="listed", told=told)


def test_registers_of_sheets_and_activities_leave_with_their_numbers(desk: Desk, out: Path) -> None:
    village = desk.households.villages()[0]
    made = desk.publicity.log(
        ActivityEntry(
            activity_type="board", place="村委会", village=village.village, held_on=desk.today()
        )
    )
    _, rows = written(desk, out, "publicity", village=village.village)
    assert column(rows, "编号") == [made]
    assert column(rows, "形式") == ["公示牌"]
    number = desk.households.numbers()[0]
    issued = desk.notices.issue("F04", NoticeScope(household_nos=(number,)), "A4")
    _, rows = written(desk, out, "notices", household_no=number)
    assert column(rows, "单号") == list(issued.notice_nos)
    assert column(rows, "已作废") == ["否"]
    _, rows = written(desk, out, "notices", to_on=desk.today() - timedelta(days=1))
    assert rows[3:] == []


def test_what_a_version_changed_is_named_by_fact_and_never_by_number(
    county_desk: Desk, out: Path
) -> None:
    (change,) = county_desk.rosters.diff()
    number = change.household_no
    done, rows = written(county_desk, out, "roster_changes")
    assert done.rows == 1
    assert column(rows, "变更") == ["调出"]
    _, rows = written(county_desk, out, "roster_changes", household_no=number)
    assert column(rows, "户编号") == [number, number]
    assert column(rows, "变更") == ["调出", "新增"]


def test_a_file_that_cannot_be_written_leaves_the_attempt_on_record(desk: Desk, out: Path) -> None:
    with pytest.raises(UserError) as caught:
        desk.exports.write("members", out / "no" / "m.xlsx", None, "核对")
    assert caught.value.code == "folder_missing"
    assert audit.listed(desk.session.store)[0].reason == "核对"


def test_a_file_of_another_kind_is_never_replaced(desk: Desk, out: Path) -> None:
    ledger = out / "victim.db"
    ledger.write_bytes(desk.session.ledger.read_bytes())
    before, records = ledger.read_bytes(), len(audit.listed(desk.session.store))
    number = desk.households.numbers()[0]
    for write in (
        lambda: desk.exports.write("households", ledger),
        lambda: desk.notices.issue("F04", NoticeScope(household_nos=(number,)), "A4", ledger),
        lambda: desk.imports.take("roster", out / "none.xlsx", dry_run=True, errors=ledger),
    ):
        with pytest.raises(UserError) as caught:
            write()
        assert caught.value.code == "out_other_kind"
    assert ledger.read_bytes() == before
    assert len(audit.listed(desk.session.store)) == records
    assert desk.notices.issued() == []
    book = out / "again.xlsx"
    desk.exports.write("households", book)
    assert desk.exports.write("households", book).rows
