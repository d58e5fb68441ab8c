"""Fault case 27: programs of different versions; what only a newer one knows is kept for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from db import compaction, merge
from db.check import state_hash
from db.registry import TABLES
from db.table import Audience
from desktop.services.sync import taking
from tests.faults.newer import newer, step
from tests.ledgers import TOWNSHIP
from tests.replicas import Crash, Office, Replica, log, seen, whole

pytest_plugins = ["tests.office_fixtures"]


def upgraded(one: Replica) -> None:
    step(one.store)
    one.close()
    one.open()


def herd(one: Replica) -> object:
    return one.store.rows("SELECT id, kind, heads FROM livestock ORDER BY id")


def written_by_the_newer(office: Office) -> None:
    """The first laptop is newer than the others and tells the county what only it knows."""
    first = office["first"]
    with pytest.MonkeyPatch.context() as patch:
        newer(patch)
        upgraded(first)
        with first.store.write("王") as writer:
            writer.insert("livestock", "a", {"kind": "cattle", "heads": 3}, scope=TOWNSHIP)
            writer.set("livestock", "a", {"heads": 4})
            writer.set("household_note", "h1", {"wechat": "li-1"}, scope=TOWNSHIP)
            writer.set("household_note", "h1", {"phone": "1" * 80})
        stick = office.stick()
        first.send(stick)
    office.hub.run(stick)
    office["second"].take(stick)


def test_27_a_table_that_only_a_newer_program_knows_is_kept_passed_on_and_applied(
    office: Office,
) -> None:
    written_by_the_newer(office)
    for old in (office.hub, office["second"]):
        assert whole(old)
        assert merge.quarantined(old.store) == []
    with pytest.MonkeyPatch.context() as patch:
        newer(patch)
        for one in (office["second"], office.hub):
            upgraded(one)
        office.settle(2)
        for one in office.replicas.values():
            assert herd(one) == [("a", "cattle", 4)]
            assert one.store.rows("SELECT wechat FROM household_note") == [("li-1",)]
        one, two = (state_hash(each.store) for each in office.laptops)
        assert one["livestock"] == two["livestock"]
        assert one["household_note"] == two["household_note"]
    for one in office.replicas.values():
        one.close()


def test_27_a_shorter_log_keeps_what_only_a_newer_program_knows(office: Office) -> None:
    written_by_the_newer(office)
    hub = office.hub
    with hub.store.write("县") as writer:  # answers the phone, and cannot answer the other field
        writer.set("household_note", "h1", {"phone": "2"})
    compaction.fold_away(hub.store, compaction.answered(hub.store), archive=True)
    assert whole(hub)
    with pytest.MonkeyPatch.context() as patch:
        newer(patch)
        upgraded(hub)
        assert herd(hub) == [("a", "cattle", 4)]
        assert hub.store.rows("SELECT phone, wechat FROM household_note") == [("2", "li-1")]
    hub.close()


def test_27_an_upgrade_that_was_interrupted_is_gone_through_again(office: Office) -> None:
    written_by_the_newer(office)
    second = office["second"]
    rows = set(log(second, 2))
    with pytest.MonkeyPatch.context() as patch:
        newer(patch)
        step(second.store)
        for at in (3, 17, 40):
            with second.striking(at):
                second.store.put_meta(fingerprint="old")
                second.store._apply_what_was_unknown()  # noqa: SLF001 - what an opening does
                raise Crash
            assert herd(second) == [("a", "cattle", 4)]
            assert seen(second) == rows
    second.close()


def test_27_a_value_that_has_another_type_by_now_stays_in_the_log(office: Office) -> None:
    first, hub = office["first"], office.hub
    table = TABLES["outreach_visit"]
    with pytest.MonkeyPatch.context() as patch:
        fields = {**table.fields, "note": "int"}
        patch.setitem(TABLES, "outreach_visit", replace(table, fields=fields))
        [op] = log(first)
        with first.store.write("王") as writer:
            writer.tombstone("outreach_visit", op)
    office.settle(1)
    with first.store.write("王") as writer:
        writer.restore("outreach_visit", op)
    office.settle(2)
    assert seen(hub) == seen(office["second"]) == {op}
    assert whole(hub)


def test_27_what_an_older_program_would_not_have_of_somebody_counts_after_the_upgrade(
    office: Office,
) -> None:
    first, hub = office["first"], office.hub
    wider = replace(TABLES["county_parameter"], owners=frozenset({"county", "officer"}))
    moved = replace(TABLES["product"], audience=Audience.PRIVATE, former=frozenset({Audience.WORK}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(TABLES, "county_parameter", wider)
        patch.setitem(TABLES, "product", moved)
        with first.store.write("王") as writer:
            fields = {"key": "k", "value": "1"}
            writer.insert("county_parameter", "p", fields, scope=TOWNSHIP, audience="*")
            writer.insert("product", "q", {"name": "贷"}, scope=TOWNSHIP)
        stick = office.stick()
        first.send(stick)
    hub.take(stick)
    codes = {one.code for one in merge.quarantined(hub.store)}
    assert codes == {"not_owner", "audience_foreign"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(TABLES, "county_parameter", wider)
        patch.setitem(TABLES, "product", moved)
        patch.setattr(taking, "fingerprint", lambda: "newer")
        log(first)
        office.settle(1)
        assert merge.quarantined(hub.store) == []
        assert hub.store.rows("SELECT id FROM product") == [("q",)]
        assert hub.store.rows("SELECT id FROM county_parameter") == [("p",)]
