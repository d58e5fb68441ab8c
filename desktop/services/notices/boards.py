"""What a board shows beside the settings: people of the directory, kept with its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import contacts
from desktop.rules.boards import Shown
from desktop.services.lines import on_board, serves
from desktop.services.setting_keys import ON_BOARDS, POLICY_ON_BOARDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.records.houses import Contact
    from desktop.services.session import Session

KIND = "F01"
_HELPERS = ("adviser", "assistant", "liaison", "attendant", "finance_assistant", "commissioner")
_OFFICER, _OUTLET = "officer", "outlet"


def values(
    session: Session, township: str, station: Mapping[str, object], pack: str
) -> tuple[dict[str, object], dict[str, object]]:
    """The people that a township's board names, and what is kept of the board with its number."""
    today = session.today()
    people = [
        one
        for one in contacts.listed(session.store)
        if one.township_code in {"", township} and serves(one, today)
    ]
    helpers = [one for role in _HELPERS for one in people if one.role == role]
    words = session.words
    named = [f"{words.word('contact_role', one.role)}{one.name} {one.phone}" for one in helpers]
    beside = [one for one in people if _stands_there(one, station)]
    shown = Shown(
        station={key: str(station[key]) for key in ON_BOARDS if station.get(key)}
        | {POLICY_ON_BOARDS: session.shelf.templates.packs[pack].number},
        people={one.id: (one.role, on_board(one)) for one in [*helpers, *beside]},
    )
    return {"helpers": [text.strip() for text in named]}, {"shows": shown.as_text()}


def _stands_there(one: Contact, station: Mapping[str, object]) -> bool:
    """Whether the settings' officer or outlet on the board is this entry of the directory."""
    wanted = {_OFFICER: "officer_name", _OUTLET: "outlet"}.get(one.role, "")
    return bool(wanted) and one.name == station.get(wanted)
