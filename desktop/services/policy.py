"""The rules and the policy they stand on: pure answers, clauses word for word, packs in force."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.rules import money
from desktop.rules.binding import bind
from desktop.services.records import (
    ClauseText,
    ContractLine,
    DatedNumber,
    PackClause,
    PackLine,
    PackPage,
    ParameterLine,
    PrimeRate,
    PrimeRates,
    QuestionLine,
    RuleLine,
    Span,
    Stage,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from desktop.rules.packs import Pack, PackSet, Parameter
    from desktop.services.session import Session
    from desktop.services.shelf import Shelf

_DAY = timedelta(days=1)


class Policy:
    """Answers by the packs that ship with the program and by those installed beside them.

    What is installed here lasts as long as this object: no ledger keeps it yet.
    """

    def __init__(self, shelf: Shelf, session: Session | None = None) -> None:
        """Without a session only the rules can be asked."""
        self._shelf = shelf
        self._session = session
        self._packs: PackSet | None = None
        self._added: dict[str, bytes] = {}

    @property
    def _set(self) -> PackSet:
        return self._packs or self._shelf.packs

    @property
    def _region(self) -> str:
        return self._session.store.identity.county_code if self._session else ""

    def answer(self, kind: str, line: str) -> dict[str, object]:
        """Answer one line of JSON; errors come as a code in the answer, never raised."""
        from desktop.rules import lines

        return lines.answer(kind, line, self._set)

    def clause(self, clause_id: str) -> ClauseText:
        """A clause word for word by its citation; raises `clause_unknown`."""
        found = self._set.clause(clause_id)
        return ClauseText(
            short=found.short, document=found.document, item=found.item, text=found.text
        )

    def short(self, clause_id: str) -> str:
        """The citation as it stands in a list; unknown ones as they are."""
        try:
            return self._set.clause(clause_id).short
        except UserError:
            return clause_id

    def title(self, pack_id: str) -> str:
        """The document's number and title; empty without a pack."""
        if not pack_id:
            return ""
        document = self._set.pack(pack_id).document
        return f"{document.number} {document.title}"

    def packs(self) -> list[PackLine]:
        """All packs, national first."""
        return [self._line(one, self._set) for one in self._set.packs.values()]

    def pack(self, pack_id: str) -> PackPage:
        """One pack as a page."""
        one = self._set.pack(pack_id)
        source = one.document.source
        text = self._added.get(source)
        if source and text is None:
            text = (self._shelf.resources / "policy" / source).read_bytes()
        return PackPage(
            line=self._line(one, self._set),
            clauses=tuple(PackClause(item=c.item, ref=c.ref, text=c.text) for c in one.clauses),
            parameters=tuple(_parameter(one.id, each) for each in one.parameters.values()),
            rules=tuple(
                RuleLine(
                    name=rule.name,
                    ref=rule.clause.ref,
                    short=rule.clause.short,
                    force=rule.force,
                    codes=tuple(dict.fromkeys(found.code for found in rule.findings)),
                )
                for rule in one.rules
            ),
            windows=tuple(
                Span(
                    product=each.product,
                    start=each.start,
                    end=each.end,
                    pack_id=each.pack,
                    title=self.title(each.pack),
                    code=each.code or "",
                    reason=each.reason,
                    ref=each.ref,
                )
                for each in one.windows
            ),
            source=(text or b"").decode(),
        )

    def questions(self) -> list[QuestionLine]:
        """The open points of the texts."""
        return [
            QuestionLine(
                code=one.code,
                point=one.point,
                readings=one.readings,
                recommended=one.recommended,
                ref=one.ref,
                flags=one.flags,
            )
            for one in self._set.questions
        ]

    def prime_rates(self) -> PrimeRates:
        """The loan prime rates, oldest first."""
        return PrimeRates(
            checked=self._set.lpr_checked,
            origin="shipped",
            rows=tuple(
                PrimeRate(
                    start=one.start,
                    one_year=money.format_percent(one.one_year),
                    five_years=money.format_percent(one.five_years),
                )
                for one in self._set.lpr
            ),
        )

    def spans(self, product: str) -> tuple[Span, ...]:
        """Which pack binds which signing days of a product here, without gap."""
        windows = [
            one
            for one in self._set.windows.get(product, ())
            if not one.regions or self._region.startswith(one.regions)
        ]
        starts = {one.start for one in windows if one.start}
        starts |= {one.end + _DAY for one in windows if one.end}
        found: list[Span] = []
        edges = [None, *sorted(starts)]
        for place, start in enumerate(edges):
            after = edges[place + 1] if place + 1 < len(edges) else None
            end = after - _DAY if after else None
            probe = start or end
            if probe is not None:
                found.append(self._span(product, probe, start, end))
        return tuple(_joined(found))

    def contract(
        self, product: str, signed_on: date, drawn_on: date, maturity_on: date
    ) -> ContractLine:
        """The time line of one contract."""
        return ContractLine(
            product=product,
            signed_on=signed_on,
            spans=self.spans(product),
            stages=(
                self._stage("signed", product, signed_on, signed_on, signed_on),
                self._stage("interest", product, signed_on, drawn_on, maturity_on - _DAY),
                self._stage("renewal", product, maturity_on, maturity_on, None, continued=True),
            ),
        )

    def refused(self) -> list[tuple[str, str, dict[str, object]]]:
        """Documents that were not taken: file, code, params; a set that ships is whole."""
        return []

    def check(self, files: Sequence[Path]) -> list[PackLine]:
        """What installing these files would add; raises the `pack_…` code of what is wrong."""
        return self._new_lines(self._together(files))

    def install(self, files: Sequence[Path]) -> list[PackLine]:
        """Take these files beside those that are there; all or none."""
        together = self._together(files)
        lines = self._new_lines(together)
        self._packs = together
        self._added |= {path.name: path.read_bytes() for path in files}
        return lines

    def withdraw(self, pack_id: str, reason: str) -> None:
        """Take an installed pack back, with the reason; raises `reason_missing`."""
        if not reason.strip():
            raise UserError("reason_missing")
        one = self._set.pack(pack_id)
        for name in (one.file, one.document.source):
            self._added.pop(name, None)
        self._packs = self._parsed(self._added)

    def _together(self, files: Sequence[Path]) -> PackSet:
        return self._parsed(self._added | {path.name: path.read_bytes() for path in files})

    def _parsed(self, added: dict[str, bytes]) -> PackSet:
        from desktop.rules.packs import parse

        folder = self._shelf.resources / "policy"
        shipped = {
            path.name: path.read_bytes() for path in (*folder.glob("*.toml"), *folder.glob("*.txt"))
        }
        return parse({**added, **shipped})

    def _new_lines(self, together: PackSet) -> list[PackLine]:
        return [
            self._line(one, together)
            for one in together.packs.values()
            if one.id not in self._set.packs
        ]

    def _line(self, one: Pack, packs: PackSet) -> PackLine:
        today = self._session.today() if self._session else one.checked_on
        document = one.document
        return PackLine(
            pack_id=one.id,
            layer=one.layer,
            over=one.over,
            number=document.number,
            title=document.title,
            issuers=document.issuers,
            signed_on=document.signed_on,
            published_on=document.published_on,
            checked_on=one.checked_on,
            era=one.era,
            origin="shipped" if one.id in self._shelf.packs.packs else "county",
            binds=any(
                bind(packs, product, self._region, today).pack == one.id
                for product in packs.windows
            ),
            note=document.note,
            clauses=len(one.clauses),
            digest=one.digest,
        )

    def _span(self, product: str, probe: date, start: date | None, end: date | None) -> Span:
        bound = bind(self._set, product, self._region, probe)
        return Span(
            product=product,
            start=start,
            end=end,
            pack_id=bound.pack or "",
            title=self.title(bound.pack or ""),
            code=bound.codes[0] if bound.codes else "",
            reason=bound.reason,
            ref=bound.ref,
        )

    def _stage(
        self,
        kind: str,
        product: str,
        bound_on: date,
        start: date,
        end: date | None,
        *,
        continued: bool = False,
    ) -> Stage:
        bound = bind(self._set, product, self._region, bound_on, continued=continued)
        return Stage(
            kind=kind,
            start=start,
            end=end,
            pack_id=bound.pack or "",
            title=self.title(bound.pack or ""),
            codes=bound.codes,
            reason=bound.reason,
            ref=bound.ref,
        )


