"""The mailbox of an exchange; the empty place of a stick that is not there is no mailbox."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from db import settings as kept
from desktop.errors import UserError
from desktop.exchange.mailbox import Mailbox
from desktop.services.credentials import access_to

if TYPE_CHECKING:
    from db.store import Store

_MARKED = "sync.marked"
_KEPT = 20


def reach(store: Store, mailbox: str, county: str) -> Mailbox:
    """Open a mailbox; raises as `Mailbox.open`.

    Where a stick is mounted its empty folder may stay when it is pulled. A place that bore the
    county's marker before and has nothing in it now is that: `mailbox_vanished`.
    """
    box = Mailbox.open(mailbox, county_fingerprint=county, access=access_to(store, mailbox))
    if "://" in mailbox:
        return box
    known: list[str] = json.loads(kept.get(store, _MARKED) or "[]")
    if box.marker is None:
        if mailbox in known and not box.place.files("") and not box.place.folders(""):
            box.close()
            raise UserError("mailbox_vanished", place=mailbox)
    elif mailbox not in known:
        kept.keep(store, {_MARKED: json.dumps([*known, mailbox][-_KEPT:])})
    return box
