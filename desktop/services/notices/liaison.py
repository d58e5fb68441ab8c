"""The directory on one sheet (LB): people and outlets that serve today, by role and name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import contacts
from desktop.services.lines import serves
from desktop.services.places import township_named

if TYPE_CHECKING:
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

KIND = "LB"
_ROLES = "contact_role"


def values(session: Session, scope: NoticeScope) -> dict[str, object]:
    """Who is there, of a township or all, and the day on which it was so.

    Raises:
        UserError: `township_unknown`.
    """
    store, today = session.store, session.today()
    code = township_named(store, scope.township if scope.township != "*" else "")
    order = {one: place for place, (one, _) in enumerate(session.words.choices(_ROLES))}
    found = [
        one
        for one in contacts.listed(store)
        if serves(one, today) and (not code or one.township_code in {"", code})
    ]
    found.sort(key=lambda one: (order.get(one.role, len(order)), one.name, one.id))
    return {
        "data_as_of": today,
        "rows": [
            {
                "role": session.words.word(_ROLES, one.role),
                "org": one.org,
                "name": one.name,
                "phone": one.phone,
                "areas": one.areas or one.address,
                "hours": one.hours,
            }
            for one in found
        ],
    }
