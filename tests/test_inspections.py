"""Checks after a loan was paid out: written, corrected, due; a finding holds the subsidy line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from db import evidence
from db.check import check
from db.store import Store, StoreError
from desktop.errors import UserError
from desktop.rules.course import Standing
from desktop.services.evidence import Evidence
from desktop.services.inspections import Inspections
from desktop.services.records.evidence import PhotoFilter
from desktop.services.subsidies import Subsidies
from desktop.texts import after
from tests.counties import deliver
from tests.inspecting import SEEN, checks, seen
from tests.ledgers import TOWNSHIP, Clock, identity, in_memory, person, publish
from tests.photos import photo
from tests.quarters import CLOSED, fill, loan, office, posted

RULE = {"first_inspection_days": "30", "inspection_months": "6"}
PASSED = {"passed_on": "yes", "passed_to": "甲养殖合作社", "conclusion": ""}


@dataclass
class Township:
    """A bank's laptop with loans of its county, and the county's hub."""

    hub: Store
    laptop: Store
    clock: Clock

    def checks(self, **values: str) -> Inspections:
        return checks(self.laptop, self.clock, **values)

    @property
    def subsidies(self) -> Subsidies:
        return office(self.laptop, self.clock)

    def flags(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Status and flags of each line of a quarter settled now."""
        batch = self.subsidies.settle_quarter(2026, 3, list_closed_on=CLOSED).batch_no
        lines = self.subsidies.lines(batch, limit=-1)
        return {one.loan_no: (one.line_status, one.flags) for one in lines}


@pytest.fixture
def town() -> Iterator[Township]:
    with ExitStack() as stack:
        clock = Clock()
        hub = stack.enter_context(in_memory(clock, identity(1)))
        laptop = stack.enter_context(in_memory(clock, identity(2, "officer")))
        publish(hub, [person(n) for n in range(1, 5)])
        lent = [loan(f"L{n}", n, drawn_on=date(2026, 6, n)) for n in (1, 2, 3)]
        fill(hub, lent, [posted(one.loan_no, None) for one in lent])
        deliver(hub, laptop)
        yield Township(hub, laptop, clock)


def code(error: pytest.ExceptionInfo[UserError]) -> str:
    return error.value.code


def test_a_check_is_written_with_a_number_and_reaches_the_county(town: Township) -> None:
    service = town.checks()
    first = service.log(seen())
    second = service.log(seen("L2", kind="regular", conclusion="hint"))
    assert (first.first_no, second.first_no) == (f"{TOWNSHIP}CJ0001", f"{TOWNSHIP}CJ0002")
    assert (first.head_name, first.village, first.case) == ("王小明", "后会村", "")
    deliver(town.laptop, town.hub)
    there = checks(town.hub, town.clock).listed()
    assert {one.first_no for one in there} == {first.first_no, second.first_no}
    assert check(town.hub).ok
    assert check(town.laptop).ok
    with pytest.raises(StoreError, match="not_owner"):
        checks(town.hub, town.clock).log(seen("L3"))


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"loan_no": "nobody"}, "loan_unknown"),
        ({"inspected_on": SEEN + timedelta(days=1)}, "inspection_day_wrong"),
        ({"inspected_on": date(2026, 5, 31)}, "inspection_day_wrong"),
        ({"kind": ""}, "inspection_answer_missing"),
        ({"passed_on": ""}, "inspection_answer_missing"),
        ({"kind": "weekly"}, "word_unknown"),
        ({"conclusion": ""}, "inspection_conclusion_missing"),
        ({"use_as_agreed": "no"}, "inspection_contradicts"),
        ({"conclusion": "passed_on"}, "inspection_contradicts"),
        ({"passed_on": "yes", "conclusion": ""}, "inspection_user_missing"),
        ({"measures_due": SEEN - timedelta(days=1)}, "measures_day_wrong"),
        ({"risk_note": "险" * 501}, "inspection_too_long"),
    ],
)
def test_what_does_not_go_together_is_refused_and_nothing_is_written(
    town: Township, change: dict[str, object], refused: str
) -> None:
    with pytest.raises(UserError) as error:
        town.checks().log(seen(**change))
    assert code(error) == refused
    assert town.checks().listed() == []


