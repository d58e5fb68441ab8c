"""Long made-up histories of operations, and what a ledger holds of them."""

from __future__ import annotations

import json
import random
from datetime import timedelta

from msgspec.structs import replace

from db import ops
from db.check import state_hash
from db.hlc import of_moment
from db.records.core import Op
from db.registry import TABLES, audience_for
from db.store import Store
from tests.ledgers import START, TOWNSHIP, anybody

FAR = of_moment(START + timedelta(days=3000))
ROWS = ("r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8")
TOLD = (
    ("outreach_visit", {"note": "甲", "visited_on": "2026-07-08", "has_need": 1}),
    ("outreach_visit", {"note": None, "visited_on": None}),
    ("outreach_visit", {"note": 5, "has_need": "1"}),
    ("outreach_visit", {"of_tomorrow": "?"}),
    ("outreach_visit", {"need_amount_fen": 1 << 70}),
    ("outreach_visit", {"has_need": True, "gone": 1}),
    ("household_note", {"phone": "1", "remark": "2"}),
    ("household_note", {"phone": "3", "gone": 0}),
    ("loan", {"loan_no": "L", "balance_fen": -7}),
    ("policy_document", {"title": "t"}),
    ("subsidy_batch", {"batch_no": "B", "rows": "broken"}),
    ("table_of_tomorrow", {"a": "b"}),
)
GOOD = (
    (1, 2, 2, 3),  # the device; 1 is the county
    (TOLD[0], TOLD[0], TOLD[1], TOLD[6], TOLD[6], TOLD[8], TOLD[9]),
    ROWS,
    ("insert", "insert", "insert", "set"),
    (TOWNSHIP,),
    ("as it is",),
)
WILD = (
    (2, 3, 4),  # 4 is nobody
    TOLD,
    (*ROWS[:2], "r\n9"),
    ("insert", "set", "tombstone", "resolve", "burn"),
    (TOWNSHIP, "*", "149999999"),
    ("seen", "withheld", "torn", "late", "was", "elsewhere"),
)


def a_history(chance: random.Random) -> list[tuple]:
    """Ordinary operations, some with one thing that is not, and now and then anything."""
    history = []
    for _ in range(chance.randint(1, 40)):
        one = [chance.choice(choices) for choices in GOOD]
        if chance.random() < 0.3:
            place = chance.randrange(len(WILD))
            one[place] = chance.choice(WILD[place])
        if chance.random() < 0.05:
            one = [chance.choice(choices) for choices in WILD]
        history.append(tuple(one))
    return history


def written(history: list[tuple]) -> list[Op]:
    """Operations of several devices with right chains, whatever they say."""
    ends: dict[str, tuple[int, bytes]] = {}
    made = []
    for device, (table, fields), row, kind, scope, how in history:
        known = table in TABLES and how != "elsewhere"
        audience = audience_for(table, scope) if known else f"{scope}.work"
        stream = f"{device:032x}/00000001/{audience}"
        seq, chain = ends.get(stream, (0, bytes(32)))
        content: dict[str, object] = {"f": fields}
        if how == "seen":
            content["p"] = {"phone": [f"{stream}#{seq + 1}", f"{stream}#{seq}"]}
        if how == "was":
            content["w"] = f"{stream}#{seq + 2}@{bytes(32).hex()}"
        payload = b'{"f": {"torn' if how == "torn" else json.dumps(content).encode()
        bare = Op(
            stream=stream, seq=seq + 1, hlc=FAR if how == "late" else 1000 + len(made),
            officer="王", schema=1, tbl=table, row=row, kind=kind, scope=scope,
            payload=None if how == "withheld" else payload,
            digest=ops.digest_of(payload), chain=b"",
        )  # fmt: skip
        op = replace(bare, chain=ops.chained(chain, bare))
        ends[stream] = op.seq, op.chain
        made.append(op)
    return made


def trusted(device: str) -> tuple[str, tuple[str, ...]] | None:
    return None if device == f"{4:032x}" else anybody(device)


WRITTEN = (
    "op", "trace", "head", "quarantine", "waiting", "doubtful", "stream", "visit_officer",
    "visit_said", *TABLES,
)  # fmt: skip


def whole(store: Store) -> dict[str, object]:
    """All that taking writes."""
    found: dict[str, object] = {
        name: sorted(store.rows(f"SELECT * FROM {name}"), key=repr)  # noqa: S608 - names of ours
        for name in WRITTEN
    }
    found["days"] = store.rows("SELECT * FROM visit_day WHERE visits <> 0 ORDER BY day")
    found["meta"] = store.meta().get("unknown", "")
    return found | {"state": state_hash(store)}
