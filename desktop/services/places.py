"""Villages by name or code, as officers write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import households, rosters
from desktop.errors import UserError

if TYPE_CHECKING:
    from db.records.houses import Village
    from db.store import Store


def village_named(store: Store, text: str) -> Village:
    """The village of that name or 12-digit code.

    Raises:
        UserError: `village_unknown`; `village_ambiguous` with the codes to choose from.
    """
    wanted = text.strip()
    all_of_them = households.villages(store)
    hits = [one for one in all_of_them if wanted in {one.division_code, one.village}]
    if not hits:
        hits = [one for one in all_of_them if one.village.startswith(wanted) and wanted]
    if not hits:
        raise UserError("village_unknown", village=text)
    if len(hits) > 1:
        raise UserError(
            "village_ambiguous", village=text, codes=", ".join(one.division_code for one in hits)
        )
    return hits[0]


def township_named(store: Store, text: str) -> str:
    """The code of the township of that code or name; an empty text means all.

    Raises:
        UserError: `township_unknown`.
    """
    wanted = text.strip()
    if not wanted:
        return ""
    codes = {one.township_code for one in rosters.versions(store)}
    codes |= set(store.identity.townships)
    if wanted in codes:
        return wanted
    for one in households.villages(store):
        if one.township == wanted:
            return one.township_code
    raise UserError("township_unknown", township=text)
