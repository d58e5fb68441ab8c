"""A contract keeps its rate: a second one is named at import, kept beside, and asks for review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db import loans
from desktop.services.records.imports import ImportReport
from tests.applying import Township, a_township, asked, desk_over, home, large, said, signed, wish
from tests.counties import deliver
from tests.ledgers import number
from tests.quarters import CLOSED, fill, loan, office, posted
from tests.sheet_files import write_book

HEADER = [
    "借据编号", "合同编号", "户编号", "借款人", "证件号码", "产品名称", "签订日期", "放款日期",
    "到期日期", "贷款金额(元)", "利率", "乡镇",
]  # fmt: skip
SIGNED = HEADER.index("签订日期")
OTHER = "rate_changed_in_contract"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Township]:
    with a_township(tmp_path / "county.db") as made:
        yield made


def imported(
    town: Township, tmp_path: Path, *rows: tuple[str, str, str | None, float]
) -> ImportReport:
    """The bank's file with loans by number, contract, signing day and rate, taken by the county."""
    lines = [
        [
            loan_no, contract, number(1), "王小明", home(1)["id_number"], "帮扶小额信贷", day,
            day or "2026-07-08",
            date(2028, 7, 1), 50000, rate, "三交镇",
        ]
        for loan_no, contract, day, rate in rows
    ]  # fmt: skip
    book = [HEADER, *lines]
    if not rows[0][2]:
        book = [[cell for at, cell in enumerate(line) if at != SIGNED] for line in book]
    written = len(list(tmp_path.iterdir()))  # every file differs, as from a bank that numbers them
    book = [[*line, f"第{written}份" if at else "备注"] for at, line in enumerate(book)]
    path = write_book(tmp_path / f"{written}.xlsx", book)
    report = desk_over(town.hub, town.clock, "县里", tmp_path / "county.db").imports.take(
        "loans", path
    )
    town.clock.on(minutes=1)
    deliver(town.hub, town.laptop)
    return report


def named(report: ImportReport) -> list[tuple[int | None, str | None, str | None]]:
    return [(one.row, one.original, one.suggestion) for one in report.problems if one.code == OTHER]


def rates(town: Township, loan_no: str = "L1") -> tuple[int | None, int | None]:
    one = loans.by_no(town.laptop, loan_no)
    assert one is not None
    return one.rate_ppm, one.first_rate_ppm


def test_a_second_rate_in_a_later_file_is_named_with_the_first_and_kept_beside_it(
    town: Township, tmp_path: Path
) -> None:
    day = "2026-07-01"
    assert named(imported(town, tmp_path, ("L1", "HT1", day, 3.45))) == []
    assert rates(town) == (34_500, None)
    assert named(imported(town, tmp_path, ("L1", "HT1", day, 3.6))) == [(2, "3.6", "3.45")]
    assert rates(town) == (36_000, 34_500)
    assert named(imported(town, tmp_path, ("L2", "HT1", day, 3.6))) == [(2, "3.6", "3.45")]
    assert named(imported(town, tmp_path, ("L1", "HT1", day, 3.45))) == []
    assert rates(town) == (34_500, None)
    apart = imported(town, tmp_path, ("L3", "HT3", day, 3.45), ("L4", "HT3", day, 3.5))
    assert named(apart) == [(3, "3.5", "3.45")]
    assert rates(town, "L4") == (35_000, 34_500)


def test_a_contract_that_was_entered_by_hand_lends_its_rate_its_day_and_its_pack(
    town: Township, tmp_path: Path
) -> None:
    made = town.agreed()
    line = town.desk.applications.bank.contract(made, signed(contract_no="HT1"))
    deliver(town.laptop, town.hub)
    report = imported(town, tmp_path, ("L1", "HT1", None, 3.6))
    assert named(report) == [(2, "3.6", "3.45")]
    one = loans.by_no(town.laptop, "L1")
    assert one is not None
    assert (one.policy_pack_id, one.signed_on) == (line.contract_pack, line.signed_on)
    assert town.desk.applications.line(made).flags == (OTHER,)


def test_a_second_rate_holds_the_line_for_review_and_a_large_need_widens_it(
    town: Township,
) -> None:
    wish(town.desk, 2)
    entry = asked(2, amount_fen=8_000_000)
    made = town.desk.applications.log(entry).line.application_no
    bank = town.desk.applications.bank
    bank.decide(made, said())
    bank.contract(made, signed(contract_no="HT2", principal_fen=8_000_000))
    lent = [
        loan("L1", 1, rate_ppm=36_000, first_rate_ppm=34_500),
        loan("L2", 2, contract_no="HT2", principal_fen=8_000_000, rate_ppm=34_500),
        loan("L3", 3),
    ]
    fill(town.hub, lent, [posted(one.loan_no, None) for one in lent])
    deliver(town.hub, town.laptop)
    town.clock.on(days=100)
    service = office(town.laptop, town.clock)

    def settled() -> dict[str, tuple[str, tuple[str, ...], bool | None]]:
        batch = service.settle_quarter(2026, 3, list_closed_on=CLOSED).batch_no
        found = service.lines(batch, limit=-1)
        for one in found:
            assert all(part.agrees for part in service.derivation(batch, one.loan_no))
        return {one.loan_no: (one.line_status, one.flags, one.large_need) for one in found}

    before = settled()
    assert OTHER in before["L1"][1]
    assert not any(OTHER in before[name][1] for name in ("L2", "L3"))
    assert (before["L2"][2], "large_need_not_recorded" in before["L2"][1]) == (False, True)
    bank.large_need(large(), application_no=made)
    after = settled()
    assert (after["L2"][2], "large_need_not_recorded" in after["L2"][1]) == (True, False)
