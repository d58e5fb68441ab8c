"""Villages by name or code, as officers write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import households
from desktop.errors import UserError

if TYPE_CHECKING:
    from db.records import Village
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
