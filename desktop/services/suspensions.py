"""Orders of the county that nothing new is lent in an area, and that lending goes on again.

Only the county writes them (part 4 item 3); every machine of the county has them by the exchange.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import households, late
from db.records.late import SuspensionOrder
from desktop.errors import UserError
from desktop.rules import suspensions as rules
from desktop.services.places import township_named, village_named
from desktop.services.records.late import SuspensionLine

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.records.late import SuspensionEntry
    from desktop.services.session import Session

COMING, STANDING, OVER = "coming", "standing", "over"
_REASON, _LIFT = "suspension_reason", "lift_reason"
_LONGEST = 300
_PRODUCT, _RULE = "BFXE", "area_suspended"


class Suspensions:
    """Append-only: an order is lifted by another order, and none is ever changed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def listed(self, state: str = "") -> list[SuspensionLine]:
        """The orders, the newest first; of one state only where it is named."""
        today = self._session.today()
        found = late.orders(self._session.store)
        lifts = {one.lifts_order_no: one for one in reversed(found) if one.kind == rules.RESUME}
        clause = self._clause() if found else ""
        lines = [
            _line(one, lifts.get(one.order_no), today, clause)
            for one in found
            if one.kind == rules.SUSPEND
        ]
        return [one for one in lines if state in ("", one.state)]

    def one(self, order_no: str) -> SuspensionLine:
        """An order by its number, or by that of the order that lifted it, or its document.

        Raises:
            UserError: `suspension_unknown`.
        """
        wanted = order_no.strip()
        for one in self.listed():
            if wanted and wanted in {one.order_no, one.lifted_by, one.document_no}:
                return one
        raise UserError("suspension_unknown", order_no=order_no)

    def standing(
        self, township_code: str, division_code: str = "", on: date | None = None
    ) -> SuspensionLine | None:
        """The order that stands for a place on a day (today), None where none does."""
        lines = {one.order_no: one for one in self.listed()}
        spans = [_span(one) for one in lines.values()]
        day = on or self._session.today()
        found = rules.standing(spans, township_code, division_code, day)
        return lines[found.order_no] if found else None

    def issue(self, entry: SuspensionEntry) -> SuspensionLine:
        """Write an order; it reaches every machine of the county with the next exchange.

        Raises:
            UserError: `county_only`, `suspension_document_missing`, `suspension_reason_missing`,
                `suspension_basis_missing`, `suspension_days_wrong`, `suspension_too_long`,
                `suspension_stands`, `word_unknown`, `township_unknown`, `village_unknown`,
                `village_ambiguous`.
        """
        if not self._session.is_county:
            raise UserError("county_only")
        reason = self._session.words.code(_REASON, entry.reason) if entry.reason else ""
        _complete(entry, reason)
        township, division, area = self._area(entry)
        for one in self.listed():
            again = (one.township_code, one.division_code) == (township, division)
            if again and one.state != OVER and _overlap(one, entry):
                number, document = one.order_no, one.document_no
                raise UserError("suspension_stands", order_no=number, document=document)
        made = SuspensionOrder(
            order_no=self._number(),
            kind=rules.SUSPEND,
            document_no=entry.document_no.strip(),
            start_on=entry.start_on,
            end_on=entry.end_on,
            township_code=township,
            division_code=division,
            area_name=area,
            reason=reason,
            basis=entry.basis.strip(),
            banks=entry.banks.strip(),
            note=entry.note.strip(),
            said_at=self._session.clock(),
        )
        late.say(self._session.store, self._session.officer, [made])
        return self.one(made.order_no)

    def lift(
        self,
        order_no: str,
        *,
        document_no: str,
        on: date,
        reason: str,
        note: str = "",
        area: str = "",
    ) -> SuspensionLine:
        """Write that lending goes on again from a day; the order itself stays as it was.

        The order is named by its number, or by its document and, where that has several orders,
        the area (its name or code).

        Raises:
            UserError: `county_only`, `suspension_unknown`, `suspension_ambiguous`,
                `suspension_lifted`, `suspension_over`, `suspension_document_missing`,
                `suspension_reason_missing`, `suspension_days_wrong`, `suspension_too_long`,
                `word_unknown`.
        """
        if not self._session.is_county:
            raise UserError("county_only")
        line = self._meant(order_no, area.strip())
        if line.lifted_by:
            raise UserError("suspension_lifted", order_no=line.order_no, by=line.lifted_by)
        if line.state == OVER:
            raise UserError("suspension_over", order_no=line.order_no, day=line.last_on)
        code = self._session.words.code(_LIFT, reason) if reason else ""
        _said(document_no, code, note)
        if on < line.start_on or (line.end_on is not None and on > line.end_on):
            raise UserError("suspension_days_wrong")
        made = SuspensionOrder(
            order_no=self._number(),
            kind=rules.RESUME,
            document_no=document_no.strip(),
            start_on=on,
            township_code=line.township_code,
            division_code=line.division_code,
            area_name=line.area,
            reason=code,
            note=note.strip(),
            lifts_order_no=line.order_no,
            said_at=self._session.clock(),
        )
        late.say(self._session.store, self._session.officer, [made])
        return self.one(line.order_no)

    def _meant(self, order_no: str, area: str) -> SuspensionLine:
        """The order to be lifted: of those of a document one that still stands."""
        wanted = order_no.strip()
        known = [one for one in self.listed() if area in {"", *_names(one)}]
        found = [one for one in known if wanted and wanted in {one.order_no, one.lifted_by}]
        found = found or [one for one in known if wanted and wanted == one.document_no]
        if not found:
            raise UserError("suspension_unknown", order_no=order_no)
        left = [one for one in found if not one.lifted_by and one.state != OVER]
        if len(left) > 1:
            orders = ", ".join(f"{one.area} {one.order_no}" for one in left)
            raise UserError("suspension_ambiguous", document=wanted, n=len(left), orders=orders)
        return next(iter(left or found))

    def _clause(self) -> str:
        """The clause of the pack in force here by which banks stop new lending."""
        session = self._session
        pack = session.packs.current.in_region(session.store.identity.county_code, _PRODUCT)
        return next((one.clause.ref for one in pack.rules if one.name == _RULE), "")

    def _number(self) -> str:
        me = self._session.store.identity
        start = f"{me.county_code}{me.letter}T"
        return late.next_no(self._session.store, SuspensionOrder, "order_no", start)

    def _area(self, entry: SuspensionEntry) -> tuple[str, str, str]:
        """Township, village and name of the area."""
        store = self._session.store
        if entry.village.strip():
            village = village_named(store, entry.village)
            name = f"{village.township}{village.village}"
            return village.township_code, village.division_code, name
        code = township_named(store, entry.township)
        if not code:
            return "", "", store.identity.county_name
        names = (one.township for one in households.villages(store) if one.township_code == code)
        return code, "", next(names, "") or code