def _joined(spans: list[Span]) -> list[Span]:
    """Neighbours that say the same as one."""
    found: list[Span] = []
    for one in spans:
        last = found[-1] if found else None
        if last is not None and (last.pack_id, last.code, last.reason) == (
            one.pack_id,
            one.code,
            one.reason,
        ):
            found[-1] = Span(
                product=last.product,
                start=last.start,
                end=one.end,
                pack_id=last.pack_id,
                title=last.title,
                code=last.code,
                reason=last.reason,
                ref=last.ref,
            )
        else:
            found.append(one)
    return found


def _parameter(pack_id: str, one: Parameter) -> ParameterLine:
    return ParameterLine(
        pack_id=pack_id,
        name=one.name,
        unit=one.unit,
        dates=one.dates,
        tighter=one.tighter,
        may_loosen=one.may_loosen,
        values=tuple(
            DatedNumber(
                start=each.start, end=each.end, value=_written(each.value, one.unit), ref=each.ref
            )
            for each in one.values
        ),
    )


def _written(value: int, unit: str) -> str:
    if unit == "yuan":
        return money.format_yuan(value)
    if unit in {"percent", "points"}:
        return money.format_percent(value).rstrip("0").rstrip(".")
    if unit == "ratio":
        return str(Fraction(value, money.RATE_ONE))
    return str(value)
