"""What rosters changed in words: no field without a name, first versions told apart, arrivals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from db import rosters
from db.registry import ROSTER_HOUSEHOLD, ROSTER_MEMBER
from desktop import app
from desktop.rules.roster_quality import CODES
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.lines import details
from desktop.texts import roster_changes as texts
from desktop.texts.rosters import field, quality
from tests.follow import TOWNSHIP, a_later_door, lines, people, publish, without
from tests.terminal import Terminal

pytest_plugins = ["tests.window_fixtures"]


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return a_later_door(tmp_path / "home")


def said(name: str, before: str, after: str) -> str:
    (one,) = details({name: (before, after)}, {"01": "李红"})
    return texts.detail(one)


def test_every_field_of_a_roster_has_a_name_an_officer_can_read() -> None:
    keys = {"household_no", "member_no"}
    for name in (ROSTER_HOUSEHOLD.keys() | ROSTER_MEMBER.keys()) - keys:
        assert field(name) != name, name


def test_every_finding_has_its_word_and_what_to_do() -> None:
    for code in CODES:
        what, todo = quality(code)
        assert what != code and todo.endswith("。")


@pytest.mark.parametrize(
    ("name", "before", "after", "wanted"),
    [
        ("group_no", "1组", "西坡组", "组：1组 → 西坡组"),
        ("needs_continued_support", "yes", "no", "需要继续帮扶：是 → 否"),
        ("monitor_category", "", "marginal", "监测对象类别：（空） → 边缘易致贫户"),
        ("household_phone", "15400001111", "15400002222", "户联系电话：154****1111 → 154****2222"),
        ("member:01:phone", "15400002222", "", "李红的电话：154****2222 → （空）"),
        ("member:07:alive", "1", "0", "07的是否在世：有变更（内容不显示）"),
        ("member:02", "", "王小明", "新增成员 王小明"),
        ("member:02", "王小明", "", "减少成员 王小明"),
        ("risk_cause", "因病", "因灾", "致贫原因：有变更（内容不显示）"),
        ("member:01:health_status", "", "残疾", "李红的健康状况：有变更（内容不显示）"),
        (
            "member:01:id_number", "149999197001011234", "149999198001011234",
            "李红的证件号码：1499**********1234（有变更，遮挡后相同）",
        ),
    ],
)  # fmt: skip
def test_a_change_reads_as_before_and_after_and_what_is_hidden_only_as_changed(
    name: str, before: str, after: str, wanted: str
) -> None:
    assert said(name, before, after) == wanted


def test_phones_come_after_what_the_policy_asks() -> None:
    told = details({"household_phone": ("1", "2"), "group_no": ("1", "2"), "from": ("9", "")})
    assert [one.field for one in told] == ["group_no", "household_phone"]
    assert texts.changed("split", told, "9").startswith("从 9 分出；组：1 → 2；户联系电话")


def test_the_verbs_say_the_same_of_a_first_version(
    county_desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = county_desk.rosters.versions()[-1].roster_version
    ledger = county_desk.session.ledger
    county_desk.close(backup=False)
    run = Terminal(capsys, monkeypatch, "yanshi2026")
    diff = run("roster", "diff", ledger, "--to", first, "--township", TOWNSHIP)
    assert diff["first_version_of"] == [TOWNSHIP]
    assert {one["change_type"] for one in diff["items"]} == {"新增"}
    assert run("roster", "diff", ledger)["first_version_of"] == []
    work = run("roster", "consequences", ledger)
    assert work["left_out"] == [first]
    assert first not in {one["roster_version"] for one in work["items"]}
    assert "left_out" not in run("roster", "consequences", ledger, "--to", first)
    app.main(["roster", "diff", str(ledger), "--to", first])
    assert f"{first} 是三交镇第一版名单" in capsys.readouterr().out
    app.main(["roster", "consequences", str(ledger)])
    assert f"第一版名单（{first}）没有列入" in capsys.readouterr().out


def test_an_exchange_names_versions_that_came_and_that_were_taken_back(
    county_desk: Desk, desk: Desk, tmp_path: Path
) -> None:
    box = tmp_path / "stick"
    box.mkdir()
    number = lines(county_desk)[0].household_no
    label = without(county_desk, number)
    county_desk.sync.export(str(box))
    result = desk.sync.take(str(box))
    (came,) = result.rosters
    assert (came.roster_version, came.counts, came.first) == (label, {"removed": 1}, False)
    assert texts.arrived(came).endswith("调出 1 户。")
    assert desk.sync.take(str(box)).rosters == ()
    rosters.undo(county_desk.session.store, "县里", TOWNSHIP, label)
    county_desk.sync.export(str(box))
    result = desk.sync.take(str(box))
    assert (result.rosters, result.withdrawn) == ((), (label,))
    assert label in texts.withdrawn(result.withdrawn)


def test_the_count_of_what_waits_follows_every_mark_and_every_version(county_desk: Desk) -> None:
    county = county_desk.rosters
    before = county.waiting()
    rows = people(county_desk)
    nobody_owes = next(one.household_no for one in lines(county_desk) if not one.loans)
    without(county_desk, nobody_owes)
    assert county.waiting() == before + 1
    first = county.consequences()[0]
    county.mark_done(first.id)
    assert county.waiting() == before
    county.mark_open(first.id)
    publish(county_desk, rows)
    assert county.waiting() == before + 2


def test_who_came_later_was_on_no_roster_of_an_earlier_day(county_desk: Desk) -> None:
    numbers = [one.household_no for one in lines(county_desk)]
    before = county_desk.rosters.versions()[0].as_of_date
    rows = people(county_desk)
    left = without(county_desk, numbers[0])
    publish(county_desk, rows)
    days = {one.roster_version: one.as_of_date for one in county_desk.rosters.versions()}

    def listed(on: date | None) -> object:
        form = county_desk.eligibility.prepare(numbers[0], on=on)
        return form.ledger[form.member_no]["on_roster"]

    assert [listed(before), listed(days[left]), listed(None)] == [True, False, True]
