"""Whether two names are of one bank, as offices write them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from desktop.rules.banks import same

NAMES = tomllib.loads(Path("resources/lists/banks.toml").read_text(encoding="utf-8"))["names"]


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("临县农村商业银行", "山西临县农村商业银行股份有限公司", True),
        ("临县农商行", "临县农村商业银行", True),
        ("农商行", "临县农村商业银行", True),
        ("临县农村信用合作联社", "临县农商银行", True),
        ("中国农业银行临县支行", "农行", True),
        ("", "临县农商行", True),
        ("临县 农商行", "临县农商行", True),
        ("中国农业银行临县支行", "临县农村商业银行", False),
        ("方山农商行", "临县农商行", False),
        ("中国工商银行", "中国建设银行", False),
        ("晋商银行", "山西银行", False),
    ],
)
def test_spellings_of_one_bank_are_one_and_others_are_not(
    one: str, other: str, answer: bool
) -> None:
    assert same(one, other, **NAMES) is same(other, one, **NAMES) is answer
