"""Histories of a county and its laptops: whatever happens to them, nothing is lost."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from datetime import timedelta
from itertools import count
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from db import blobs, merge, peers, visits
from db import settings as settings_of
from db.check import check
from db.compaction import answered, fold_away
from desktop.services.operations import audiences_of
from desktop.services.records.traffic import SyncResult
from tests.faults.chance import name_anew, steady
from tests.faults.model import FIELDS, GONE, Model
from tests.faults.telling import NOTE, PHOTOS, VISIT, rows_of, token_of
from tests.ledgers import OTHER, START, TOWNSHIP, visit
from tests.photos import a_photo
from tests.replicas import LAPTOPS, MEMORY, Office, Replica

ROWS = ("h1", "h2")
ROUNDS = 12
COLOURS = ("red", "green", "blue")

some = st.integers(0, 5)
values = st.sampled_from("abc")


class Histories(RuleBasedStateMachine):
    """Saves, exchanges and mishaps on a hub and up to five laptops."""

    number = 0

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._stack.enter_context(steady(f"history {self.number}"))
        folder = self._stack.enter_context(
            tempfile.TemporaryDirectory(
                prefix="township-desk-", dir=MEMORY if MEMORY.is_dir() else None
            )
        )
        self.office = Office(Path(folder), ("hub", "first", "second"))
        self._stack.callback(self.office.close)
        self.model = Model()
        self.sticks = [self.office.stick(), self.office.stick()]
        self.old = self.office.stick()
        self.bundles: set[str] = set()
        self.numbers = count()
        self.scopes: dict[str, str] = {}
        self.must: set[str] = set()
        self.images: dict[str, Path] = {}
        self.copies = 0
        self.went_back = False
        self.touched: set[str] = set(self.office.replicas)

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

    def held(self, one: Replica) -> set[str]:
        """The tokens of the acts that count on a replica."""
        return {
            token for (token,) in one.store.rows(f"SELECT {token_of()} FROM op WHERE refused = ''")
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
        self.model.write(self.held(one) - {token}, token, row, fields)
        self.must.add(token)

    def row_at(self, one: Replica, scope: str, n: int) -> str:
        del one
        return f"{ROWS[n % 2]}-{scope}"

    @initialize(more=st.integers(0, 3))
    def laptops(self, more: int) -> None:
        for name in tuple(LAPTOPS)[2 : 2 + more]:
            self.office.join(name)
        self.touched |= set(self.office.replicas)

    @rule(n=some, place=some, row=some, name=st.sampled_from(FIELDS), value=values)
    def save(self, n: int, place: int, row: int, name: str, value: str) -> None:
        one = self.who(n)
        scope = self.scope_of(one, place)
        row_id, token = self.row_at(one, scope, row), self.token(scope)
        with one.store.write(token) as writer:
            writer.set(NOTE, row_id, {name: value}, scope=scope)
        self.wrote(token, one, row_id, {name: value})

    @rule(n=some, place=some, row=some, away=st.booleans())
    def take_away_or_bring_back(self, n: int, place: int, row: int, away: bool) -> None:
        one = self.who(n)
        scope = self.scope_of(one, place)
        row_id = self.row_at(one, scope, row)
        if one.store.one(f"SELECT 1 FROM {NOTE} WHERE id = ?", (row_id,)):
            token = self.token(scope)
            with one.store.write(token) as writer:
                (writer.tombstone if away else writer.restore)(NOTE, row_id)
            self.wrote(token, one, row_id, {GONE: away})

    @rule(n=some, which=some, last=st.booleans())
    def resolve(self, n: int, which: int, last: bool) -> None:
        one = self.who(n)
        waiting = [each for each in merge.reviews(one.store) if each.table == NOTE]
        if waiting:
            review = waiting[which % len(waiting)]
            token = self.token(review.scope)
            value = review.values[-1 if last else 0].value
            merge.resolve(one.store, token, review.id, value, "r")
            self.wrote(token, one, review.row, {review.field: value})

    @rule(n=some, place=some, photo=st.integers(-2, 2))
    def log_a_visit(self, n: int, place: int, photo: int) -> None:
        one = self.who(n)
        scope = self.scope_of(one, place)
        token = self.token(scope)
        pictures = [a_photo(COLOURS[photo])] if photo >= 0 else []
        [kept] = visits.log(one.store, token, [visit(township_code=scope)], photos=pictures)
        self.model.visits[token] = kept.id
        self.must |= self.with_photos(token, pictures)

    @rule(n=some, which=some)
    def take_a_visit_back(self, n: int, which: int) -> None:
        one = self.who(n)
        me = one.store.identity
        own = one.store.rows(
            f"SELECT v.id, v.scope FROM {VISIT} v JOIN stream s ON s.id = v.stream "
            "WHERE v.gone = 0 AND substr(s.name, 1, ?) = ? ORDER BY v.id",
            (42, f"{me.device}/{me.incarnation}/"),
        )
        if own:
            row, scope = own[which % len(own)]
            token = self.token(scope)
            with one.store.write(token) as writer:
                writer.tombstone(VISIT, row)
            self.model.marks[token] = (row, True)
            self.must.add(token)

    @rule(value=values)
    def the_county_lays_down(self, value: str) -> None:
        hub = self.who(sorted(self.office.replicas).index("hub"))
        token = self.token("*")
        with hub.store.write(token) as writer:
            known = hub.store.one("SELECT 1 FROM county_parameter WHERE id = 'p'")
            (writer.set if known else writer.insert)(
                "county_parameter", "p", {"key": "k", "value": value}, scope="*"
            )
        self.must.add(token)

    def writes(self, one: Replica, verb: str, stick: bool = False) -> SyncResult:
        found: SyncResult = getattr(one, verb)(self.sticks[stick])
        name_anew(self.sticks[stick], found.sent, self.bundles)
        return found

    @rule(n=some, stick=st.booleans())
    def export(self, n: int, stick: bool) -> None:
        self.writes(self.who(n), "send", stick)

    @rule(n=some, stick=st.booleans())
    def take(self, n: int, stick: bool) -> None:
        self.who(n).take(self.sticks[stick])

    @rule(stick=st.booleans())
    def everybody_meets(self, stick: bool) -> None:
        for one in (*self.office.laptops, self.office.hub, *self.office.laptops):
            self.writes(one, "run", stick)
        self.touched |= set(self.office.replicas)

    def bundle(self, stick: bool, which: int) -> Path | None:
        found = sorted(self.sticks[stick].rglob("*.tdb"))
        return found[which % len(found)] if found else None

    @rule(stick=st.booleans(), which=some, how=st.sampled_from(("drop", "double", "late")))
    def mishap(self, stick: bool, which: int, how: str) -> None:
        path = self.bundle(stick, which)
        if path is None:
            return
        self.copies += 1
        if how == "double":
            path.with_name(f"{path.stem} ({self.copies}).TDB").write_bytes(path.read_bytes())
            return
        if how == "late":
            kept = self.old / path.parent.relative_to(self.sticks[stick]) / path.name
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(path.read_bytes())
        path.unlink()

    @rule()
    def what_was_late_arrives(self) -> None:
        for path in sorted(self.old.rglob("*.tdb")):
            target = self.sticks[0] / path.relative_to(self.old)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)

    @rule(stick=st.booleans(), which=some, at=st.integers(0, 1 << 20), bit=st.integers(0, 7))
    def damage(self, stick: bool, which: int, at: int, bit: int) -> None:
        path = self.bundle(stick, which)
        if path is not None:
            body = bytearray(path.read_bytes())
            body[at % len(body)] ^= 1 << bit
            path.write_bytes(body)

    @rule(
        n=some, stick=st.booleans(), at=st.integers(0, 60), verb=st.sampled_from(("send", "take"))
    )
    def crash(self, n: int, stick: bool, at: int, verb: str) -> None:
        one = self.who(n)
        with one.striking(at):
            getattr(one, verb)(self.sticks[stick])
        name_anew(self.sticks[stick], (), self.bundles)

    @rule(n=some, hours=st.sampled_from((-500_000, -30, -2, 2, 30, 90_000)))
    def clock(self, n: int, hours: int) -> None:
        one = self.who(n)
        moved = one.clock.now.timestamp() + hours * 3600
        if 0 < moved < 7_000_000_000:
            one.clock.on(hours=hours)

    @rule(n=some)
    def the_log_is_made_shorter(self, n: int) -> None:
        one = self.who(n)
        others = self.office.laptops if one.is_hub else [self.office.hub]
        known = [peers.confirmed(one.store, o.store.identity.device) for o in others]
        below = {
            stream: min(vector.get(stream, (0, b""))[0] for vector in known)
            for stream in one.store.streams
        }
        fold_away(one.store, answered(one.store, below), archive=one.is_hub)

    @rule(n=some)
    def keep_a_copy(self, n: int) -> None:
        one = self.who(n)
        image = self.office.folder / f"{one.name}.image"
        one.image(image)
        self.images[one.name] = image

    @precondition(lambda self: self.images)
    @rule(n=some, told=st.booleans())
    def go_back_to_the_copy(self, n: int, told: bool) -> None:
        names = sorted(self.images)
        one = self.office[names[n % len(names)]]
        self.touched.add(one.name)
        self.went_back = True
        (one.restore if told else one.put_back)(self.images[one.name])
        self.must &= set().union(*map(self.anywhere, self.office.replicas.values()))

    @precondition(lambda self: len(self.office.replicas) < 6 and "twin" not in self.office.replicas)
    @rule()
    def a_profile_is_copied_to_a_second_laptop(self) -> None:
        path = self.office.folder / "twin.db"
        self.office["first"].image(path)
        self.office.replicas["twin"] = Replica("twin", path, type(self.office.hub.clock)())
        self.touched.add("twin")

    def anywhere(self, one: Replica) -> set[str]:
        """The tokens of all that a replica holds: counted, waiting or set aside."""
        op, shelf = token_of(), token_of("body ->> '$[1]'", "body ->> '$[3]'")
        places = ((op, "op"), (shelf, "waiting"), (shelf, "quarantine"))
        return {
            token for of, name in places for (token,) in one.store.rows(f"SELECT {of} FROM {name}")
        }

    @invariant()
    def what_is_shown_is_what_the_acts_give(self) -> None:
        for name in sorted(self.touched):
            self._compare(self.office[name])
        self.touched.clear()
        there = set().union(*map(self.anywhere, self.office.replicas.values()))
        assert self.must <= there, f"lost: {sorted(self.must - there)}"

    def _compare(self, one: Replica) -> None:
        held = self.held(one)
        wanted = self.model.rows(held)
        reviews = {(r.row, r.field): r for r in merge.reviews(one.store) if r.table == NOTE}
        expected = {(row, name) for row, shown in wanted.items() for name in shown.reviews}
        assert set(reviews) == expected, f"reviews of {one.name}"
        rows = one.store.rows(f"SELECT id, gone, {', '.join(FIELDS)} FROM {NOTE}")
        assert {row[0] for row in rows} == set(wanted), f"rows of {one.name}"
        for row, gone, *texts in rows:
            assert bool(gone) == wanted[row].gone, f"{row} of {one.name} is in sight or not"
            for name, text in zip(FIELDS, texts, strict=True):
                possible = wanted[row].values.get(name, frozenset({None}))
                assert text in possible, f"{name} of {row} at {one.name}"
                if (row, name) in reviews:
                    told = {value.value for value in reviews[row, name].values}
                    assert told == possible, f"values under review of {row} at {one.name}"
        days = "SELECT visited_on, count(*) FROM outreach_visit WHERE gone = 0 GROUP BY visited_on"
        counted = "SELECT day, visits FROM visit_day WHERE visits <> 0"
        assert dict(one.store.rows(counted)) == dict(one.store.rows(days)), f"days of {one.name}"
        must, may = self.model.seen_visits(held)
        seen = {row for (row,) in one.store.rows(f"SELECT id FROM {VISIT} WHERE gone = 0")}
        assert must <= seen <= may, f"visits of {one.name}"

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
        found = check(hub.store)
        assert found.ok, found.problems

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
        others = self.office.laptops if one.is_hub else [self.office.hub]
        assert not self._held_elsewhere(one), f"{one.name} lacks photos that others have"
        own = "" if one.is_hub else f"{one.store.identity.device}/"
        for other in others:
            to = other.store.identity
            wanted = audiences_of(to.role, to.townships) if one.is_hub else None
            count = peers.traffic(one.store, to.device, wanted, one.clock(), written_by=own)
            owed = (count.unsent, count.sent_unconfirmed)
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
