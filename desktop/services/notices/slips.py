"""A slip that was left at a door, keyed back or scanned: which one it is, and for whom."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from db import letters
from db import notices as register
from desktop.errors import UserError
from desktop.services.records.papers import SLIPS, Slip

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from db.records.work import Notice
    from desktop.services.records.papers import Verified
    from desktop.services.session import Session

_RUNNING, _MOST = 5, 7
"""How many digits a running number has at least and at most."""


def named(session: Session, text: str, verify: Callable[[str], Verified]) -> Slip:
    """The slip of a number, its last digits, its check code or the text of its code.

    What this ledger never printed is a number written by hand and stays as it is.

    Raises:
        UserError: `slip_wrong`, `slip_several` (known).
    """
    said = text.strip()
    if "BF1:" in said:
        known: Notice | None = scanned(session, said, verify)
    else:
        found = typed(session, said, SLIPS)
        if len(found) > 1:
            raise UserError("slip_several", known=several(found))
        known = found[0] if found else None
    if known is None:
        return Slip(notice_no=said)
    if known.kind not in SLIPS or known.voided_by:
        raise UserError("slip_wrong", slip_no=known.notice_no)
    return Slip(notice_no=known.notice_no, household_no=known.household_no)


def scanned(session: Session, text: str, verify: Callable[[str], Verified]) -> Notice:
    """The sheet of a scanned code, if it is ours and unchanged; raises `slip_not_ours`."""
    from desktop.printing import qr

    if not verify(text).genuine:
        raise UserError("slip_not_ours")
    code = qr.parse(text)  # not by its number, which a copy of the ledger may have given too
    known = register.by_check_code(session.store, qr.check_code(code.header, code.signature))
    if known is None:
        raise UserError("slip_not_ours")
    return known


def several(found: Collection[Notice]) -> str:
    """The numbers of sheets to choose from; those of one number are told by their check codes."""
    numbers = [one.notice_no for one in found]
    return "\u3001".join(
        one.notice_no if numbers.count(one.notice_no) == 1 else one.check_code for one in found
    )


def typed(session: Session, said: str, kinds: Collection[str]) -> list[Notice]:
    """The sheet of a number or of a check code, or those of these kinds that end so.

    Of those that end alike the ones printed here come first: they are what lies on the desk,
    also from before the ledger was brought back from a copy.
    """
    from desktop.printing import qr

    said = unicodedata.normalize("NFKC", said)
    store, code = session.store, qr.typed_code(said)
    known = register.numbered(store, said)
    if known:
        return known
    if code and (coded := register.by_check_code(store, code)) is not None:
        return [coded]
    if not said.isdecimal() or len(said) > _MOST:
        return []
    found = register.ending(store, sorted(kinds), f"-{said.zfill(_RUNNING)}")
    mine = letters.capitals(store.identity.letter)
    own = [one for one in found if letters.capitals(one.notice_no.split("-")[1]) == mine]
    return own or found
