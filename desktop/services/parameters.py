"""Numbers that the texts leave to others: their readings, and what the county has laid down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import settings as kept
from desktop.errors import UserError
from desktop.services.records import Filled, OpenLine

if TYPE_CHECKING:
    from datetime import date

    from db.records.work import Parameter
    from desktop.rules.packs import Open
    from desktop.services.session import Session

_COUNTY = "county"
_CONFIRMED = "confirmed"
_UNCONFIRMED = "unconfirmed"


class Parameters:
    """The county's own numbers, each with its document."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def opens(self) -> list[OpenLine]:
        """All numbers that the texts of this region leave open."""
        region = self._session.store.identity.county_code
        today = self._session.today()
        kept_rows = kept.parameters(self._session.store)
        here = [
            pack
            for pack in self._session.shelf.packs.packs.values()
            if not pack.regions or region.startswith(pack.regions)
        ]
        found: dict[tuple[str, str], OpenLine] = {}
        for pack in here:
            for name, one in pack.opens.items():
                answers = [
                    low.fills[name] for low in here if name in low.fills and low.over == pack.id
                ]
                history = [row for row in kept_rows if row.key == name]
                line = self._line(one, answers, history, today)
                known = found.get((name, one.ref))
                if known is None or (line.answered_by and not known.answered_by):
                    found[name, one.ref] = line
        return list(found.values())

    def fill(
        self, name: str, value: str, *, document: str, effective_from: date, confirmed: bool
    ) -> None:
        """Lay a number down from a day on, with its document; raises `county_only`."""
        if not self._session.is_county:
            raise UserError("county_only")
        kept.set_parameter(
            self._session.store,
            self._session.officer,
            name,
            value,
            source_document=document,
            effective_from=effective_from,
            status=_CONFIRMED if confirmed else _UNCONFIRMED,
        )

    def _line(
        self, one: Open, answers: list[str], history: list[Parameter], today: date
    ) -> OpenLine:
        begun = [
            row
            for row in history
            if row.status == _CONFIRMED and (row.effective_from or today) <= today
        ]
        return OpenLine(
            name=one.name,
            unit=one.unit,
            ref=one.ref,
            readings=one.readings,
            filled_by=one.filled_by,
            may_fill=self._session.is_county and _COUNTY in one.filled_by and not answers,
            answered_by=answers[0] if answers else "",
            in_force=begun[-1].value if begun else "",
            history=tuple(
                Filled(
                    value=row.value,
                    document=row.source_document,
                    filled_by=row.filled_by,
                    effective_from=row.effective_from or today,
                    status=row.status,
                )
                for row in reversed(history)
            ),
        )
