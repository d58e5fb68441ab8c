"""Assignment, loans, settlements, payments and visits against what the ledger has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.sheets.reader import read
from desktop.sheets.report import Known, KnownHome, KnownLine, KnownLoan
from tests.sheet_files import GOOD_ID, OTHER_ID, SYNONYMS, codes, only, write_book

if TYPE_CHECKING:
    from desktop.sheets.report import Report

TOWNS = {"三交镇": "141124105", "安家庄乡": "141124209"}
LOAN = KnownLoan(
    id_number=GOOD_ID, bank="甲银行", balance_fen=3000000, rate_ppm=34500,
    drawn_on=date(2026, 4, 1), ends_on=date(2027, 4, 1), live=True,
)  # fmt: skip


# assignment --------------------------------------------------------------------------------------
ASSIGNED = ["乡镇", "主责任银行", "生效日期", "终止日期"]


def assignment(tmp_path: Path, *rows: list[object]) -> Report:
    path = write_book(tmp_path / "a.xlsx", [ASSIGNED, *rows])
    return read(path, "assignment", SYNONYMS, known=Known(townships=TOWNS))


@pytest.mark.parametrize("name", ["三交", "临县三交镇", "三交镇人民政府"])
def test_a_township_is_known_by_what_people_call_it(tmp_path: Path, name: str) -> None:
    report = assignment(tmp_path, [name, "甲", "2026-06-01"], ["安家庄乡", "乙", "2026-06-01"])
    assert report.imported[0].values["township_code"] == "141124105"
    assert codes(report) == ["township_name_normalised"]


def test_two_banks_on_the_same_days_overlap_and_one_after_the_other_do_not(tmp_path: Path) -> None:
    report = assignment(
        tmp_path,
        ["三交镇", "甲", "2026-01-01", "2026-05-31"],
        ["三交镇", "乙", "2026-06-01", None],
        ["三交镇", "丙", "2026-08-01", None],
    )
    assert [(p.row, p.code) for p in report.problems] == [
        (None, "township_unassigned"),
        (4, "assignment_overlap"),
    ]
    assert report.problems[1].related_rows == (3,)


# loans -------------------------------------------------------------------------------------------
LENT = ["借据编号", "户编号", "借款人", "证件号码", "产品名称", "放款日期", "到期日期", "贷款金额"]


def lent(**changes: object) -> list[object]:
    usual: dict[str, object] = {
        "借据编号": "1411001", "户编号": "14112410000008", "借款人": "秦占平", "证件号码": GOOD_ID,
        "产品名称": "帮扶小额信贷", "放款日期": date(2026, 4, 1), "到期日期": date(2027, 4, 1),
        "贷款金额": 30000,
    }  # fmt: skip
    return list((usual | changes).values())


def loans(tmp_path: Path, *rows: list[object]) -> Report:
    known = Known(households={"14112410000008": frozenset({GOOD_ID + "41"})})
    return read(write_book(tmp_path / "l.xlsx", [LENT, *rows]), "loans", SYNONYMS, known=known)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"户编号": None}, None),
        ({"证件号码": OTHER_ID}, "id_mismatch"),
        ({"证件号码": OTHER_ID, "户编号": None}, "not_on_roster"),
        ({"证件号码": OTHER_ID, "户编号": "9999"}, "not_on_roster"),
        ({"证件号码": GOOD_ID[:-1] + "4"}, "id_checkdigit_invalid"),
        ({"到期日期": date(2026, 3, 1)}, "date_order_invalid"),
        ({"放款日期": None}, "date_missing"),
        ({"贷款金额": None}, "amount_missing"),
        ({"贷款金额": 3}, "amount_unit_suspect"),
        ({"产品名称": None}, "product_unknown"),
        ({"借据编号": None}, "loan_no_missing"),
    ],
)
def test_a_loan_is_compared_with_the_roster(
    tmp_path: Path, changes: dict[str, object], code: str | None
) -> None:
    assert codes(loans(tmp_path, lent(**changes))) == ([code] if code else [])


@pytest.mark.parametrize("below", [-500, "-500.00", "-500"])
def test_a_balance_below_nothing_waits_beside_the_amount_that_was_lent(
    tmp_path: Path, below: object
) -> None:
    rows = [[*LENT, "贷款余额"], [*lent(), below], [*lent(借据编号="1411002"), "见附件"]]
    report = read(write_book(tmp_path / "l.xlsx", rows), "loans", SYNONYMS)
    first, second = report.problems
    assert (first.code, first.effect, first.field) == ("balance_below_zero", "held", "balance")
    assert (first.original, first.suggestion) == (str(below), "30000")
    assert (second.code, second.original) == ("amount_invalid", "见附件")
    assert [one.row for one in report.held] == [2, 3] and not report.imported


def test_of_two_rows_with_one_number_the_later_waits(tmp_path: Path) -> None:
    problem = only(loans(tmp_path, lent(), lent(贷款金额=20000)))
    assert (problem.row, problem.code, problem.related_rows) == (3, "loan_no_duplicate", (2,))


# interest ----------------------------------------------------------------------------------------
SETTLED = [
    "借据编号",
    "证件号码",
    "利率",
    "起息日",
    "止息日",
    "天数",
    "应付利息",
    "实付利息",
    "付息日期",
]


def settled(**changes: object) -> list[object]:
    usual: dict[str, object] = {
        "借据编号": "1411001", "证件号码": GOOD_ID, "利率": 3.45, "起息日": date(2026, 6, 21),
        "止息日": date(2026, 9, 20), "天数": 92, "应付利息": 264.5, "实付利息": 264.5,
        "付息日期": date(2026, 9, 20),
    }  # fmt: skip
    return list((usual | changes).values())


def interest(tmp_path: Path, *rows: list[object], **loans: KnownLoan) -> Report:
    path = write_book(tmp_path / "i.xlsx", [SETTLED, *rows])
    known = Known(loans={"1411001": LOAN} | loans)
    return read(path, "interest", SYNONYMS, known=known)


@pytest.mark.parametrize(
    ("changes", "code", "suggestion"),
    [
        ({}, None, None),
        ({"应付利息": 264.51, "实付利息": 264.51}, None, None),
        ({"应付利息": 264.52, "实付利息": 264.52}, "bank_claim_mismatch", "264.50"),
        ({"应付利息": 2645, "实付利息": 2645}, "bank_claim_mismatch", "264.50"),
        ({"应付利息": -264.5}, "interest_below_zero", "264.50"),
        ({"天数": 91}, "days_mismatch", "92"),
        ({"利率": 3.55}, "rate_mismatch", "3.45"),
        ({"实付利息": 100}, "interest_not_fully_paid", "264.50"),
        ({"实付利息": None}, "interest_not_fully_paid", "264.50"),
        ({"付息日期": date(2026, 9, 21)}, "interest_paid_late", None),
        ({"证件号码": OTHER_ID}, "id_mismatch", None),
        ({"应付利息": "见附件"}, "amount_invalid", None),
        ({"实付利息": "见附件"}, "amount_invalid", None),
    ],
)
def test_a_settlement_is_recomputed(
    tmp_path: Path, changes: dict[str, object], code: str | None, suggestion: str | None
) -> None:
    report = interest(tmp_path, settled(**changes))
    assert [(p.code, p.suggestion) for p in report.problems] == (
        [(code, suggestion)] if code else []
    )


@pytest.mark.parametrize(
    ("settled_on", "effect", "beside"),
    [(date(2026, 9, 20), "held", "2026-09-20"), (date(2026, 10, 20), "flagged", None)],
)
def test_a_period_of_two_quarters_waits_where_it_ends_after_the_quarter_of_its_settlement(
    tmp_path: Path, settled_on: date, effect: str, beside: str | None
) -> None:
    rows = [[*SETTLED, "结息日"], [*settled(止息日=date(2026, 10, 20), 天数=122), settled_on]]
    known = Known(loans={"1411001": _loan(balance_fen=None)})
    report = read(write_book(tmp_path / "i.xlsx", rows), "interest", SYNONYMS, known=known)
    problem = next(one for one in report.problems if one.code == "period_crosses_quarters")
    assert (problem.effect, problem.suggestion) == (effect, beside)
    assert problem.value == "2026-06-21 2026-10-20"
    assert len(report.held) == (effect == "held")


def test_a_period_that_ends_before_it_begins_waits(tmp_path: Path) -> None:
    report = interest(tmp_path, settled(起息日=date(2026, 9, 20), 止息日=date(2026, 6, 21)))
    assert ("period_turned", "held") in [(p.code, p.effect) for p in report.problems]
    assert (len(report.imported), len(report.held)) == (0, 1)


def test_loans_that_lived_in_the_quarter_and_have_no_line_are_named(tmp_path: Path) -> None:
    ended = {"live": False, "ends_on": date(2026, 8, 1)}
    report = interest(
        tmp_path,
        settled(),
        alive=LOAN,
        ended_inside=_loan(**ended),
        ended_before=_loan(**ended, settled_on=date(2026, 5, 1)),
        drawn_after=_loan(drawn_on=date(2026, 9, 21)),
    )
    assert [p.original for p in report.problems] == ["alive", "ended_inside"]


def _loan(**changes: object) -> KnownLoan:
    usual = {name: getattr(LOAN, name) for name in KnownLoan.__dataclass_fields__}
    return KnownLoan(**(usual | changes))


def test_a_loan_that_had_ended_before_the_quarter_bears_no_days(tmp_path: Path) -> None:
    over = _loan(ends_on=date(2026, 6, 1))
    path = write_book(tmp_path / "i.xlsx", [SETTLED, settled(天数=0, 应付利息=0, 实付利息=0)])
    report = read(path, "interest", SYNONYMS, known=Known(loans={"1411001": over}))
    assert codes(report) == []


def test_without_a_balance_the_banks_own_sum_is_checked(tmp_path: Path) -> None:
    rows = [[*SETTLED, "计息积数"], [*settled(), 2760000]]
    known = Known(loans={"1411001": _loan(balance_fen=None)})
    assert (
        codes(read(write_book(tmp_path / "i.xlsx", rows), "interest", SYNONYMS, known=known)) == []
    )
    path = write_book(tmp_path / "j.xlsx", [SETTLED, settled(应付利息=1, 实付利息=1)])
    assert codes(read(path, "interest", SYNONYMS, known=known)) == []


def test_without_a_ledger_only_the_file_itself_is_checked(tmp_path: Path) -> None:
    path = write_book(tmp_path / "i.xlsx", [SETTLED, settled(实付利息=1), settled()])
    report = read(path, "interest", SYNONYMS)
    assert codes(report) == ["interest_not_fully_paid", "settlement_duplicate"]


# payments ----------------------------------------------------------------------------------------
def test_a_payment_that_failed_or_differs_is_flagged(tmp_path: Path) -> None:
    rows = [
        ["姓名", "证件号码", "批次", "借据编号", "发放金额", "发放状态"],
        ["甲甲", GOOD_ID, "2026Q3", "1", 10.01, "已发放"],
        ["乙乙", OTHER_ID, "2026Q3", "2", 20, "退票"],
    ]
    known = Known(lines={("2026Q3", "1"): 1000, ("2026Q3", "2"): 2000})
    report = read(write_book(tmp_path / "p.xlsx", rows), "payments", SYNONYMS, known=known)
    assert [(p.row, p.code, p.value, p.suggestion) for p in report.problems] == [
        (2, "paid_amount_mismatch", "10.01", "10.00"),
        (3, "payment_failed", None, None),
    ]
    assert [record.values["pay_status"] for record in report.imported] == ["成功", "失败"]


def test_a_payment_is_held_beside_what_was_submitted_to_finance(tmp_path: Path) -> None:
    sent = KnownLine(batches=frozenset({"2026Q3", "B1"}), name="甲·甲", amount_fen=1000, paid=False)
    known = Known(
        submitted={"1": (sent,), "2": (replace(sent, paid=True),)},
        lines={("2026Q3", "1"): 999},
    )
    rows = [
        ["姓名", "证件号码", "批次", "借据编号", "发放金额", "发放状态"],
        ["甲甲", GOOD_ID, "2026Q3", "1", 10, "已发放"],
        ["甲甲", GOOD_ID, "2026Q2", "1", 10, "已发放"],
        ["乙乙", GOOD_ID, "B1", "1", 10, "已发放"],
        ["甲甲", GOOD_ID, "B1", "1", 9.99, "已发放"],
        ["甲甲", GOOD_ID, "B1", "2", 10, "已发放"],
    ]
    report = read(write_book(tmp_path / "p.xlsx", rows), "payments", SYNONYMS, known=known)
    assert [(p.row, p.code, p.value, p.suggestion, p.effect) for p in report.problems] == [
        (3, "payment_other_batch", "2026Q2", "2026Q3 B1", "held"),
        (4, "payee_differs", "乙乙", "甲·甲", "held"),
        (5, "paid_amount_mismatch", "9.99", "10.00", "flagged"),
        (6, "paid_already", "10.00", "10.00", "held"),
    ]
    assert [record.row for record in report.imported] == [2, 5]


def test_an_answer_without_a_loan_number_is_held_beside_what_its_household_was_to_get(
    tmp_path: Path,
) -> None:
    sent = KnownLine(batches=frozenset({"B1"}), name="甲甲", amount_fen=1000, paid=False)
    known = Known(submitted={"14112410000008": (sent,)}, today=date(2026, 12, 1))
    row, day = ["甲甲", GOOD_ID, "B1", "14112410000008", 10, "已发放"], date(2026, 12, 1)
    rows = [
        ["姓名", "证件号码", "批次", "户编号", "发放金额", "发放状态", "支付日期"],
        [*row, day],
        ["甲甲", GOOD_ID, "B2", *row[3:], day],
        ["乙乙", *row[1:], day],
        [*row, date(2026, 12, 2)],
    ]
    report = read(write_book(tmp_path / "p.xlsx", rows), "payments", SYNONYMS, known=known)
    assert [(p.row, p.code, p.effect) for p in report.problems] == [
        (3, "payment_other_batch", "held"),
        (4, "payee_differs", "held"),
        (5, "payment_in_future", "held"),
    ]


# visits ------------------------------------------------------------------------------------------
VISITED = [
    "日期",
    "行政村",
    "户编号",
    "户主",
    "宣传方式",
    "见面人及关系",
    "有无资金需求",
    "需求金额/用途",
]


def visits(tmp_path: Path, *rows: list[object]) -> Report:
    home = KnownHome(
        number="14112410000008", village="后会村", group="3", head="秦占平",
        people=frozenset({"秦占平", "曹翠平"}),
    )  # fmt: skip
    known = Known(households={"14112410000008": frozenset({GOOD_ID})}, homes={home.number: home})
    path = write_book(tmp_path / "v.xlsx", [["2026年走访台账"], VISITED, *rows])
    return read(path, "visits", SYNONYMS, known=known)


def visited(**changes: object) -> list[object]:
    usual: dict[str, object] = {
        "日期": "2026.7.8", "行政村": "后会村", "户编号": "14112410000008", "户主": "秦占平",
        "宣传方式": "入户", "见面人及关系": "曹翠平（配偶）", "有无资金需求": "有",
        "需求金额/用途": "5万/养牛",
    }  # fmt: skip
    return list((usual | changes).values())


def test_an_old_ledger_of_visits_comes_in(tmp_path: Path) -> None:
    report = visits(tmp_path, visited())
    values = report.imported[0].values
    assert values["visited_on"] == date(2026, 7, 8)
    assert (values["publicity_method"], values["has_need"]) == ("走访", "是")
    assert (values["person_met"], values["relation_to_head"]) == ("曹翠平", "配偶")
    assert (values["need_amount_fen"], values["need_use"]) == (5000000, "养牛")
    assert report.problem_counts["held"] == {}


@pytest.mark.parametrize(
    ("met", "person_met", "relation"),
    [
        ("户主", "户主", "户主"),
        ("曹翠平/配偶", "曹翠平", "配偶"),
        ("曹翠平", "曹翠平", None),
        (None, None, None),
    ],
)
def test_person_and_relation_are_told_apart(
    tmp_path: Path, met: str | None, person_met: str | None, relation: str | None
) -> None:
    values = visits(tmp_path, visited(见面人及关系=met)).imported[0].values
    assert (values["person_met"], values["relation_to_head"]) == (person_met, relation)


@pytest.mark.parametrize(
    ("need", "fen", "use"),
    [
        ("养牛", None, "养牛"),
        ("50000", 5000000, None),
        ("3万元，种植", 3000000, "种植"),
        (None, None, None),
    ],
)
def test_amount_and_use_are_told_apart(
    tmp_path: Path, need: str | None, fen: int | None, use: str | None
) -> None:
    values = visits(tmp_path, visited(**{"需求金额/用途": need})).imported[0].values
    assert (values["need_amount_fen"], values["need_use"]) == (fen, use)


def test_a_household_is_found_by_village_and_name_and_waits_where_it_is_not(tmp_path: Path) -> None:
    report = visits(
        tmp_path, visited(户编号=None), visited(户编号="9999"), visited(户编号=None, 户主="无名")
    )
    found = [(p.row, p.code, p.effect, p.value) for p in report.problems if p.row == 3]
    assert (3, "household_found", "fixed", "14112410000008") in found
    held = [(p.row, p.code, p.suggestion) for p in report.problems if p.effect == "held"]
    assert held == [
        (4, "not_on_roster", "14112410000008"),
        (5, "household_no_missing", None),
    ]
