"""Everybody on the roster in force, as a report on its quality reads it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from db.store import Store
from db.values import to_day


class Looked(NamedTuple):
    """A person with the household's facts; a household without people has one without number."""

    household_no: str
    township_code: str
    division_code: str
    village: str
    head_name: str
    phone: str
    member_count: int | None
    member_no: str
    name: str
    id_number: str
    relation_to_head: str
    sex: str
    birth_date: date | None
    own_phone: str


def people(store: Store, township_code: str = "") -> list[Looked]:
    """All people of the households that are listed, in the order of villages and numbers."""
    rows = store.rows(
        "SELECT h.household_no, h.township_code, coalesce(h.division_code, ''), "
        "coalesce(h.admin_village, ''), coalesce(h.head_name, ''), "
        "coalesce(h.household_phone, ''), h.member_count, coalesce(m.member_no, ''), "
        "coalesce(m.name, ''), coalesce(m.id_number, ''), coalesce(m.relation_to_head, ''), "
        "coalesce(m.sex, ''), m.birth_date, coalesce(m.phone, '') FROM household h "
        "LEFT JOIN member m ON m.household_no = h.household_no "
        "WHERE h.household_status = 'listed' AND ? IN ('', h.township_code) "
        "ORDER BY h.township_code, h.division_code, h.household_no, m.n",
        (township_code,),
    )
    return [Looked._make((*row[:12], to_day(row[12]), row[13])) for row in rows]
