"""The handbook of products (form F24): a card for each product, and where to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import contacts
from desktop.services.lines import serves

if TYPE_CHECKING:
    from desktop.services.needs import Handbook
    from desktop.services.session import Session

KIND = "F24"
_OUTLETS = frozenset({"outlet", "cash_point", "service_station"})


def values(session: Session, handbook: Handbook) -> dict[str, object]:
    """The products that are offered today, each with its contact, and the outlets that serve."""
    today = session.today()
    return {
        "outlets": [
            " ".join(filter(None, (one.name, one.address, one.hours, one.phone)))
            for one in contacts.listed(session.store)
            if one.role in _OUTLETS and serves(one, today)
        ],
        "rows": [
            {
                "product": one.name,
                "bank": one.bank,
                "for_whom": one.for_whom,
                "amount": one.amount,
                "term": one.term,
                "rate": one.rate,
                "guarantee": one.guarantee,
                "materials": one.materials,
                "contact": " ".join(filter(None, (one.contact_name, one.contact_phone))),
            }
            for one in handbook.listed()
        ],
    }
