"""Values under review: as they are shown, and the one that was chosen as it was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import walkgroups
from desktop.errors import UserError
from desktop.rules import privacy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.store import Store
    from desktop.services.records import Review


def shown(store: Store, field: str, value: object) -> str:
    """How a value is read where it is not read as it is kept: numbers of people are masked."""
    if field == "merged_into" and value:
        return walkgroups.number_of(store, str(value))
    text = str(value or "")
    said = privacy.masked(field, text)
    return said if said != text else ""


def chosen(reviews: Iterable[Review], review_id: str, value: str) -> str:
    """The value that was named, in full or as it is shown.

    Raises:
        UserError: `review_value_unclear` where two values are shown alike.
    """
    values = next((one.values for one in reviews if one.id == review_id), ())
    alike = {one.value for one in values if one.shown == value}
    if not value or not alike or value in {one.value for one in values}:
        return value
    if len(alike) > 1:
        raise UserError("review_value_unclear")
    return alike.pop()
