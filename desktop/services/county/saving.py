"""The county's keys in a file of their own, for a county that has to begin again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import audit
from db import settings as kept
from desktop.errors import UserError
from desktop.exchange import escrow, package
from desktop.services.credentials import INVITE
from desktop.services.files import write_once

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.credentials import Credentials
    from desktop.services.session import Session


def save_keys(session: Session, mine: Credentials, out: Path) -> str:
    """Write the county's keys under a new code; gives the code, which is shown once.

    Raises:
        UserError: `county_only`, and those of `write_once`.
    """
    if mine.root is None:
        raise UserError("county_only")
    store, me = session.store, session.store.identity
    settings = kept.shown(store)
    code = package.new_code()
    sealed = escrow.seal(
        escrow.CountyKeys(
            device=me.device,
            incarnation=me.incarnation,
            county_code=me.county_code,
            county_name=me.county_name,
            letter=me.letter,
            keys=mine.keys.to_bytes(),
            root=mine.root.to_bytes(),
            root_public=mine.root_public,
            roster=mine.roster,
            saved_at=session.clock(),
            invites={key: text for key, text in settings.items() if key.startswith(INVITE)},
        ),
        code,
    )
    write_once(out, sealed)
    audit.record(store, session.officer, "save_keys", subject=out.name, reason="")
    return code
