"""Histories of a county and its laptops: whatever happens to them, nothing is lost."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from db import merge, peers, visits
from db.compaction import answered, fold_away
from tests.faults.chance import name_anew
from tests.faults.model import FIELDS, GONE
from tests.faults.proofs import Proofs
from tests.faults.telling import NOTE, VISIT, broken_up, on_stick, there
from tests.ledgers import visit
from tests.photos import a_photo
from tests.replicas import LAPTOPS, Replica

ROWS = ("h1", "h2")
COLOURS = ("red", "green", "blue")

some = st.integers(0, 5)
values = st.sampled_from("abc")


class Histories(Proofs):
    """Saves, exchanges and mishaps on a hub and up to five laptops."""

    @initialize(more=st.integers(0, 3))
    def laptops(self, more: int) -> None:
        for name in tuple(LAPTOPS)[2 : 2 + more]:
            self.office.join(name)
        self.touched |= set(self.office.replicas)

    def row_at(self, one: Replica, scope: str, n: int) -> str:
        del one
        return f"{ROWS[n % 2]}-{scope}"

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

    @rule(n=some, stick=st.booleans())
    def export(self, n: int, stick: bool) -> None:
        self.writes(self.who(n), "send", stick)

    @rule(n=some, stick=st.booleans())
    def take(self, n: int, stick: bool) -> None:
        self.writes(self.who(n), "take", stick)

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
        super().what_was_late_arrives()

    @rule(stick=st.booleans(), which=some, at=st.integers(0, 1 << 20), bit=st.integers(0, 7))
    def damage(self, stick: bool, which: int, at: int, bit: int) -> None:
        path = self.bundle(stick, which)
        body = bytearray(path.read_bytes() if path is not None else b"")
        if path is not None and body:
            body[at % len(body)] ^= 1 << bit
            path.write_bytes(body)

    @rule(
        n=some, stick=st.booleans(), at=st.integers(0, 60), verb=st.sampled_from(("send", "take"))
    )
    def crash(self, n: int, stick: bool, at: int, verb: str) -> None:
        one = self.who(n)
        coming, before = on_stick(self.sticks[stick]), there(one)
        with one.striking(at):
            getattr(one, verb)(self.sticks[stick])
        if not self.went_back and "twin" not in self.office.replicas:
            parts = broken_up(coming, before, there(one))
            assert not parts, f"{one.name} has taken a part of a bundle: {parts}"
        self.whole([one])
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
        to = [other.store.identity.device for other in self.others(one)]
        known = [peers.confirmed(one.store, device) for device in to]
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
        self.back.add(one.name)
        (one.restore if told else one.put_back)(self.images[one.name])
        self.must &= set().union(*map(self.anywhere, self.office.replicas.values()))

    @precondition(lambda self: len(self.office.replicas) < 6 and "twin" not in self.office.replicas)
    @rule()
    def a_profile_is_copied_to_a_second_laptop(self) -> None:
        path = self.office.folder / "twin.db"
        self.office["first"].image(path)
        self.office.replicas["twin"] = self.made("twin", path, type(self.office.hub.clock)())
        self.touched.add("twin")
