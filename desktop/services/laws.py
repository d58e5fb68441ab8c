"""What the county has laid down, as far as its confirmed parameters say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import settings
from desktop.rules.money import parse_percent
from desktop.rules.subsidy import Params, ShareRow

if TYPE_CHECKING:
    from datetime import date

    from db.store import Store


class ConfirmedLaws:
    """The two shares as percent: `local_share`, and `legacy_share` from each of its days on."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def params_for(self, region: str, day: date) -> Params:
        """The confirmed parameters that have begun; one county has them, whatever the region."""
        del region
        told = [
            (one.key, one.effective_from, parse_percent(one.value))
            for one in settings.parameters(self._store)
            if one.status == "confirmed" and one.key in {"local_share", "legacy_share"}
        ]
        begun = [(key, start, share) for key, start, share in told if start and start <= day]
        local = [share for key, _, share in begun if key == "local_share"]
        return Params(
            local_share=local[-1] if local else None,
            legacy_share=tuple(
                ShareRow(start=start, end=None, share=share)
                for key, start, share in begun
                if key == "legacy_share"
            ),
        )
