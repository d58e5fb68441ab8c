"""Applications and the bank's word over real bundles: who gets them, and whose word counts."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from db import applications, loans, quarters
from db.records.applying import LoanContract
from desktop.texts import sentence
from tests.applied import an_application
from tests.applying import BANK, TODAY, asked, home, said, wish, word_of_the_bank
from tests.busy import acting_as
from tests.ledgers import OTHER, TOWNSHIP, number, publish
from tests.moved import lent
from tests.replicas import Replica, an_office, enrol


def counted(one: Replica, table: str) -> int:
    return one.store.number(f"SELECT count(*) FROM {table} WHERE gone = 0")  # noqa: S608 - ours


def test_the_banks_word_reaches_the_bank_and_the_hub_and_nobody_else_can_change_it(
    tmp_path: Path,
) -> None:
    with an_office("first", "second") as office:
        hub, first, second = office.hub, office["first"], office["second"]
        office.replicas["fields"] = enrol(
            hub, tmp_path, "fields", (TOWNSHIP,), role="agriculture_desk"
        )
        fields = office["fields"]
        for one in office.replicas.values():
            one.clock.now = hub.clock.now
        publish(hub.store, [home(1), home(2)])
        office.settle()
        for laptop in (first, second):
            laptop.desk.settings.set({"bank": BANK})
        wish(first.desk)
        made = first.desk.applications.log(asked(credit_rating="AA")).line.application_no
        first.desk.applications.bank.decide(made, said())
        office.settle()
        for one in (hub, second):
            assert one.desk.applications.line(made).state == "agreed"
        tables = ("application", "bank_decision", "need_end", "eligibility_check")
        assert {counted(fields, table) for table in tables} == {0}
        assert counted(fields, "outreach_visit") == 1

        forged = word_of_the_bank(made)
        with acting_as(fields.desk, "bank_desk"):  # a program that was taken apart
            applications.keep(fields.store, "农业农村局", [forged])
        stick = office.stick()
        fields.send(stick)
        hub.take(stick)
        (aside,) = hub.sync.aside()
        assert (aside.table, aside.code) == ("bank_decision", "not_owner")
        assert sentence(aside.code, {}).endswith("。")
        office.settle()
        for one in (hub, first, second):
            assert one.desk.applications.line(made).state == "agreed"
            assert counted(one, "bank_decision") == 1
        assert first.desk.today() == TODAY


def a_contract(one: Replica, township: str, contract_no: str) -> LoanContract:
    return LoanContract(
        application_no="S1",
        township_code=township,
        bank=BANK,
        contract_no=contract_no,
        signed_on=TODAY,
        maturity_on=TODAY,
        principal_fen=5_000_000,
        rate_ppm=34_500,
        check_no="E1",
        roster_version="",
        policy_pack_id="",
        policy_reason="",
        policy_digest="",
        said_at=one.clock(),
    )


def test_what_another_township_writes_under_a_known_number_hides_nothing() -> None:
    with an_office("first", "third") as office:
        hub, first, third = office.hub, office["first"], office["third"]
        publish(hub.store, [home(1), home(2)])
        publish(hub.store, [home(3)], township=OTHER)
        office.settle()
        made = an_application(first, number(1))
        applications.keep(first.store, "first", [made])
        other = replace(made, township_code=OTHER, applied_amount_fen=100)
        third.clock.on(hours=1)
        for household in (number(1), number(3)):  # a program that was taken apart
            applications.keep(third.store, "third", [replace(other, household_no=household)])
        word = replace(word_of_the_bank("S1"), township_code=OTHER)
        applications.keep(first.store, "first", [a_contract(first, TOWNSHIP, "C1")])
        first.clock.on(hours=-1)
        again = replace(a_contract(third, OTHER, "C1"), rate_ppm=99_000)
        applications.keep(third.store, "third", [word, again])
        lent_there = replace(lent("L1", number(1), TOWNSHIP), contract_no="C1", rate_ppm=34_500)
        loans.keep(hub.store, "县", [lent_there])
        office.settle()
        (alone,) = applications.listed(first.store)
        found = applications.listed(hub.store)
        assert [one.application.township_code for one in found].count(TOWNSHIP) == 1
        (known,) = [one for one in found if one.application.township_code == TOWNSHIP]
        for one in (alone, known):
            assert one.application.applied_amount_fen == made.applied_amount_fen
            assert (len(one.versions), one.decisions) == (1, ())
            assert [each.contract_no for each in one.contracts] == ["C1"]
        (theirs,) = [one for one in found if one is not known]
        assert (known.loan_nos, theirs.loan_nos) == (("L1",), ())
        rates = {
            at: applications.contracts(hub.store, at)["C1"].rate_ppm for at in (TOWNSHIP, OTHER)
        }
        assert rates == {TOWNSHIP: 34_500, OTHER: 99_000}
        assert applications.rates(hub.store) == {}
        assert applications.taken(hub.store, "C1", TOWNSHIP) == "S1"
        assert quarters.repriced(hub.store) == frozenset()
        assert len(found) == 2, "what names a household of another township does not count"
