"""Applications and the bank's word over real bundles: who gets them, and whose word counts."""

from __future__ import annotations

from pathlib import Path

from db import applications
from desktop.texts import sentence
from tests.applying import BANK, TODAY, asked, home, said, wish, word_of_the_bank
from tests.busy import acting_as
from tests.ledgers import TOWNSHIP, publish
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