def test_a_word_that_was_said_is_kept_as_its_code(town: Township) -> None:
    assert town.checks().log(seen(kind="定期", conclusion="正常")).entry.kind == "regular"


def test_an_identity_number_in_a_text_is_shown_masked_and_kept_by_a_correction(
    town: Township,
) -> None:
    number = "149999197001010019"
    service = town.checks()
    line = service.log(seen(actual_user=f"本人 {number}"))
    assert number not in line.entry.actual_user
    told = line.entry
    again = service.correct(line.first_no, replace(told, assets="牛 7 头"), "数错了")
    kept = town.laptop.rows("SELECT actual_user FROM post_loan_inspection")
    assert [text for (text,) in kept] == [f"本人 {number}"] * 2
    assert again.entry.assets == "牛 7 头"


def test_a_correction_counts_in_the_place_of_the_first_which_stays(town: Township) -> None:
    service = town.checks()
    first = service.log(seen()).first_no
    for reason, entry in (("", seen(assets="牛 7 头")), ("没有变化", seen())):
        with pytest.raises(UserError, match=r"reason_missing|correction_empty"):
            service.correct(first, entry, reason)
    with pytest.raises(UserError, match="inspection_other_loan"):
        service.correct(first, seen("L2"), "记错了户")
    with pytest.raises(UserError, match="inspection_unknown"):
        service.correct("J0", seen(), "没有这个")
    one = service.correct(first, seen(assets="牛 7 头"), "数错了")
    town.clock.on(minutes=1)
    two = service.correct(one.inspection_no, seen(assets="牛 8 头"), "又数错了")
    assert (two.first_no, two.corrections, two.correction_reason) == (first, 2, "又数错了")
    assert [one.entry.assets for one in service.listed("L1")] == ["牛 8 头"]
    assert town.laptop.number("SELECT count(*) FROM post_loan_inspection") == 3


def test_checks_come_due_by_the_banks_own_numbers_and_never_without_them(town: Township) -> None:
    silent = town.checks()
    assert silent.due(within=7) == []
    assert {one.due for one in silent.due()} == {None}
    assert "政策没有规定" in after.rule_of(None, None)
    assert "没有填" in after.rule_of(None, None)
    service = town.checks(**RULE)
    assert [(one.loan_no, one.kind, one.days) for one in service.due(within=7)] == [
        ("L1", "first", -7),
        ("L2", "first", -6),
        ("L3", "first", -5),
    ]
    service.log(seen())
    later = {one.loan_no: one for one in service.due()}["L1"]
    assert (later.kind, later.due) == ("regular", date(2027, 1, 8))
    assert [one.loan_no for one in service.due(within=7)] == ["L2", "L3"]
    fill(town.hub, [loan("L2", 2, loan_status="settled", balance_fen=0)])
    deliver(town.hub, town.laptop)
    assert [one.loan_no for one in service.due(within=7)] == ["L3"]
    with pytest.raises(UserError, match="days_invalid"):
        service.due(within=-1)


@pytest.mark.parametrize(
    ("first", "every", "said"),
    [
        (30, 6, "放款后 30 天内做首次用途检查，以后每 6 个月检查一次。"),
        (30, None, "没有填以后的间隔，不推算以后的日期。"),
        (None, 6, "放款后每 6 个月检查一次。"),
    ],
)
def test_the_rule_is_said_to_be_the_banks_own(
    first: int | None, every: int | None, said: str
) -> None:
    told = after.rule_of(first, every)
    assert said in told
    assert told.endswith(after.OWN_RULE)


