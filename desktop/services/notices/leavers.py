"""Who left the roster, and what the sheet about it says of their running loans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import followups, households, lending, rosters
from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.services.session import Session

KIND = "F22"
_TAIL = 4
_LISTED = "listed"


def checked(session: Session, household_nos: Iterable[str]) -> list[str]:
    """These households, if none of them stands on the roster.

    Raises:
        UserError: `household_unknown`, `household_still_listed`.
    """
    numbers = list(household_nos)
    for number in numbers:
        house = households.get(session.store, number)
        if house is None:
            raise UserError("household_unknown", household_no=number)
        if house.household_status == _LISTED:
            raise UserError("household_still_listed", household_no=number)
    return numbers


def of_version(
    session: Session, township: str, roster_version: str, *, division_code: str = ""
) -> list[str]:
    """Who left a township with a version (the newest) and has not come back.

    Raises:
        UserError: `version_unknown`, `nobody_left`.
    """
    store = session.store
    labels = [one.roster_version for one in rosters.versions(store, township)]
    label = roster_version or next(iter(labels), "")
    if label not in labels:
        raise UserError("version_unknown", version=label)
    found = []
    for one in followups.events(store, roster_version=label, township_code=township):
        house = households.get(store, one.household_no)
        if one.change_type != "removed" or house is None or house.household_status == _LISTED:
            continue
        if division_code in ("", house.division_code):
            found.append(one.household_no)
    if not found:
        raise UserError("nobody_left", version=label)
    return found


def values(session: Session, household_no: str) -> dict[str, object]:
    """The loans that have not matured: products, tails and maturities, the earliest first."""
    today = session.today()
    running = [
        one
        for one in lending.live_of(session.store, [household_no]).get(household_no, ())
        if one.matures_on is not None and one.matures_on >= today
    ]
    words = session.words
    products = [words.word("product_code", one.product_code) for one in running]
    return {
        "has_loan": bool(running) or None,
        "one_loan": (len(running) == 1) or None,
        "loan_products": list(dict.fromkeys(products)),
        "loan_tails": [one.loan_no[-_TAIL:] for one in running],
        "matures_on": [one.matures_on for one in running],
    }
