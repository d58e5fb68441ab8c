"""Products of the handbook; shared, so concurrent edits come up for review."""

from __future__ import annotations

from db.ids import uuid7
from db.records.houses import Product
from db.registry import TABLES
from db.store import Store
from db.values import shape_of

_NAME = "product"
_SHAPE = shape_of(Product, _NAME)
_WRITTEN = tuple(f for f in Product.__struct_fields__ if f in TABLES[_NAME].fields)


def keep(store: Store, officer: str, product: Product) -> str:
    """Add a product, or change what differs; gives the id.

    Raises:
        StoreError: those of `Store.write`.
    """
    scope = product.township_code or "*"
    known = next((one for one in listed(store) if one.id == product.id), None)
    fields = {name: getattr(product, name) for name in _WRITTEN}
    with store.write(officer) as writer:
        if known is None:
            row = product.id or uuid7(store.clock())
            filled = {name: value for name, value in fields.items() if value not in ("", None)}
            writer.insert(_NAME, row, filled, scope=scope)
            return row
        changed = {name: value for name, value in fields.items() if getattr(known, name) != value}
        if changed:
            writer.set(_NAME, product.id, changed, scope=scope)
    return product.id


def listed(store: Store) -> list[Product]:
    """All products by bank and name."""
    return _SHAPE.all(
        store.rows(
            f"SELECT {_SHAPE.columns} FROM {_NAME} WHERE gone = 0 "
            "ORDER BY coalesce(bank, ''), name, id"
        )
    )
