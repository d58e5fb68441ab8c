"""How sheets that must reach one person came to her: each try is a record."""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import replace

from db.ids import uuid7
from db.records.work import Delivery
from db.registry import TABLES
from db.store import Store
from db.values import dumped, shape_of

_SHAPE = shape_of(Delivery, "notice_delivery", "d.")
_WRITTEN = tuple(f for f in Delivery.__struct_fields__ if f in TABLES["notice_delivery"].fields)


def keep(store: Store, officer: str, one: Delivery) -> Delivery:
    """Write how a try to deliver a sheet ended.

    Raises:
        StoreError: those of `Store.write`.
    """
    made = replace(one, id=one.id or uuid7(store.clock()), officer=officer)
    pairs = {name: getattr(made, name) for name in _WRITTEN}
    with store.write(officer) as writer:
        filled = {name: value for name, value in pairs.items() if value not in ("", None)}
        writer.insert("notice_delivery", made.id, filled, scope=made.township_code or "*")
    return made


def of_notices(store: Store, numbers: Collection[str]) -> dict[str, list[Delivery]]:
    """The tries of these sheets by number, the last one last."""
    rows = store.rows(
        f"SELECT {_SHAPE.columns} FROM json_each(?) j CROSS JOIN notice_delivery d "
        "ON d.notice_no = j.value AND d.gone = 0 ORDER BY d.delivered_on, d.hlc",
        (dumped(list(numbers)),),
    )
    found: dict[str, list[Delivery]] = {}
    for one in _SHAPE.all(rows):
        found.setdefault(one.notice_no, []).append(one)
    return found
