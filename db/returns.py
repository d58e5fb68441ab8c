"""Papers that came back signed: the newest word on a number counts, the others stay."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from msgspec.structs import replace

from db.ids import uuid7
from db.records.work import PaperReturn
from db.store import Store
from db.values import Given, dumped, shape_of, to_day

_SHAPE = shape_of(PaperReturn, "paper_return", "p.")
_ABOUT = ("notice_no", "kind", "township_code", "household_no", "record_no", "note", "returned_on")
_NEWEST = f"SELECT {_SHAPE.columns} FROM paper_return p WHERE p.gone = 0"


def keep(store: Store, officer: str, given: PaperReturn) -> PaperReturn:
    """Write that a paper came back.

    Raises:
        StoreError: those of `Store.write`.
    """
    made = replace(given, id=given.id or uuid7(store.clock()), officer=officer)
    found: dict[str, Given] = {name: getattr(made, name) for name in _ABOUT}
    fields = {name: value for name, value in found.items() if value not in ("", None)}
    with store.write(officer) as writer:
        writer.insert("paper_return", made.id, fields, scope=made.township_code or "*")
    return made


def of_paper(store: Store, notice_no: str) -> PaperReturn | None:
    """The newest word on a number, None while it is out."""
    row = store.one(f"{_NEWEST} AND p.notice_no = ? ORDER BY p.hlc DESC LIMIT 1", (notice_no,))
    return _SHAPE.read(row) if row else None


def days(store: Store, notice_nos: Collection[str]) -> dict[str, date]:
    """When each of these papers came back, those only that did."""
    rows = store.rows(
        "SELECT p.notice_no, p.returned_on FROM json_each(?) j CROSS JOIN paper_return p "
        "ON p.notice_no = j.value WHERE p.gone = 0 ORDER BY p.hlc",
        (dumped(sorted(notice_nos)),),
    )
    return {number: day for number, text in rows if (day := to_day(text)) is not None}
