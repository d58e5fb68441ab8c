"""Claims on the risk fund: filed, returned, filed anew, verified, paid in parts, recovered."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from db import loans
from db.check import check
from db.records.after import Inspection
from db.store import StoreError
from desktop.errors import UserError
from desktop.rules import claims
from desktop.rules.claims import ClaimStanding
from desktop.services.desk import Desk
from desktop.services.records.late import CaseEntry
from desktop.texts.day import sentence_of
from tests.applying import desk_over
from tests.compensating import CLAIMED, OWN, SHARE, SINCE, Sides, code, entry, lay_down, lost
from tests.counties import deliver
from tests.ledgers import TOWNSHIP, Clock, identity, in_memory, person, publish
from tests.quarters import fill

pytest_plugins = ["tests.compensating_fixtures"]
FILED, ACCEPTED, RETURNED = "filed", "accepted", "returned"


def test_a_claim_is_split_to_the_fen_and_reaches_the_county_with_its_derivation(
    sides: Sides,
) -> None:
    made = sides.filed()
    one = made.claim
    assert one.claim_no == f"{TOWNSHIP}CB0001"
    assert (one.loss_fen, one.fund_share_fen, one.bank_share_fen) == (5_044_722, SHARE, OWN)
    assert one.deadline == date(2026, 10, 21)
    assert made.days_left == (date(2026, 10, 21) - sides.today).days
    there = sides.county.claim(one.claim_no)
    assert (there.standing, there.claim.borrower_name) == (ClaimStanding.FILED, "王小明")
    assert there.claim.contract_no == "HT-L1"
    steps = {step.code: step for step in there.assessment.steps}
    assert list(steps) == ["principal", "interest", "loss", "fund_share", "bank_share", "deadline"]
    assert steps["fund_share"].params == {"percent": "70.00"}
    assert steps["fund_share"].clause.endswith("四（四）")
    assert check(sides.hub).ok
    assert check(sides.laptop).ok


def test_both_texts_of_the_tolerance_are_told_where_they_differ(sides: Sides) -> None:
    inside = sides.filed(npl_product_ppm=48_000, npl_bank_ppm=18_000)
    gate = inside.assessment.tolerance
    assert (gate.difference_ppm, gate.inside, gate.strictly) == (30_000, True, False)
    assert [ref[-4:] for ref in gate.sources] == ["三（二）", "（二十）"]
    sides.put_in()
    sides.county.handling.review(inside.claim.claim_no, "农业农村", "核实无误", sides.today)
    over = sides.filed(loan_no="L2", npl_product_ppm=48_100, npl_bank_ppm=18_000)
    assert (over.assessment.status, over.assessment.tolerance.inside) == ("needs_review", False)
    number = over.claim.claim_no
    with pytest.raises(UserError) as error:
        sides.county.handling.review(number, "agriculture", ACCEPTED, sides.today)
    assert code(error) == "review_needs_grounds"
    found = sides.county.handling.review(
        number,
        "agriculture",
        ACCEPTED,
        sides.today,
        note="县里核实过",
        document_no="样农(2026)7号",
    )
    assert found.standing is ClaimStanding.ACCEPTED


@pytest.mark.parametrize(
    ("kind", "since", "refused"),
    [
        ("none", date(2026, 6, 1), "no_mechanism"),
        ("guarantee", date(2026, 6, 1), "guarantee_mechanism"),
        ("none", date(2026, 7, 2), ""),
    ],
)
def test_without_a_fund_nothing_can_be_claimed_from_the_day_on_which_the_county_says_so(
    sides: Sides, kind: str, since: date, refused: str
) -> None:
    lay_down(sides.hub, kind, since)
    sides.swap()
    if not refused:
        assert sides.filed().standing is ClaimStanding.FILED
        return
    for work in (
        lambda: sides.bank.claiming.file(entry()),
        lambda: sides.county.handling.deposit("deposit", 1, sides.today, ref_no="号"),
    ):
        with pytest.raises(UserError) as error:
            work()
        assert code(error) == refused
    assert sides.bank.mechanism().document == "样政发(2026)3号"
    assert sides.bank.claims() == []


def test_a_county_that_has_laid_nothing_down_pays_nothing() -> None:
    clock = Clock()
    with in_memory(clock, identity(1)) as hub, in_memory(clock, identity(2, "officer")) as laptop:
        publish(hub, [person(1)])
        fill(hub, [lost()])
        deliver(hub, laptop)
        with pytest.raises(UserError) as error:
            Sides(hub, laptop, clock).bank.claiming.file(entry())
        assert code(error) == "no_mechanism_known"


REFUSED: tuple[tuple[dict[str, object], str], ...] = (
    ({"loan_no": "nobody"}, "loan_unknown"),
    ({"loan_no": "L4"}, "claim_product"),
    ({"loan_no": "L3"}, "claim_other_bank"),
    ({"loan_no": "L5", "principal_fen": 100}, "claim_not_overdue"),
    ({"cause": ""}, "claim_cause_missing"),
    ({"cause": "weather"}, "word_unknown"),
    ({"claimed_on": date(2026, 7, 9)}, "claim_day_wrong"),
    ({"claimed_on": date(2026, 3, 31)}, "claim_day_wrong"),
    ({"claimed_on": SINCE}, "claim_too_early"),
    ({"principal_fen": 0, "interest_fen": 0}, "claim_amount_wrong"),
    ({"interest_fen": -1}, "claim_amount_wrong"),
    ({"principal_fen": 5_000_001}, "claim_above_loan"),
    ({"renewable": None}, "claim_renewal_open"),
    ({"renewable": True}, "claim_still_renewable"),
    ({"npl_bank_ppm": None}, "claim_npl_missing"),
    ({"npl_source": " "}, "claim_npl_missing"),
    ({"materials": ("contract", "identity", "before_loan")}, "claim_materials_missing"),
    ({"materials": claims.MATERIALS}, "claim_material_foreign"),
    ({"note": "长" * 501}, "claim_text_long"),
    ({"overdue_since": date(2025, 12, 30)}, "claim_late"),
)


def test_what_cannot_be_claimed_is_refused_in_a_sentence_and_nothing_is_written(
    sides: Sides,
) -> None:
    for change, refused in REFUSED:
        with pytest.raises(UserError) as error:
            sides.bank.claiming.file(entry(**change))
        assert code(error) == refused
    assert sides.bank.claims() == []


def test_the_papers_that_lack_are_named(sides: Sides) -> None:
    there = tuple(one for one in claims.required("disaster") if one != "disaster_proof")
    with pytest.raises(UserError) as error:
        sides.bank.claiming.file(entry(materials=there))
    assert error.value.params["materials"] == "灾害证明"
    assert sides.bank.claiming.look(entry(materials=there)).lacking == ("disaster_proof",)
    with pytest.raises(UserError) as error:
        sides.bank.claiming.file(entry(materials=(*there, "death_proof")))
    assert error.value.params == {"materials": "死亡证明或户籍注销证明", "cause": "因灾"}


def test_a_late_claim_needs_its_reason_and_the_county_s_word(sides: Sides) -> None:
    made = sides.filed(overdue_since=date(2025, 12, 30), late_reason="灾情核定晚")
    assert "claim_deadline_passed" in made.assessment.flags
    assert made.days_left is not None
    assert made.days_left < 0
    with pytest.raises(UserError, match="review_needs_grounds"):
        sides.county.handling.review(made.claim.claim_no, "agriculture", ACCEPTED, sides.today)


def test_an_overdue_that_was_cured_before_and_an_open_finding_are_for_people(sides: Sides) -> None:
    spell = (date(2026, 4, 2), date(2026, 4, 12))
    made = sides.filed(spells=(spell,))
    assert "overdue_restarted" in made.assessment.flags
    from db import inspections

    found = Inspection(
        inspection_no="J1", loan_no="L2", household_no="", township_code=TOWNSHIP, kind="first",
        inspected_on=CLAIMED, use_as_agreed="no", passed_on="no", conclusion="use_deviation",
        said_at=sides.clock(),
    )  # fmt: skip
    inspections.keep(sides.laptop, "王", found)
    other = sides.filed(loan_no="L2")
    assert (other.claim.use_deviation, other.assessment.status) == (True, "needs_review")


def test_a_loan_is_claimed_once_until_it_was_taken_back(sides: Sides) -> None:
    first = sides.filed().claim.claim_no
    with pytest.raises(UserError) as error:
        sides.bank.claiming.file(entry())
    assert code(error) == "claim_loan_twice"
    with pytest.raises(UserError, match="reason_missing"):
        sides.bank.claiming.withdraw(first, " ")
    assert sides.bank.claiming.withdraw(first, "报错了").standing is ClaimStanding.WITHDRAWN
    second = sides.filed()
    assert second.claim.claim_no != first
    with pytest.raises(UserError) as error:
        sides.county.handling.review(first, "agriculture", ACCEPTED, sides.today)
    assert code(error) == "claim_withdrawn"


def test_two_laptops_that_claim_the_same_loan_are_found_out_at_the_county(sides: Sides) -> None:
    with in_memory(sides.clock, identity(3, "officer")) as other:
        deliver(sides.hub, other)
        twin = Sides(sides.hub, other, sides.clock)
        first = sides.bank.claiming.file(entry())
        sides.clock.on(minutes=1)
        second = twin.bank.claiming.file(entry())
        sides.swap()
        twin.swap()
    assert sides.county.claim(second.claim.claim_no).twin == first.claim.claim_no
    with pytest.raises(UserError) as error:
        sides.county.handling.review(second.claim.claim_no, "agriculture", ACCEPTED, sides.today)
    assert code(error) == "claim_loan_twice"


def test_a_returned_claim_comes_again_as_its_next_revision(sides: Sides) -> None:
    number = sides.filed(note="号 149999197001010019").claim.claim_no
    with pytest.raises(UserError, match="return_reason_missing"):
        sides.county.handling.review(number, "agriculture", RETURNED, sides.today)
    sides.county.handling.review(
        number, "agriculture", RETURNED, sides.today, reason_code="materials", note="缺灾害证明"
    )
    sides.swap()
    back = sides.bank.claim(number)
    assert (back.standing, back.reviews[-1].note) == (ClaimStanding.RETURNED, "缺灾害证明")
    assert "149999197001010019" not in back.claim.note
    with pytest.raises(UserError, match="claim_other_loan"):
        sides.bank.claiming.resubmit(number, entry("L2"))
    again = entry(claimed_on=sides.today, note=back.claim.note)
    found = sides.bank.claiming.resubmit(number, again)
    assert (found.claim.revision, found.standing) == (2, ClaimStanding.FILED)
    assert len(found.revisions) == 2
    assert found.revisions[1].note == "号 149999197001010019"
    sides.swap()
    sides.county.handling.review(number, "agriculture", ACCEPTED, sides.today)
    sides.swap()
    with pytest.raises(UserError, match="claim_in_hand"):
        sides.bank.claiming.resubmit(number, again)


def test_who_died_needs_no_overdue_but_a_cause_that_was_verified(sides: Sides) -> None:
    made = sides.filed(loan_no="L5", cause="died", renewable=None, interest_fen=63_583)
    one = made.claim
    assert (one.trigger, one.claim_principal_fen, one.deadline) == (1, 5_000_000, None)
    assert made.assessment.missing == ("cause_verified",)
    with pytest.raises(UserError) as error:
        sides.county.handling.review(one.claim_no, "agriculture", ACCEPTED, sides.today)
    assert code(error) == "claim_cause_unverified"
    sides.put_in()
    found = sides.county.handling.review(
        one.claim_no, "agriculture", ACCEPTED, sides.today, cause_verified=True
    )
    assert (found.standing, found.assessment.status) == (ClaimStanding.ACCEPTED, "payable")


def test_each_side_writes_its_own_and_a_loan_that_changed_later_changes_no_claim(
    sides: Sides,
) -> None:
    number = sides.filed().claim.claim_no
    with pytest.raises(StoreError, match="not_owner"):
        sides.bank.handling.review(number, "agriculture", ACCEPTED, sides.today)
    with pytest.raises(StoreError, match="not_owner"):
        sides.county.claiming.withdraw(number, "县里不想付")
    with pytest.raises(StoreError, match="not_owner"):
        sides.county.claiming.file(entry("L2"))
    with pytest.raises(UserError) as error:
        sides.bank.handling.book()
    assert code(error) == "fund_offices_only"
    loans.keep(sides.hub, "县里", [lost(overdue_principal_fen=1, overdue_interest_fen=0)])
    assert sides.county.claim(number).claim.fund_share_fen == SHARE


def test_what_can_be_claimed_is_listed_with_its_days_and_only_the_own_bank_s(sides: Sides) -> None:
    found = sides.bank.claiming.candidates()
    assert [one.loan_no for one in found] == ["L1", "L2", "L5"]
    assert found[0].days_left == (date(2026, 10, 21) - sides.today).days
    assert found[0].overdue_fen == 5_044_722
    sides.filed()
    assert [one.loan_no for one in sides.bank.claiming.candidates()] == ["L2", "L5"]
    assert replace(found[0], loan_no="L2", borrower_name="x") != found[1]


def test_the_day_tells_each_side_of_the_clock_of_a_claim_until_it_is_paid(sides: Sides) -> None:
    bank, county = (desk_over(store, sides.clock) for store in (sides.laptop, sides.hub))

    def waits(desk: Desk) -> list[tuple[str, str, int | None]]:
        tasks = desk.overview.today().tasks
        return [(one.loan_no, one.code, one.days) for one in tasks if one.kind == "claim_clock"]

    number = sides.filed().claim.claim_no
    left = (date(2026, 10, 21) - sides.today).days
    assert (waits(bank), waits(county)) == ([], [])
    sides.county.handling.review(
        number, "agriculture", RETURNED, sides.today, reason_code="materials", note="缺合同"
    )
    sides.swap()
    assert waits(bank) == [("L1", "returned", left)], "a returned claim is the bank's at once"
    after = [one.item for one in bank.notices.duty("L1").lines if one.number == number]
    assert after == ["风险补偿申请", "农业农村 退回"], "it stands in the pack of the loan"
    sides.clock.on(days=left - 60)
    assert waits(county) == [("L1", "returned", 60)]
    sides.clock.on(days=61)
    task = next(one for one in bank.overview.today().tasks if one.kind == "claim_clock")
    assert task.late and "已过办结期限 1 天" in sentence_of(task)
    sides.bank.claiming.withdraw(number, "户里还清了")
    assert waits(bank) == []
    bank.overdue.open(CaseEntry(loan_no="L2", opened_on=sides.today))
    assert waits(bank) == [("L2", "unfiled", -1)], "the months run without a claim too"
