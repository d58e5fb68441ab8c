"""A slip that was left at a door, keyed back or scanned: which one it is, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import notices as register
from desktop.errors import UserError
from desktop.services.records import SLIPS, Slip

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.records import Notice
    from desktop.services.records import Verified
    from desktop.services.session import Session

_RUNNING = 5


def named(session: Session, text: str, verify: Callable[[str], Verified]) -> Slip:
    """The slip of a number, its last digits, its check code or the text of its code.

    What this ledger never printed is a number written by hand and stays as it is.

    Raises:
        UserError: `slip_wrong`, `slip_several` (known).
    """
    typed = text.strip()
    known = _scanned(session, typed, verify) if "BF1:" in typed else _typed(session, typed)
    if known is None:
        return Slip(notice_no=typed)
    if known.kind not in SLIPS or known.voided_by:
        raise UserError("slip_wrong", slip_no=known.notice_no)
    return Slip(notice_no=known.notice_no, household_no=known.household_no)


def _scanned(session: Session, text: str, verify: Callable[[str], Verified]) -> Notice:
    """The sheet of a scanned code, if it is ours and unchanged."""
    found = verify(text)
    known = register.by_no(session.store, found.notice_no) if found.genuine else None
    if known is None:
        raise UserError("slip_not_ours")
    return known


def _typed(session: Session, typed: str) -> Notice | None:
    from desktop.printing import qr

    store, code = session.store, qr.typed_code(typed)
    known = register.by_no(store, typed)
    if known is None and code:
        known = register.by_check_code(store, code)
    if known is not None or not typed.isdecimal() or len(typed) > _RUNNING:
        return known
    ends = register.ending(store, sorted(SLIPS), f"-{typed.zfill(_RUNNING)}")
    if len(ends) > 1:
        raise UserError("slip_several", known="\u3001".join(one.notice_no for one in ends))
    return ends[0] if ends else None
