"""The sheet that goes with a bundle (form F27): what it carried and who signs for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import bundles
from db import settings as kept
from desktop.errors import UserError
from desktop.services.credentials import load
from desktop.services.receivers import receivers_of

if TYPE_CHECKING:
    from db.records.work import Bundle
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

KIND = "F27"
_OUT = "out"
_EVERY = 1_000_000
_SHOWN, _GROUP = 16, 4
_TABLES = "ledger_table"


def values(session: Session, scope: NoticeScope) -> dict[str, object]:
    """The newest bundle that went out, or the one that is named, and the one before it.

    Where none has gone out yet the sheet has its gaps.

    Raises:
        UserError: `bundle_unknown`.
    """
    sent = [one for one in bundles.listed(session.store, _OUT, _EVERY) if one.operations]
    if not sent and not scope.bundle:
        return {}
    wanted = scope.bundle.removesuffix(".tdb")
    place = next((at for at, one in enumerate(sent) if wanted in {"", _no(one)}), None)
    if place is None:
        raise UserError("bundle_unknown", name=scope.bundle)
    one = sent[place]
    before = next((other for other in sent[place + 1 :] if other.peer == one.peer), None)
    words = session.words
    return {
        "package_no": _no(one),
        "previous_no": _no(before) if before else None,
        "sent_from": _office(session),
        "sent_to": _receiver(session, one),
        "made_at": one.at.astimezone(),
        "operation_count": one.operations,
        "fingerprint": _grouped(one.sha256),
        "rows": [
            {"table": words.word(_TABLES, table), "count": count, "remark": ""}
            for table, count in one.contents.items()
        ],
    }


def _no(one: Bundle) -> str:
    """The number of a bundle: its name without the ending."""
    return one.name.removesuffix(".tdb")


def _grouped(digest: str) -> str:
    """The beginning of a hash in groups that can be read out."""
    shown = digest[:_SHOWN].upper()
    return " ".join(shown[start : start + _GROUP] for start in range(0, _SHOWN, _GROUP))


def _office(session: Session) -> str:
    if session.is_county:
        return session.store.identity.county_name
    settings = kept.shown(session.store)
    return settings.get("outlet") or settings.get("bank", "")


def _receiver(session: Session, one: Bundle) -> str:
    """Whom it went to, as the list of devices names it."""
    store = session.store
    found = receivers_of(store, load(store))
    return next((each.name for each in found if each.device == one.peer), one.peer[:8])
