"""Numbers that the texts leave to banks: each bank its own, the county those of all others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db import settings as kept
from desktop.errors import UserError
from desktop.rules.subsidy import Params
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.parameters import Parameters
from desktop.services.records.policy import OpenLine
from tests.ledgers import Clock, identity, in_memory
from tests.policy_files import exchange, refused

pytest_plugins = ["tests.window_fixtures"]


def line(desk: Desk, name: str) -> OpenLine:
    return next(one for one in desk.parameters.opens() if one.name == name)


def fill(desk: Desk, name: str, value: str, **more: object) -> OpenLine:
    return desk.parameters.fill(name, value, **{"document": "样县细则第三条", **more})


def params(desk: Desk, day: date | None = None, product: str = "") -> Params:
    region = desk.session.store.identity.county_code
    return desk.parameters.params_for(region, day or desk.today(), product)


@pytest.fixture
def bank_desk(
    county_desk: Desk, door: Door, tmp_path: Path
) -> Iterator[Callable[[str, str], Desk]]:
    """Opens the desk of a bank, or of an officer of a bank, that the county has enrolled."""
    opened: list[Desk] = []

    def call(bank: str, role: str) -> Desk:
        name = f"{bank}-{role}"
        package = county_desk.county.enrol(
            townships=("141124105",), officer="办事员", role=role, bank=bank, out=tmp_path / name
        )
        ledger = tmp_path / f"{name}.db"
        door.join(
            ledger, package=package.path, code=package.code, officer="办事员", password="bank-2026"
        )
        opened.append(door.unlock(ledger, "办事员", "bank-2026"))
        return opened[-1]

    yield call
    for desk in opened:
        desk.close(backup=False)


def test_a_bank_lays_down_its_own_numbers_and_the_county_those_of_all_others(
    county_desk: Desk, bank_desk: Callable[[str, str], Desk], tmp_path: Path
) -> None:
    box = tmp_path / "stick"
    first, clerk, other = (
        bank_desk("甲银行", "bank_desk"),
        bank_desk("甲银行", "officer"),
        bank_desk("乙银行", "officer"),
    )
    assert line(first, "first_inspection_days").may_fill is True
    assert line(first, "trigger_days").may_fill is False
    assert refused(lambda: fill(first, "trigger_days", "90")).code == "county_only"
    fill(first, "first_inspection_days", "30", document="甲银行贷后办法")
    fill(county_desk, "first_inspection_days", "45", document="样县约定")
    for _ in range(2):
        for side in (first, clerk, other):
            exchange(county_desk, side, box)
    values = [
        side.parameters.value("first_inspection_days", side.today())
        for side in (first, clerk, other, county_desk)
    ]
    assert values == ["30", "30", "45", "45"]
    history = line(county_desk, "first_inspection_days").history
    assert {one.filled_by for one in history} == {"甲银行 办事员", county_desk.session.officer}
    assert county_desk.vault.check().ok


def test_what_is_left_to_the_county_is_not_a_banks_to_fill(
    county_desk: Desk, bank_desk: Callable[[str, str], Desk]
) -> None:
    desk = bank_desk("甲银行", "bank_desk")
    with pytest.raises(UserError, match="county_only"):
        fill(desk, "day_basis", "365", document="甲银行核心系统")
    assert params(desk).day_basis == 360
    assert county_desk.parameters.value("day_basis", county_desk.today()) == ""


def test_a_ledger_that_has_joined_no_county_has_the_bank_of_its_settings(county_desk: Desk) -> None:
    with in_memory(Clock(), identity(1, "bank_desk")) as store:
        session = replace(county_desk.session, store=store)
        kept.keep(store, {"bank": "丙银行"})
        numbers_here = Parameters(session)
        numbers_here.fill("first_inspection_days", "20", document="丙银行贷后办法")
        assert [one.bank for one in kept.bank_parameters(store)] == ["丙银行"]
        assert numbers_here.value("first_inspection_days", session.today()) == "20"
