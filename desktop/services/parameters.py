"""Numbers that the texts leave open: who fills them, what was filled in, what counts on a day."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING

from db import settings as kept
from desktop.errors import UserError
from desktop.rules import numbers
from desktop.rules.openings import Opening, laid_down, leaves, openings
from desktop.rules.subsidy import Params
from desktop.services.ownbank import bank_of
from desktop.services.records.policy import Filled, OpenLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from db.records.work import Parameter
    from desktop.rules.subsidy import LprRow
    from desktop.services.session import Session

CONFIRMED, UNCONFIRMED = "confirmed", "unconfirmed"
_COUNTY, _BANK = "county", "bank"
_LPR = "lpr_table"
_OVERLAY = "overlay_from"
_NAMES = {"tolerance": "interest_tolerance"}
_TABLES = {"legacy_share": numbers.share_rows, _LPR: numbers.prime_rates}
_LONGEST = 200
_ALWAYS = date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimParams:
    """What the county has laid down for the risk fund, as `rules.compensation.Claim` takes it."""

    fund_ratio: int | None = None
    trigger_days: int | None = None
    tolerance: int | None = None
    overlay_from: date | None = None
    loss_base: str = "principal_interest"


class Parameters:
    """The open numbers of this county: listed, filled with a document, read by the rules."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def opens(self) -> list[OpenLine]:
        """All numbers that the documents of this region leave open, or left open and answered."""
        found = self._openings()
        return [self._line(one) for one in found.values()]

    def opening(self, name: str) -> OpenLine | None:
        """One of these numbers, None where no document here leaves it open."""
        found = self._openings().get(name)
        return None if found is None else self._line(found)

    def fill(
        self,
        name: str,
        value: str,
        *,
        document: str,
        effective_from: date | None = None,
        confirmed: bool = True,
    ) -> OpenLine:
        """Lay a number down from a day on (today if none is named), with its document.

        The same day again corrects it and the audit keeps what stood there; another day is another
        row. A bank's desk fills what the texts leave to the bank, for its own bank.

        Raises:
            UserError: `parameter_unknown`, `county_only`, `parameter_not_open`,
                `parameter_answered`, `parameter_document_missing`, `parameter_value_wrong`.
        """
        opening = self._openings().get(name)
        if opening is None:
            raise UserError("parameter_unknown", name=name, known=" ".join(self._openings()))
        bank = self._filler(opening)
        said = " ".join(document.split())
        if not said or len(said) > _LONGEST:
            raise UserError("parameter_document_missing", name=name)
        kept.set_parameter(
            self._session.store,
            self._session.officer,
            name,
            numbers.kept(name, opening.unit, value, opening.choices),
            source_document=said,
            effective_from=effective_from or self._session.today(),
            status=CONFIRMED if confirmed else UNCONFIRMED,
            bank=bank,
        )
        return self._line(opening)

    def value(self, name: str, day: date) -> str:
        """What counts for a number on a day, as it was typed; empty while nobody has confirmed it.

        What the county may fill counts by the county's word alone, so that the same figure comes
        out everywhere; what only a bank may fill, by the word of this ledger's bank.
        """
        opening = self._openings().get(name)
        return "" if opening is None else self._in_force(opening, day)

    def params_for(self, region: str, day: date, product: str = "") -> Params:
        """What counts for the subsidy in a region on a day; a product leaves out the others' packs.

        Loan prime rates count if the county filled them, or if the file that came says that it
        was checked. What nobody has confirmed stays unknown.
        """
        known = {
            each.name: self._known(_NAMES.get(each.name, each.name), region, day, product)
            for each in fields(Params)
        }
        packs = self._session.packs.current
        if known[_LPR] is None and packs.lpr_checked:
            known[_LPR] = packs.lpr
        return Params(**_said(known))  # type: ignore[arg-type]

    def claims_for(self, region: str, day: date, product: str = "") -> ClaimParams:
        """What counts for a claim on the risk fund; as `params_for`.

        What a document here still leaves open counts by the county's word alone: the notice of
        another product does not answer for it.
        """
        names = {"tolerance": "tolerance_points"}
        known = {
            each.name: self._known(
                names.get(each.name, each.name), region, day, product, shared=False
            )
            for each in fields(ClaimParams)
        }
        return ClaimParams(**_said(known))  # type: ignore[arg-type]

    def overlay_from(self, day: date) -> date | None:
        """The signing day from which a city's own plan binds, as it stands on a day."""
        found = self._known(_OVERLAY, self._region, day, "")
        return found if isinstance(found, date) else None

    def rates(self, day: date) -> tuple[LprRow, ...]:
        """The county's own table of loan prime rates; empty while it has filled none."""
        row = _newest(self._county(_LPR), day)
        return numbers.prime_rates(row.value) if row else ()

    @property
    def _region(self) -> str:
        return self._session.store.identity.county_code

    def _openings(self, region: str = "") -> dict[str, Opening]:
        packs = self._session.packs.current
        return {one.name: one for one in openings(packs, region or self._region)}

    def _county(self, name: str) -> list[Parameter]:
        return [one for one in kept.parameters(self._session.store) if one.key == name]

    def _banks(self, name: str) -> list[Parameter]:
        return [one for one in kept.bank_parameters(self._session.store) if one.key == name]

    def _known(
        self, name: str, region: str, day: date, product: str, *, shared: bool = True
    ) -> object:
        """A number as the rules take it: laid down by the documents, by the county, or the default.

        One that some document still leaves open may be another's answer only if it is `shared`.
        """
        last = leaves(self._session.packs.current, region, product)
        asked = [pack.opens[name] for pack in last if name in pack.opens]
        waiting = [pack.opens[name] for pack in last if name in pack.opens.keys() - pack.fills]
        laid = laid_down(last, name, day)
        if laid is not None and not waiting:
            return laid.value
        row = _newest(self._county(name), day) if asked and region == self._region else None
        if row is not None:
            return _typed(name, asked[0].unit, row.value)
        if laid is not None and shared:
            return laid.value
        defaults = [one for one in waiting if one.default]
        return _typed(name, defaults[0].unit, defaults[0].default) if defaults else None

    def _in_force(self, opening: Opening, day: date) -> str:
        last = leaves(self._session.packs.current, self._region)
        laid = laid_down(last, opening.name, day) if opening.answered_by else None
        if laid is not None:
            return numbers.shown(opening.unit, laid.value)
        row = _newest(self._county(opening.name), day)
        if row is None and _COUNTY not in opening.filled_by:
            row = self._bank_row(opening.name, day)
        return row.value if row else ""

    def _bank_row(self, name: str, day: date) -> Parameter | None:
        """What this ledger's bank has laid down, else what the county has for every bank."""
        rows = {
            bank: [one for one in self._banks(name) if one.bank == bank]
            for bank in (bank_of(self._session), "")
        }
        found = (_newest(each, day) for each in rows.values())
        return next((one for one in found if one is not None), None)

    def _line(self, one: Opening) -> OpenLine:
        rows = [*self._county(one.name), *self._banks(one.name)]
        rows.sort(key=lambda row: row.effective_from or _ALWAYS, reverse=True)
        return OpenLine(
            name=one.name,
            unit=one.unit,
            ref=one.ref,
            readings=one.readings,
            filled_by=one.filled_by,
            may_fill=self._may_fill(one),
            answered_by=one.answered_by,
            in_force=self._in_force(one, self._session.today()),
            choices=one.choices,
            default=one.default,
            question=one.question,
            history=tuple(
                Filled(
                    value=row.value,
                    document=row.source_document,
                    filled_by=f"{row.bank} {row.filled_by}".strip(),
                    effective_from=row.effective_from or _ALWAYS,
                    status=row.status,
                )
                for row in rows
            ),
        )

    def _may_fill(self, one: Opening) -> bool:
        try:
            self._filler(one)
        except UserError:
            return False
        return True

    def _filler(self, one: Opening) -> str | None:
        """Whose number this ledger would write: None for the county's, else the name of a bank.

        The county writes what only banks may fill for every bank that has not filled it.
        """
        role = self._session.store.identity.role
        bank: str | None
        if role == "bank_desk" and _BANK in one.filled_by:
            bank = bank_of(self._session)
        elif self._session.is_county:
            bank = None if _COUNTY in one.filled_by else ""
            if not {_COUNTY, _BANK}.intersection(one.filled_by):
                raise UserError("parameter_not_open", name=one.name, clause=one.ref)
        else:
            raise UserError("county_only")
        if one.answered_by:
            raise UserError("parameter_answered", name=one.name, clause=one.answered_by)
        return bank


def _newest(rows: Iterable[Parameter], day: date) -> Parameter | None:
    """The confirmed row that had begun last by a day."""
    begun = [
        one for one in rows if one.status == CONFIRMED and (one.effective_from or _ALWAYS) <= day
    ]
    return max(begun, key=lambda one: one.effective_from or _ALWAYS, default=None)


def _typed(name: str, unit: str, text: str) -> object:
    return _TABLES[name](text) if name in _TABLES else numbers.number(name, unit, text)


def _said(known: Mapping[str, object]) -> dict[str, object]:
    """What is known; what is not keeps the default of the rules."""
    return {name: value for name, value in known.items() if value is not None}
