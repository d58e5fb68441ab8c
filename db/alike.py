"""Fingerprints of what two replicas share, by table and township; never used to repair anything.

A row whose operations went to several audiences looks different to those who may not have all of
them; such rows are left out. So are, in both townships, the rows that moved with a household: the
former one does not see what came later (`moves`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import sha256

from db.ops import Vector, vector
from db.registry import TABLES, audience_for, fingerprint
from db.store import Store
from db.table import Kind, Table
from db.values import dumped

FORM = "form"
_NOTHING = sha256().digest()
_SPREAD = (
    "AND NOT EXISTS (SELECT 1 FROM trace c JOIN stream o ON o.id = c.stream WHERE c.tbl = ? "
    'AND c."row" = t.id AND substr(o.name, -length(?)) <> ?) '
    'AND NOT EXISTS (SELECT 1 FROM handed m WHERE m.tbl = ? AND m."row" = t.id AND m.place = ?)'
)
_MAIN = "AND substr(s.name, -length(?)) = ?"


def hashes(store: Store, audiences: Collection[str] | None = None) -> dict[str, bytes]:
    """The fingerprint of each table in each township, named ``table@scope``.

    With audiences only what these may have. The name ``form`` tells which tables and fields this
    program knows: replicas of different versions cannot be compared.
    """
    out = {FORM: bytes.fromhex(fingerprint())}
    for table in TABLES.values():
        for (scope,) in store.rows(f"SELECT DISTINCT scope FROM {table.name}"):
            audience = audience_for(table.name, scope)
            if audiences is None or audience in audiences:
                out[f"{table.name}@{scope}"] = _of(store, table, scope, audience)
    return {name: digest for name, digest in out.items() if digest != _NOTHING}


def _of(store: Store, table: Table, scope: str, audience: str) -> bytes:
    columns = ("s.name", "t.id", "t.officer", "t.hlc", "t.seq", "t.gone")
    fields = [f"t.{name}" for name in table.columns]
    test, values = "", [scope]
    if table.kind is not Kind.APPEND_ONLY:
        end = f"/{audience}"
        test, values = _SPREAD, [scope, table.name, end, end, table.name, scope]
    elif table.also:
        test, values = _MAIN, [scope, f"/{audience}", f"/{audience}"]
    digest = sha256()
    for row in store.each(
        f"SELECT {', '.join((*columns, *fields))} FROM {table.name} t "
        f"JOIN stream s ON s.id = t.stream WHERE t.scope = ? {test} ORDER BY t.id",
        values,
    ):
        digest.update(dumped(row).encode())
    return digest.digest()


def differing(
    store: Store,
    told: Mapping[str, bytes],
    theirs: Vector,
    audiences: Collection[str],
) -> list[str] | None:
    """The tables in which another replica shows something else though it holds the same.

    None where nothing can be said: another version, or one side has operations the other lacks.
    """
    if told.get(FORM) != bytes.fromhex(fingerprint()):
        return None
    if _within(vector(store), audiences) != _within(theirs, audiences):
        return None
    ours = hashes(store, audiences)
    names = {name for name in (*ours, *told) if ours.get(name) != told.get(name)}
    return sorted({name.partition("@")[0] for name in names})


def _within(known: Mapping[str, tuple[int, bytes]], audiences: Collection[str]) -> Vector:
    return {
        stream: (seq, bytes(chain))
        for stream, (seq, chain) in known.items()
        if seq and stream.rpartition("/")[2] in audiences
    }