def _line(
    one: SuspensionOrder, lift: SuspensionOrder | None, today: date, clause: str
) -> SuspensionLine:
    span = rules.Span(
        order_no=one.order_no,
        township_code=one.township_code,
        division_code=one.division_code,
        start_on=one.start_on,
        end_on=one.end_on,
        again_on=lift.start_on if lift else None,
    )
    over = span.last_on is not None and span.last_on < max(today, one.start_on)
    return SuspensionLine(
        order_no=one.order_no,
        document_no=one.document_no,
        township_code=one.township_code,
        division_code=one.division_code,
        area=one.area_name,
        start_on=one.start_on,
        end_on=one.end_on,
        reason=one.reason,
        basis=one.basis,
        banks=one.banks,
        note=one.note,
        officer=one.officer,
        state=OVER if over else STANDING if span.stands(today) else COMING,
        last_on=span.last_on,
        clause=clause,
        lifted_by=lift.order_no if lift else "",
        lift_document=lift.document_no if lift else "",
        lift_reason=lift.reason if lift else "",
        again_on=lift.start_on if lift else None,
    )


def _names(one: SuspensionLine) -> tuple[str, str]:
    """By what an order's area is named: its name, and the code of the village or the township."""
    return one.area, one.division_code or one.township_code


def _span(one: SuspensionLine) -> rules.Span:
    return rules.Span(
        order_no=one.order_no,
        township_code=one.township_code,
        division_code=one.division_code,
        start_on=one.start_on,
        end_on=one.end_on,
        again_on=one.again_on,
    )


def _overlap(one: SuspensionLine, entry: SuspensionEntry) -> bool:
    starts = one.last_on is None or entry.start_on <= one.last_on
    return starts and (entry.end_on is None or one.start_on <= entry.end_on)


def _complete(entry: SuspensionEntry, reason: str) -> None:
    _said(entry.document_no, reason, entry.basis, entry.banks, entry.note)
    if reason in rules.BY_RATE and not entry.basis.strip():
        raise UserError("suspension_basis_missing")
    if entry.end_on is not None and entry.end_on < entry.start_on:
        raise UserError("suspension_days_wrong")


def _said(document_no: str, reason: str, *texts: str) -> None:
    if not document_no.strip():
        raise UserError("suspension_document_missing")
    if not reason:
        raise UserError("suspension_reason_missing")
    for text in (document_no, *texts):
        if len(text) > _LONGEST:
            raise UserError("suspension_too_long", length=len(text), most=_LONGEST)
