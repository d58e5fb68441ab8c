"""What must hold of a county and its laptops at every quiet point, and once all has arrived.

The names N1 to N6 are those of the exchange's promises: nothing confirmed is lost or changed (N1),
nothing unanswered is out of sight (N2), the same operations show the same (N3), a bundle is taken
wholly or not at all (N4), nothing counts as done before its receipt and each refusal has a
sentence (N5), absence deletes nothing (N6).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import timedelta
from itertools import count
from pathlib import Path

from hypothesis.stateful import RuleBasedStateMachine, invariant

from db import blobs, merge, peers
from db import settings as settings_of
from db.check import check
from desktop.services.operations import audiences_of
from desktop.services.records.traffic import SyncResult
from desktop.texts import texts
from tests.faults.chance import name_anew, steady
from tests.faults.model import FIELDS, Model
from tests.faults.telling import NOTE, PHOTOS, VISIT, lacking, rows_of, token_of
from tests.ledgers import OTHER, START, TOWNSHIP
from tests.replicas import MEMORY, Office, Replica

ROUNDS = 12
COPIES = ("first", "twin")
"""Two laptops of one name: the county cannot tell which of them it hears until both have spoken."""


class Proofs(RuleBasedStateMachine):
    """A hub and its laptops, and the pure model that says what they must show."""

    number = 0
    made: type[Replica] = Replica

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._stack.enter_context(steady(f"history {self.number}"))
        folder = self._stack.enter_context(
            tempfile.TemporaryDirectory(
                prefix="township-desk-", dir=MEMORY if MEMORY.is_dir() else None
            )
        )
        self.office = Office(Path(folder), ("hub", "first", "second"), self.made)
        self._stack.callback(self.office.close)
        self.model = Model()
        self.sticks = [self.office.stick(), self.office.stick()]
        self.old = self.office.stick()
        self.bundles: set[str] = set()
        self.numbers = count()
        self.scopes: dict[str, str] = {}
        self.must: set[str] = set()
        self.said: dict[tuple[str, str, str], object] = {}
        self.images: dict[str, Path] = {}
        self.copies = 0
        self.back: set[str] = set()
        self.touched: set[str] = set(self.office.replicas)

    @property
    def went_back(self) -> bool:
        """Whether anybody's disk was put back or a copy brought back."""
        return bool(self.back)

    def teardown(self) -> None:
        try:
            self._settled()
        finally:
            self._stack.close()

    def who(self, n: int) -> Replica:
        names = sorted(self.office.replicas)
        name = names[n % len(names)]
        self.touched.add(name)
        return self.office[name]

    def others(self, one: Replica) -> list[Replica]:
        """Whom a replica exchanges with."""
        return self.office.laptops if one.is_hub else [self.office.hub]

    def fields_of(self, one: Replica) -> tuple[str, ...]:
        """The fields of a note that a replica's program knows."""
        del one
        return FIELDS

    def held(self, one: Replica) -> set[str]:
        """The tokens of the acts that count on a replica."""
        return {
            token for (token,) in one.store.rows(f"SELECT {token_of()} FROM op WHERE refused = ''")
        }

    def anywhere(self, one: Replica) -> set[str]:
        """The tokens of all that a replica holds: counted, waiting or set aside."""
        op, shelf = token_of(), token_of("body ->> '$[1]'", "body ->> '$[3]'")
        places = ((op, "op"), (shelf, "waiting"), (shelf, "quarantine"))
        return {
            token for of, name in places for (token,) in one.store.rows(f"SELECT {of} FROM {name}")
        }

    def token(self, scope: str) -> str:
        token = f"t{next(self.numbers):04d}"
        self.scopes[token] = scope
        return token

    def with_photos(self, token: str, pictures: list[bytes]) -> set[str]:
        """The token of a visit, and that of its photos: those go a way of their own."""
        if not pictures:
            return {token}
        self.scopes[f"{token}{PHOTOS}"] = self.scopes[token]
        return {token, f"{token}{PHOTOS}"}

    def scope_of(self, one: Replica, n: int) -> str:
        return (one.store.identity.townships or (TOWNSHIP, OTHER))[n % 2 - 1]

    def wrote(self, token: str, one: Replica, row: str, fields: dict[str, object]) -> None:
        self.model.write(self.held(one) - {token}, token, row, fields, self.fields_of(one))
        self.must.add(token)

    def writes(self, one: Replica, verb: str, stick: bool = False) -> SyncResult:
        found: SyncResult = getattr(one, verb)(self.sticks[stick])
        name_anew(self.sticks[stick], found.sent, self.bundles)
        unexplained = {code for _, code in found.quarantined} - texts().keys()
        assert not unexplained, f"refused without a sentence: {unexplained}"
        return found

    # At every quiet point ----------------------------------------------------------------

    @invariant()
    def what_is_shown_is_what_the_acts_give(self) -> None:
        for name in sorted(self.touched):
            one = self.office[name]
            self._compare(one)
            self._unchanged(one)
            for other in self.others(one):
                self._not_done_too_early(one, other)
        self.touched.clear()
        there = set().union(*map(self.anywhere, self.office.replicas.values()))
        assert self.must <= there, f"lost: {sorted(self.must - there)}"

    def _compare(self, one: Replica) -> None:
        held = self.held(one)
        self._rows_are(one, NOTE, self.model, self.fields_of(one))
        days = "SELECT visited_on, count(*) FROM outreach_visit WHERE gone = 0 GROUP BY visited_on"
        counted = "SELECT day, visits FROM visit_day WHERE visits <> 0"
        assert dict(one.store.rows(counted)) == dict(one.store.rows(days)), f"days of {one.name}"
        must, may = self.model.seen_visits(held)
        seen = {row for (row,) in one.store.rows(f"SELECT id FROM {VISIT} WHERE gone = 0")}
        assert must <= seen <= may, f"visits of {one.name}"

    def _rows_are(self, one: Replica, table: str, model: Model, fields: tuple[str, ...]) -> None:
        """N2: every value that nobody has answered is shown or under review, and no other is."""
        wanted = model.rows(self.held(one), fields)
        reviews = {(r.row, r.field): r for r in merge.reviews(one.store) if r.table == table}
        expected = {(row, name) for row, shown in wanted.items() for name in shown.reviews}
        assert set(reviews) == expected, f"reviews of {one.name}"
        rows = one.store.rows(f"SELECT id, gone, {', '.join(fields)} FROM {table}")
        assert {row[0] for row in rows} == set(wanted), f"rows of {one.name}"
        for row, gone, *texts_ in rows:
            assert bool(gone) == wanted[row].gone, f"{row} of {one.name} is in sight or not"
            for name, text in zip(fields, texts_, strict=True):
                possible = wanted[row].values.get(name, frozenset({None}))
                assert text in possible, f"{name} of {row} at {one.name}"
                if (row, name) in reviews:
                    told = {value.value for value in reviews[row, name].values}
                    assert told == possible, f"values under review of {row} at {one.name}"

    def _unchanged(self, one: Replica) -> None:
        """N1: what a save said is said of it everywhere, as long as its values are kept.

        The running number of a visit alone is another where a forked ledger wrote it again.
        """
        for officer, table, row, text in one.store.rows(
            'SELECT officer, tbl, "row", CAST(payload AS TEXT) FROM op WHERE payload IS NOT NULL'
        ):
            if officer in self.scopes:
                told = {k: v for k, v in json.loads(text)["f"].items() if k != "visit_no"}
                known = self.said.setdefault((officer, table, row), told)
                assert told == known, f"{officer} is another at {one.name}"

    def _not_done_too_early(self, one: Replica, other: Replica) -> None:
        """N5: what the other side has not got does not count as confirmed.

        Of one whose disk was put back nobody can know it before it is heard of again.
        """
        copied = "twin" in self.office.replicas and other.name in COPIES
        if other.name not in self.back and not copied:
            missing = lacking(one, other, self._audiences(one, other))
            owed = sum(self._owed(one, other))
            assert len(missing) <= owed, f"{one.name} takes {missing} for confirmed"

    def _audiences(self, one: Replica, other: Replica) -> frozenset[str] | None:
        """Which audiences of what a replica has the other side gets; None for all."""
        to = other.store.identity
        return frozenset(audiences_of(to.role, to.townships)) if one.is_hub else None

    def _owed(self, one: Replica, other: Replica) -> tuple[int, int]:
        """What a replica shows as not sent, and as sent and not confirmed."""
        own = "" if one.is_hub else f"{one.store.identity.device}/"
        to, wanted = other.store.identity.device, self._audiences(one, other)
        found = peers.traffic(one.store, to, wanted, one.clock(), written_by=own)
        return found.unsent, found.sent_unconfirmed

    def whole(self, some: Iterable[Replica]) -> None:
        """N4: pages, chains and photos are sound, and the tables are what the operations give."""
        for one in some:
            found = check(one.store)
            assert found.ok, f"{one.name}: {found.problems}"

    # Once all has arrived ----------------------------------------------------------------

    def _settled(self) -> None:
        """All bundles arrive at last: then all are alike, whole, and nothing is owed."""
        self.what_was_late_arrives()
        names = {one.store.identity.county_name for one in self.office.laptops} | {
            *self.office.replicas
        }
        hub_clock = self.office.hub.clock  # years ahead it takes every certificate for expired
        hub_clock.now = min(hub_clock.now, START + timedelta(days=365))
        for one in self.office.replicas.values():
            # What was asked for in a bundle that was lost is asked again on the next day; a ledger
            # that was put back and has nothing to send says only once a week how far it is.
            one.clock.on(days=8 if self.went_back else 0, hours=25)
        for _ in range(ROUNDS):
            settings_of.forget(self.office.hub.store, "sync.hashed_on")
            quiet = True
            for one in (*self.office.laptops, self.office.hub, *self.office.laptops):
                found = self.writes(one, "run")
                sent = [each for each in found.sent if each.to in names]
                quiet = quiet and not found.operations and not sent
            if quiet:
                break
        self.touched = set(self.office.replicas)
        self.what_is_shown_is_what_the_acts_give()
        hub = self.office.hub
        missing = self.must - self.held(hub)
        assert not missing, f"the county never got {sorted(missing)}"
        apart = self.seen_apart()
        hub_rows = {one: rows_of(hub, one, apart) for one in (TOWNSHIP, OTHER, "*")}
        for one in self.office.replicas.values():
            self._alike(one, hub_rows)
        self.whole(self.office.replicas.values())

    def what_was_late_arrives(self) -> None:
        """Bundles that somebody had kept back are on a stick again."""
        for path in sorted(self.old.rglob("*.tdb")):
            target = self.sticks[0] / path.relative_to(self.old)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)

    def aside(self, one: Replica) -> list[str]:
        return [each.op for each in merge.quarantined(one.store)]

    def seen_apart(self) -> set[str]:
        """Rows that not everybody of a township sees alike; here none."""
        return set()

    def _alike(self, one: Replica, hub_rows: dict[str, object]) -> None:
        scopes = {*(one.store.identity.townships or (TOWNSHIP, OTHER)), "*"}
        here = {token for token in self.must if self.scopes[token] in scopes}
        missing = here - self.held(one)
        assert not missing, f"{one.name} never got {sorted(missing)}"
        for scope in scopes:
            shown = rows_of(one, scope, self.seen_apart())
            assert shown == hub_rows[scope], f"{scope} of {one.name} is another"
        assert self.aside(one) == [], f"{one.name} has set something aside"
        assert one.desk.traffic.status().differs == (), f"{one.name} differs from the county"
        # What was lost with a disk may be named as a gap for ever; nothing that must arrive waits.
        assert self.went_back or not merge.gaps(one.store), f"{one.name} has a gap"
        assert not self._held_elsewhere(one), f"{one.name} lacks photos that others have"
        for other in self.others(one):
            owed = self._owed(one, other)
            assert owed == (0, 0), f"{one.name} still waits for {other.name}: {owed}"

    def _held_elsewhere(self, one: Replica) -> set[str]:
        """Photos that this replica lacks though they are in reach."""
        mine = one.store.identity.townships
        others = (
            o
            for o in self.office.replicas.values()
            if not mine or not o.store.identity.townships or {*mine} & {*o.store.identity.townships}
        )
        there = {d for other in others for (d,) in other.store.rows("SELECT sha256 FROM blob")}
        return there & set().union(*blobs.lacking(one.store, mine or None).values())
