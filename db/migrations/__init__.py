"""Every step of the file's form, oldest first; a step that was shipped never changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from db.driver import Connection, database, dbapi
from db.migrations.m0001_first import first
from db.migrations.m0002_policy import policy
from db.migrations.m0003_subsidies import subsidies
from db.migrations.m0004_check_digests import check_digests
from db.migrations.m0005_imports import imports
from db.migrations.m0006_households import households
from db.migrations.m0007_list_indexes import list_indexes
from db.migrations.m0008_needs import needs
from db.migrations.m0009_day import day
from db.migrations.m0010_walk_ins import walk_ins
from db.migrations.m0011_directory import directory
from db.migrations.m0012_entry import entry
from db.migrations.m0013_people import people
from db.migrations.m0014_held import held
from db.migrations.m0015_evidence import evidence
from db.migrations.m0016_recorders import recorders
from db.migrations.m0017_said import said
from db.migrations.m0018_bundle_contents import bundle_contents
from db.migrations.m0024_first_said import first_said
from db.migrations.m0025_newest_contact import newest_contact
from db.migrations.m0026_deliveries import deliveries
from db.migrations.m0027_bulk import bulk
from db.migrations.m0028_blobs_travel import blobs_travel
from db.migrations.m0029_folded_away import folded_away
from db.migrations.m0030_bundle_numbers import bundle_numbers
from db.migrations.m0031_paper_returns import paper_returns
from db.migrations.m0032_course import course
from db.migrations.m0033_products import products
from db.migrations.m0034_after_loan import after_loan
from db.migrations.m0035_said_numbers import said_numbers
from db.migrations.m0036_moves import moves
from db.migrations.m0037_applications import applications
from db.migrations.m0038_late import late
from db.migrations.m0039_fund import fund
from db.migrations.m0042_villages import villages
from db.migrations.m0046_open_requests import open_requests
from db.migrations.m0047_read_less import read_less
from db.migrations.m0048_hinges import hinges

if TYPE_CHECKING:
    from sqlite_utils.db import Database

_SET = "ledger"
_TABLE = "_sqlite_migrations"

STEPS: dict[str, Callable[[Database], None]] = {
    "0001_first": first,
    "0002_policy": policy,
    "0003_subsidies": subsidies,
    "0004_check_digests": check_digests,
    "0005_imports": imports,
    "0006_households": households,
    "0007_list_indexes": list_indexes,
    "0008_needs": needs,
    "0009_day": day,
    "0010_walk_ins": walk_ins,
    "0011_directory": directory,
    "0012_entry": entry,
    "0013_people": people,
    "0014_held": held,
    "0015_evidence": evidence,
    "0016_recorders": recorders,
    "0017_said": said,
    "0018_bundle_contents": bundle_contents,
    "0024_first_said": first_said,
    "0025_newest_contact": newest_contact,
    "0026_deliveries": deliveries,
    "0027_bulk": bulk,
    "0028_blobs_travel": blobs_travel,
    "0029_folded_away": folded_away,
    "0030_bundle_numbers": bundle_numbers,
    "0031_paper_returns": paper_returns,
    "0032_course": course,
    "0033_products": products,
    "0034_after_loan": after_loan,
    "0035_said_numbers": said_numbers,
    "0036_moves": moves,
    "0037_applications": applications,
    "0038_late": late,
    "0039_fund": fund,
    "0042_villages": villages,
    "0046_open_requests": open_requests,
    "0047_read_less": read_less,
    "0048_hinges": hinges,
}
"""All steps by name."""

NAMES: tuple[str, ...] = tuple(STEPS)
"""The names of all steps this program knows."""

SCHEMA = len(NAMES)
"""The number that operations carry for the form they were written in."""


def apply(connection: Connection) -> None:
    """Take every step that the file has not taken, each in a transaction of its own."""
    target = database(connection)

    from sqlite_utils.migrations import Migrations

    steps = Migrations(_SET)
    for name, step in STEPS.items():
        steps(name=name)(step)
    steps.apply(target)


def begin(connection: Connection) -> None:
    """Give an empty file the form that all steps lead to, in one go.

    The form is found by taking every step once per process, so there is no second account of it.
    """
    form, taken = _finished(NAMES)
    connection.execute("BEGIN")
    try:
        for sql in form:
            connection.execute(sql)
        connection.executemany(
            f"INSERT INTO {_TABLE} (migration_set, name, applied_at) "
            "VALUES (?, ?, strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'))",
            taken,
        )
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def begin_in_memory(connection: Connection) -> None:
    """Give an empty ledger in memory the same form, as a copy of one that is kept for that."""
    _blank(NAMES).backup(connection)


@cache
def _blank(_names: tuple[str, ...]) -> Connection:
    # Made in one thread and read in any; nothing writes into it.
    connection = dbapi.connect(":memory:", isolation_level=None, check_same_thread=False)
    begin(connection)
    return connection


@cache
def _finished(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    connection = dbapi.connect(":memory:", isolation_level=None)
    try:
        apply(connection)
        form = connection.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
        ).fetchall()
    finally:
        connection.close()
    return tuple(sql for (sql,) in form), tuple((_SET, name) for name in names)


def applied(connection: Connection) -> list[str]:
    """The names of the steps that the file has taken, in their order.

    Read straight from the table that sqlite-utils keeps, because every start asks.
    """
    known = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
    if not connection.execute(known, (_TABLE,)).fetchone()[0]:
        return []
    rows = connection.execute(
        f"SELECT name FROM {_TABLE} WHERE migration_set = ? ORDER BY rowid", (_SET,)
    )
    return [name for (name,) in rows]
