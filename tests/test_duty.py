"""The evidence pack of a loan (LZ): what there is by stage, what is not and why, photos small."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from msgspec.structs import replace

from db import audit, evidence, late, lending
from db.records.late import OverdueCase, OverdueStep, RenewalRequest
from db.store import StoreError
from desktop.errors import UserError
from desktop.rules.inspections import Schedule
from desktop.services.desk import Desk
from desktop.services.notices import duty
from desktop.services.notices.duty.asked import Asked, Entry
from desktop.services.notices.duty.gaps import missed_checks, unpursued, unreminded
from desktop.services.notices.duty.sources import SOURCES, STAGES
from desktop.services.records.lending import LoanFilter, LoanLine
from desktop.services.records.papers import DutyLine, NoticeScope
from desktop.services.records.people import VisitEntry
from tests.inspecting import seen
from tests.photos import photo
from tests.windows import NOW

pytest_plugins = ["tests.window_fixtures"]
DRAWN = date(2025, 6, 9)
ORDER = ["营销", "受理", "贷前", "审查", "放款", "贷后"]


def a_loan(desk: Desk) -> LoanLine:
    return desk.loans.listed(LoanFilter(state="live"), limit=1).lines[0]


def lines(desk: Desk, loan: LoanLine) -> dict[str, list[DutyLine]]:
    found: dict[str, list[DutyLine]] = {}
    for one in desk.notices.duty(loan.loan_no).lines:
        found.setdefault(one.stage, []).append(one)
    return found


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


def test_every_stage_stands_there_and_one_without_a_record_says_why(desk: Desk) -> None:
    loan = a_loan(desk)
    found = lines(desk, loan)
    assert list(found) == ORDER
    for stage in ("营销", "受理", "贷前", "审查"):
        for one in found[stage]:
            assert one.missing is ("（没有记录）：" in one.item)
    (review,) = found["审查"]
    assert review.missing and "银行信贷系统" in review.item
    (drawn,) = found["放款"]
    assert (drawn.number, drawn.missing) == (loan.loan_no, False)
    assert any("没有填检查间隔" in one.item for one in found["贷后"])


def test_a_record_says_when_it_was_written_its_digest_and_where_its_photos_stand(
    desk: Desk, tmp_path: Path
) -> None:
    loan, today = a_loan(desk), desk.today()
    logged = desk.visits.log(
        VisitEntry(
            household_no=loan.household_no,
            visited_on=today - timedelta(days=1),
            publicity_method="visit",
            contact_result="informed",
            evidence=(photo(tmp_path, "1.jpg"), photo(tmp_path, "2.jpg", colour="red")),
        )
    )
    check = desk.inspections.log(
        seen(loan.loan_no, inspected_on=today, evidence=(photo(tmp_path, "3.jpg", colour="green"),))
    )
    store = desk.session.store
    after = {one.number: one for one in lines(desk, loan)["贷后"]}
    assert (after[logged.visit_no].on, after[check.first_no].on) == (
        today - timedelta(days=1),
        today,
    )
    for number, count in ((logged.visit_no, 2), (check.first_no, 1)):
        photos, written, digest = after[number].proof.rsplit(" ", 3)[0], "录", after[number].proof
        assert photos.startswith(f"照片{count}张") and written in digest
        assert f"{today}" in digest and len(digest.rsplit(" ", 1)[1]) == 16
    made = desk.notices.issue("LZ", NoticeScope(record_no=loan.loan_no), "A4")
    text = text_of(made.pdf)
    assert "附图1—2" in text and "附图3" in text and "附照片3张" in text
    assert made.pdf.count(b"/DCTDecode") == 3
    assert "2026-07-0809:30" in text  # when the camera says that it was taken
    held = evidence.of_record(store, check.id)[0].sha256
    assert held[:16] in text
    assert desk.notices.verify(made.notice_nos[0]).genuine
    assert audit.listed(store)[0].subject == made.notice_nos[0]
    with pytest.raises(StoreError, match="visit_printed"):
        desk.visits.undo(logged.visit_no)
    village = desk.households.card(loan.household_no).line.village
    whole = desk.notices.draft("LZ", NoticeScope(village=village), "A4")
    assert b"/DCTDecode" not in whole.pdf and "照片" not in whole.personal
    store.execute("DELETE FROM blob WHERE sha256 = ?", (held,))
    again = text_of(desk.notices.draft("LZ", NoticeScope(record_no=loan.loan_no), "A4").pdf)
    assert "照片1张在别的电脑" in again and "附图3" not in again


def asked(desk: Desk, **changes: object) -> Asked:
    """A loan of the ledger with some of its facts changed, of a bank that has a rule."""
    row = lending.by_no(desk.session.store, a_loan(desk).loan_no)
    assert row is not None
    return Asked(
        session=desk.session,
        loan=replace(row, **changes),  # type: ignore[arg-type]
        schedule=Schedule(first_days=30, every_months=6),
        began=DRAWN,
    )


def test_an_overdue_loan_without_a_visit_or_a_reminder_says_so(desk: Desk) -> None:
    late = desk.today() - timedelta(days=3)
    wanted = asked(desk, overdue_since=late, matures_on=late)
    for gaps, code in ((unpursued, "not_pursued"), (unreminded, "not_reminded")):
        (gap,) = gaps(wanted, [])
        assert (gap.code, gap.on) == (code, late)
        assert not list(gaps(wanted, [Entry(on=desk.today(), item="")]))
    assert not list(unreminded(asked(desk, matures_on=desk.today() + timedelta(days=91)), []))
    entry = VisitEntry(
        household_no=wanted.loan.household_no,
        visited_on=desk.today(),
        publicity_method="phone",
        contact_result="absent",
    )
    desk.visits.log(entry)
    assert not list(unpursued(wanted, []))


@pytest.mark.parametrize(
    ("checked", "expected"),
    [
        ((), {date(2025, 7, 9): "check_missed", date(2026, 1, 9): "check_missed"}),
        ((date(2025, 8, 1),), {date(2025, 7, 9): "check_late", date(2026, 2, 1): "check_missed"}),
        ((date(2025, 7, 1), date(2025, 12, 30)), {date(2026, 6, 30): "check_missed"}),
        ((date(2025, 7, 1), date(2025, 12, 30), date(2026, 6, 30)), {}),
    ],
)
def test_of_two_checks_that_were_due_the_one_that_was_not_made_is_named_with_its_day(
    desk: Desk, checked: tuple[date, ...], expected: Mapping[date, str]
) -> None:
    wanted = asked(desk, drawn_on=DRAWN)
    done = [Entry(on=day, item="") for day in checked]
    assert {one.on: one.code for one in missed_checks(wanted, done)} == expected


def test_each_source_belongs_to_a_stage_and_every_stage_has_one(desk: Desk) -> None:
    assert {one.stage for one in SOURCES} == set(STAGES)
    known = desk.session.words
    assert all(known.word("duty_item", one.name) for one in SOURCES)
    with pytest.raises(UserError, match="loan_unknown"):
        duty.of_loan(desk.session, "nothing", desk.notices._sources)  # noqa: SLF001


def test_what_was_done_about_an_overdue_loan_and_what_the_bank_said_stand_in_its_pack(
    desk: Desk,
) -> None:
    loan, store, today = a_loan(desk), desk.session.store, desk.today()
    row = lending.by_no(store, loan.loan_no)
    assert row is not None
    told = {"loan_no": row.loan_no, "township_code": row.township_code, "said_at": NOW}
    home = {**told, "household_no": row.household_no}
    late.say(
        store,
        "王客户经理",
        [
            OverdueCase(case_no="Y1", source="hand", opened_on=today, **home),
            OverdueStep(
                step_no="Y1-1",
                case_no="Y1",
                measure="visit",
                happened_on=today,
                participants=("first_secretary:赵书记",),
                **told,
            ),
            RenewalRequest(request_no="X1", renewal_type="renewal", requested_on=today, **home),
        ],
    )
    found = {one.number: one for one in lines(desk, loan)["贷后"]}
    assert "赵书记" in found["Y1-1"].item and "上门" in found["Y1-1"].item
    assert found["X1"].item.startswith("续贷展期申请") and found["Y1"].proof
    wanted = asked(desk, overdue_since=today)
    (source,) = [one for one in SOURCES if one.name == "pursuit"]
    assert not list(unpursued(wanted, list(source.entries(wanted))))


def test_a_sheet_printed_after_the_loan_was_paid_out_is_none_of_what_came_before(
    desk: Desk,
) -> None:
    loan = a_loan(desk)
    scope = NoticeScope(household_nos=(loan.household_no,))
    for kind in ("F10", "F11"):
        desk.notices.issue(kind, scope, "A4")
    found = lines(desk, loan)
    assert all(one.missing for one in found["审查"])
    printed = [one.item for one in found["贷后"] if "只印了，没有收回" in one.item]
    assert len(printed) == 1 and printed[0].startswith("贷后检查表")
