"""From a wish to a contract on the command line, as others script against it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop.rules.identity import check_digit
from tests.application_terminal import Verbs
from tests.applying import Township, wish
from tests.check_answers import ANSWERS
from tests.ledgers import number
from tests.sheet_files import cells

pytest_plugins = ["tests.applying_fixtures"]

APPLY = ("--amount", "8万", "--months", "24", "--purpose", "生产经营", "--purpose-text", "养牛")
FACTS = tuple(part for key, value in ANSWERS.items() for part in ("--fact", f"{key}={value}"))
TOLD = ("--on", "2026-07-08", "--said-by", "支行 李行长")
CONTRACT = (
    "--contract", "HT1", "--signed", "2026-07-08", "--maturity", "2028-07-08", "--amount", "8万",
)  # fmt: skip


@pytest.fixture
def verbs(town: Township) -> Verbs:
    return Verbs(town.desk)


def applied(verbs: Verbs) -> dict[str, Any]:
    visit = wish(verbs.open)
    return verbs(
        "applications", "log", "L", "--visit", visit, *APPLY, *FACTS,
        "--cycle", "肉牛", "--cycle-months", "30",
    )  # fmt: skip


def test_a_wish_becomes_an_application_that_is_handed_over_and_listed(
    verbs: Verbs, tmp_path: Path
) -> None:
    made = applied(verbs)
    assert (made["state"], made["hint"], made["cycle"]) == ("待移交", "matures_before_sale", "肉牛")
    no = made["application_no"]
    assert (made["applied_amount"], made["applied_months"]) == ("80000.00", 24)
    refused = verbs.refused("applications", "log", "L", "--household", number(1), *APPLY)
    assert refused == "application_no_wish"
    (need,) = verbs("needs", "list", "L", "--household", number(1))["items"]
    assert (need["outcome"], need["note"]) == ("已申请", no)
    again = verbs(
        "applications", "correct", "L", no, "--reason", "少写了", *APPLY[:2], "--months", "30",
        *APPLY[4:], *FACTS,
    )  # fmt: skip
    assert (again["applied_months"], again["corrections"]) == (30, 1)
    handed = verbs("applications", "hand-over", "L", no, "--on", "2026-07-08", "--to", "信贷部")
    assert (handed["applications"], handed["way"]) == ([no], "纸质")
    error = verbs.refused("notice", "print", "L", "YJ", "--out", tmp_path / "list.pdf")
    assert error == "handover_nothing"
    (line,) = verbs("applications", "list", "L", "--state", "已移交")["items"]
    assert line["handed_to"] == "信贷部"
    assert verbs("applications", "list", "L", "--state", "已签合同")["items"] == []
    for name, reason in (("part", ()), ("whole", ("--reason", "随申请移交银行"))):
        out = tmp_path / f"{name}.xlsx"
        verbs("export", "L", "applications", "--status", "已移交", "--out", out, *reason)
        title, _, header, row = cells(out)
        assert title[0] == "贷款申请移交清单"
        said = str(row[header.index("证件号码")])
        assert ("*" in said) == (not reason)
    assert said[-1] == check_digit(said[:17])


def test_the_banks_word_and_the_contract_are_recorded_and_corrected(verbs: Verbs) -> None:
    no = applied(verbs)["application_no"]
    sign, decide = ("contracts", "record", "L", no), ("decisions", "record", "L", no)
    assert verbs.refused(*sign, *CONTRACT, "--rate", "3.45") == "contract_no_decision"
    assert verbs.refused(*decide, "--decision", "拒绝", *TOLD) == "decision_reason_missing"
    said = verbs(*decide, "--decision", "拒绝", "--why", "材料不全", *TOLD)
    assert (said["bank_decision"], said["decline_reason_class"]) == ("银行未同意", "材料不全")
    said = verbs(
        "decisions", "correct", "L", no, "--decision", "同意", *TOLD, "--reason", "材料补齐"
    )
    assert [one["replaced"] for one in said["decisions"]] == [True, False]
    signed = verbs(*sign, *CONTRACT, "--rate", "3.45%")
    assert (signed["state"], signed["rate"], signed["principal"]) == (
        "已签合同", "3.45", "80000.00",
    )  # fmt: skip
    assert signed["policy_pack_id"] == "SX-2026"
    assert signed["flags"] == ["large_need_not_recorded"]
    assert verbs.refused(*sign, *CONTRACT, "--rate", "3.6") == "rate_changed_in_contract"
    again = verbs("contracts", "correct", "L", no, *CONTRACT, "--rate", "3.6", "--reason", "打错了")
    assert again["rates"] == ["3.45", "3.60"]
    large = verbs(
        "large-needs", "record", "L", "--application", no, "--reason", "购买农用设施设备",
        "--evidence", "发票 0123", "--approver", "支行", "--on", "2026-07-08",
    )  # fmt: skip
    assert large["large_need_reason"] == "购买农用设施设备"
    assert verbs("applications", "show", "L", no)["flags"] == ["rate_changed_in_contract"]
    assert "银行依法自主决策" in verbs.answer("applications", "show", "L", no).text