def test_a_finding_opens_a_case_that_holds_the_subsidy_line_until_it_is_ended(
    town: Township,
) -> None:
    town.clock.on(days=100)
    before = town.flags()
    assert "use_deviation" not in before["L1"][1]
    service = town.checks()
    found = service.log(seen(**PASSED))
    assert (found.entry.conclusion, found.case) == ("passed_on", "open")
    held = town.flags()
    assert held["L1"][0] == "held"
    assert "use_deviation" in held["L1"][1]
    assert (held["L2"], held["L3"]) == (before["L2"], before["L3"])
    batch = town.subsidies.batches()[0].batch_no
    assert [one.agrees for one in town.subsidies.derivation(batch, "L1")] == [True]

    today = town.clock().date()
    for given, refused in (
        ({"measures": " ", "reason": "钱已收回"}, "case_end_incomplete"),
        ({"measures": "收回", "reason": ""}, "case_end_incomplete"),
    ):
        with pytest.raises(UserError) as error:
            service.end(found.first_no, "rectified", today, **given)
        assert code(error) == refused
    told = {"measures": "合作社已把 5 万元退回本人", "reason": "见收条，钱已用来买牛"}
    with pytest.raises(UserError, match="case_day_wrong"):
        service.end(found.first_no, "rectified", SEEN - timedelta(days=1), **told)
    with pytest.raises(UserError, match="word_unknown"):
        service.end(found.first_no, "forgotten", today, **told)
    assert [one.first_no for one in service.listed(cases="open")] == [found.first_no]
    ended = service.end(found.first_no, "rectified", today, **told)
    assert (ended.case, ended.outcome, ended.end_measures) == (
        "ended", "rectified", told["measures"],
    )  # fmt: skip
    assert town.flags() == before
    with pytest.raises(UserError, match="case_ended_already"):
        service.end(found.first_no, "rectified", today, **told)
    with pytest.raises(UserError, match="case_ended_already"):
        service.correct(found.first_no, seen(), "其实没有")
    with pytest.raises(UserError, match="case_none"):
        service.end(service.log(seen("L2")).first_no, "rectified", today, **told)


def test_a_correction_that_takes_the_finding_back_frees_the_line(town: Township) -> None:
    town.clock.on(days=100)
    service = town.checks()
    found = service.log(seen(use_as_agreed="no", conclusion=""))
    assert town.flags()["L1"][0] == "held"
    assert service.correct(found.first_no, seen(), "记错了户").case == ""
    assert "use_deviation" not in town.flags()["L1"][1]


def test_a_case_opened_after_the_quarter_was_settled_stops_its_freezing(town: Township) -> None:
    town.clock.on(days=100)
    fill(town.hub, [], [posted(f"L{n}", 46_000) for n in (1, 2, 3)])
    deliver(town.hub, town.laptop)
    batch = town.subsidies.settle_quarter(2026, 3, list_closed_on=CLOSED).batch_no
    for one in town.subsidies.declaring.draft(batch).lines:
        if one.standing is Standing.OPEN:
            taken = "own" if "own" in one.options else "exclude"
            town.subsidies.declaring.choose(batch, [one.key], taken, "已核对")
    assert {one.standing for one in town.subsidies.declaring.draft(batch).lines} >= {Standing.READY}
    town.checks().log(seen(**PASSED))
    with pytest.raises(UserError, match="use_case_open"):
        town.subsidies.declaring.freeze(batch)
    assert town.subsidies.declaring.declared(batch) == []


def test_photos_of_a_check_are_kept_with_it_and_stay_with_its_correction(
    town: Township, tmp_path: Path
) -> None:
    service = town.checks()
    photos = Evidence(service._session)  # noqa: SLF001 - the same session
    first = service.log(seen(evidence=(photo(tmp_path, "1.jpg"),)))
    assert first.photos == 1
    more = photo(tmp_path, "2.jpg", colour="red")
    again = service.correct(first.first_no, seen(evidence=(more,)), "补一张照片")
    assert (again.photos, again.corrections) == (2, 1)
    added = photos.attach_files_to_check(first.first_no, [more])
    assert (added.ids, added.already) == ((), 1)
    for wanted in (
        PhotoFilter(inspection_no=first.first_no),
        PhotoFilter(household_no=first.household_no),
        PhotoFilter(village="后会村", from_on=SEEN, to_on=SEEN),
    ):
        shown = photos.listed(wanted)
        assert [one.inspection_no for one in shown] == [again.inspection_no] * 2, wanted
    assert not photos.listed(PhotoFilter(inspection_no=first.first_no, to_on=date(2026, 7, 7)))
    photos.turn([shown[0].id], back=False)
    assert service.line(first.first_no).photos == 1
    with pytest.raises(UserError, match="inspection_unknown"):
        photos.attach_files_to_check("nothing", [more])
    deliver(town.laptop, town.hub)
    assert evidence.counts(town.hub)[again.id] == 1
    assert check(town.laptop).ok and check(town.hub).ok
