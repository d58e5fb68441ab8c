"""A claim over sealed bundles: bank, hub, agriculture desk; what is another's is quarantined."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from db import compensation, merge
from db.records.fund import ClaimReview, FundEntry
from desktop.rules.claims import ClaimStanding, RecoveryStanding
from tests.compensating import SHARE, entry, lay_down, lost
from tests.ledgers import TOWNSHIP, Clock, person, publish
from tests.lending import as_role
from tests.quarters import fill
from tests.replicas import MEMORY, SHELF, Keyless, Replica, copy_ledger, enrol, whole

ROLES = {"bank": "bank_desk", "agriculture": "agriculture_desk", "regulator": "regulator_desk"}
NOW = datetime(2026, 7, 8, 1, 0, tzinfo=UTC)


class Round:
    """The ledgers of one county, each with a stick."""

    def __init__(self, folder: Path, replicas: dict[str, Replica]) -> None:
        self.folder, self.replicas, self.sticks = folder, replicas, 0
        self.hub, self.bank = replicas["hub"], replicas["bank"]
        self.agriculture, self.regulator = replicas["agriculture"], replicas["regulator"]

    def swap(self) -> None:
        others = (self.bank, self.agriculture, self.regulator)
        for _ in range(2):
            self.sticks += 1
            stick = self.folder / f"stick{self.sticks}"
            stick.mkdir()
            for one in others:
                one.send(stick)
            self.hub.run(stick)
            for one in others:
                one.take(stick)


@cache
def started() -> Path:
    """A county with a fund, a roster and a lost loan; made once in a run."""
    folder = Path(tempfile.mkdtemp(prefix="township-desk-fund-"))
    clock = Clock(NOW)
    Keyless(clock, SHELF).create_county(
        folder / "hub.db", name="样县", region="149999", officer="县", password=""
    )
    hub = Replica("hub", folder / "hub.db", clock)
    publish(hub.store, [person(1), person(2)])
    fill(hub.store, [lost(), lost("L2", 2)])
    lay_down(hub.store, "fund")
    for name, role in ROLES.items():
        enrol(hub, folder, name, (TOWNSHIP,), role).close()
    hub.close()
    return folder


@pytest.fixture
def county() -> Iterator[Round]:
    place = MEMORY if MEMORY.is_dir() else None
    with (
        tempfile.TemporaryDirectory(prefix="township-desk-", dir=place) as made,
        ExitStack() as end,
    ):
        folder, source, found = Path(made), started(), {}
        for name in ("hub", *ROLES):
            copy_ledger(source / f"{name}.db", folder / f"{name}.db")
            found[name] = Replica(name, folder / f"{name}.db", Clock(NOW))
            end.callback(found[name].close)
        yield Round(folder, found)


def aside(one: Replica) -> list[tuple[str, str]]:
    return [(each.table, each.code) for each in merge.quarantined(one.store)]


def test_a_claim_is_filed_verified_paid_and_recovered_over_bundles(county: Round) -> None:
    today = county.hub.desk.today()
    number = county.bank.desk.compensation.claiming.file(entry()).claim.claim_no
    county.swap()
    offices = county.agriculture.desk.compensation.handling
    assert county.agriculture.store.number("SELECT count(*) FROM loan") == 0
    assert offices.claim(number).claim.fund_share_fen == SHARE
    county.hub.desk.compensation.handling.deposit("deposit", 10_000_000, today, ref_no="样财8号")
    county.swap()
    offices.review(number, "agriculture", "accepted", today)
    offices.pay(number, SHARE, today, voucher_no="付1")
    county.swap()
    bank = county.bank.desk.compensation
    assert bank.claim(number).standing is ClaimStanding.PAID
    assert county.bank.store.number("SELECT count(*) FROM fund_entry") == 0
    made = bank.recovering.recover(number, 333_333, today, voucher_no="收1").recoveries[0]
    county.swap()
    offices.book_recovery(made.recovery.recovery_no, today, voucher_no="入1")
    county.swap()
    assert bank.claim(number).recoveries[0].standing is RecoveryStanding.BOOKED
    balance = 10_000_000 - SHARE + 233_333
    assert county.hub.desk.compensation.handling.book().balance_fen == balance
    assert offices.book().balance_fen == balance
    mine = {"compensation_claim", "claim_review", "claim_money", "recovery", "fund_entry"}
    assert not mine & {op.tbl for op in county.regulator.ops()}
    for one in county.replicas.values():
        assert whole(one)
        assert aside(one) == []


def test_what_is_another_s_is_kept_aside_with_its_reason_and_changes_nothing(
    county: Round,
) -> None:
    today = county.hub.desk.today()
    number = county.bank.desk.compensation.claiming.file(entry()).claim.claim_no
    county.swap()
    claim = county.bank.desk.compensation.claim(number).claim

    as_role(county.bank.desk, "county")
    opinion = ClaimReview(
        claim=claim.id, township_code=TOWNSHIP, office="agriculture", result="accepted",
        reviewed_on=today, said_at=county.bank.clock(),
    )  # fmt: skip
    money = FundEntry(
        entry_no="149999XZ0001", kind="deposit", ref_no="号", voucher_no="号", moved_on=today,
        said_at=county.bank.clock(), amount_fen=1,
    )  # fmt: skip
    compensation.say(county.bank.store, "银行", [opinion, money])
    as_role(county.bank.desk, "bank_desk")

    as_role(county.agriculture.desk, "bank_desk")
    county.agriculture.desk.compensation.claiming.withdraw(number, "县里不想付")
    as_role(county.agriculture.desk, "agriculture_desk")
    county.swap()

    assert sorted(aside(county.hub)) == [
        ("claim_review", "not_owner"),
        ("claim_withdrawal", "not_owner"),
        ("fund_entry", "not_owner"),
    ]
    seen = county.hub.desk.compensation.claim(number)
    assert (seen.standing, seen.withdrawn, seen.reviews) == (ClaimStanding.FILED, "", ())
    assert county.hub.desk.compensation.handling.book().lines == ()
    assert county.bank.desk.compensation.claim(number).withdrawn == ""
    mechanism = county.bank.desk.compensation.mechanism()
    assert (mechanism.kind, mechanism.document) == ("fund", "样政发(2026)3号")
