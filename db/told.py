"""The contacts that count for a household, and which of them prove that it was told.

Only a contact with the household itself, or with somebody on no roster who is linked to it, counts:
a board tells nobody (004 two). Every list, task and figure asks here.
"""

from __future__ import annotations

from db.walkroots import one_person

INFORMED = "informed"
MET = f"v.contact_result = '{INFORMED}'"
"""Whether a contact `v` that stands proves that its household was told."""

_ANY_HOUSE = one_person("w.household_no <> ''")
_LINKED = (
    f"FROM ({_ANY_HOUSE}) g "
    "CROSS JOIN outreach_visit v ON v.walk_in_no = g.walk_in_no WHERE v.walk_in_no IS NOT NULL"
)


def people_of(house: str) -> str:
    """A query of the numbers of people on no roster that are linked to a household.

    All records that are one person with a linked one belong to it. The household is an expression
    that may name anything but ``w``, ``p`` and ``person``.
    """
    linked = f"w.household_no = {house} AND w.household_no <> ''"
    return f"SELECT walk_in_no FROM ({one_person(linked)})"


def same_person(walk_in_no: str) -> str:
    """A query of the numbers of all records of one person on no roster; as `people_of`."""
    return f"SELECT walk_in_no FROM ({one_person(f'w.walk_in_no = {walk_in_no}')})"


def contacts_of(house: str, *columns: str) -> str:
    """A query of columns of all contacts of a household, and of people who were linked to it.

    Corrected ones are among them; the household is an expression that may name anything but
    ``o``, ``w`` and ``p``.
    """
    named = ", ".join(f"o.{column}" for column in columns)
    return (
        f"SELECT {named} FROM outreach_visit o WHERE o.household_no = {house} AND o.gone = 0 "
        f"UNION ALL SELECT {named} FROM outreach_visit o WHERE o.walk_in_no IS NOT NULL "
        f"AND o.walk_in_no IN ({people_of(house)}) AND o.gone = 0"
    )


def uncorrected(visit: str) -> str:
    """Whether no other record corrects the one of that alias, which may not be ``c``."""
    return (
        "NOT EXISTS (SELECT 1 FROM outreach_visit c "
        f"WHERE c.corrects_visit_no = {visit}.visit_no AND c.gone = 0)"
    )


def said(visit: str) -> str:
    """When a contact of that alias was first written down: a correction is as old as its record."""
    return (
        f"CASE WHEN {visit}.corrects_visit_no IS NULL THEN {visit}.hlc ELSE "
        f"(WITH RECURSIVE up(hlc, before) AS (SELECT {visit}.hlc, {visit}.corrects_visit_no UNION "
        "SELECT b.hlc, b.corrects_visit_no FROM up CROSS JOIN outreach_visit b "
        "ON b.visit_no = up.before) SELECT min(hlc) FROM up) END"
    )


def houses(test: str = "1") -> str:
    """A query of the households of contacts `v` that stand and pass a test, for a whole list."""
    stands = (
        "v.gone = 0 AND v.visit_no NOT IN (SELECT c.corrects_visit_no FROM outreach_visit c "
        "WHERE c.corrects_visit_no IS NOT NULL AND c.gone = 0)"
    )
    return (
        "SELECT v.household_no FROM outreach_visit v WHERE v.household_no IS NOT NULL "
        f"AND {stands} AND {test} UNION ALL SELECT g.household_no {_LINKED} AND {stands} AND {test}"
    )


def has_people(house: str) -> str:
    """Whether anybody on no roster is linked to a household; spares the look for most; as there."""
    return (
        f"EXISTS (SELECT 1 FROM walk_in w WHERE w.household_no = {house} "
        "AND w.household_no <> '' AND w.gone = 0)"
    )


def told_on(house: str, during: str = "") -> str:
    """The last day on which a household was told; NULL where it never was.

    The household is an expression that may name anything but ``v``, ``w``, ``p`` and ``c``;
    `during` is one more test of ``v``, which stands in the query twice. Looked up by household,
    the newest contact first: cheap for all households at once.
    """
    proof = f"v.gone = 0 AND {MET} AND {uncorrected('v')}{f' AND {during}' if during else ''}"
    itself = (
        f"SELECT v.visited_on FROM outreach_visit v WHERE v.household_no = {house} AND {proof} "
        "ORDER BY v.visited_on DESC LIMIT 1"
    )
    linked = (
        "SELECT max(v.visited_on) FROM outreach_visit v WHERE v.walk_in_no IS NOT NULL "
        f"AND v.walk_in_no IN ({people_of(house)}) AND {proof}"
    )
    of_people = f"CASE WHEN {has_people(house)} THEN coalesce(({linked}), '') ELSE '' END"
    return f"nullif(max(coalesce(({itself}), ''), {of_people}), '')"
