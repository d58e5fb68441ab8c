"""The rules and the policy they stand on: pure answers, clauses word for word, packs in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.services.packs import LPR, Standing
from desktop.services.policy import files as given
from desktop.services.policy import lines, timeline
from desktop.services.records.papers import ClauseText
from desktop.services.records.policy import PrimeRates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from desktop.rules.packs import PackSet
    from desktop.services.packs import InForce
    from desktop.services.records.policy import ContractLine, PackLine, PackPage, QuestionLine, Span


class Library:
    """Answers by the packs in force; a region says where contracts are signed."""

    def __init__(self, packs: InForce, *, today: Callable[[], date], region: str = "") -> None:
        self._packs = packs
        self._today = today
        self._region = region

    def answer(self, kind: str, line: str) -> dict[str, object]:
        """Answer one line of JSON; errors come as a code in the answer, never raised."""
        from desktop.rules import lines as questions

        return questions.answer(kind, line, self._packs.current)

    def clause(self, clause_id: str) -> ClauseText:
        """A clause word for word by its citation; raises `clause_unknown`."""
        found = self._packs.current.clause(clause_id)
        return ClauseText(
            short=found.short, document=found.document, item=found.item, text=found.text
        )

    def short(self, clause_id: str) -> str:
        """The citation as it stands in a list; unknown ones as they are."""
        try:
            return self._packs.current.clause(clause_id).short
        except UserError:
            return clause_id

    def title(self, pack_id: str) -> str:
        """The document's number and title; empty without a pack."""
        return lines.title(self._packs.current, pack_id)

    def packs(self) -> list[PackLine]:
        """All packs in force, national first."""
        standing = self._packs.standing()
        return self._lines(standing.packs.packs, standing)

    def pack(self, pack_id: str) -> PackPage:
        """One pack with all that it says; raises `pack_unknown`."""
        standing = self._packs.standing()
        pack = standing.packs.packs.get(pack_id)
        if pack is None:
            known = " ".join(standing.packs.packs)
            raise UserError("pack_unknown", pack=pack_id, known=known)
        (line,) = self._lines([pack_id], standing)
        return lines.page(pack, standing, line)

    def questions(self) -> list[QuestionLine]:
        """The open points of the texts with the readings that compete."""
        return [lines.question(one) for one in self._packs.current.questions]

    def prime_rates(self) -> PrimeRates:
        """The table of loan prime rates that came as a file, oldest first."""
        standing = self._packs.standing()
        return PrimeRates(
            checked=standing.packs.lpr_checked,
            origin=lines.origin(LPR, standing),
            rows=lines.prime_rates(standing.packs.lpr),
        )

    def spans(self, product: str) -> tuple[Span, ...]:
        """Which pack binds contracts of this region by signing day; no day is left out."""
        return timeline.spans(self._place(self._packs.current), product)

    def contract(
        self, product: str, signed_on: date, drawn_on: date, maturity_on: date
    ) -> ContractLine:
        """The time line of one contract; raises `contract_dates_wrong`."""
        place = self._place(self._packs.current)
        return timeline.contract(place, product, signed_on, drawn_on, maturity_on)

    def refused(self) -> list[tuple[str, str, dict[str, object]]]:
        """Documents of the county that do not count here: file, code and what the code needs."""
        return [(one.file, one.code, one.params) for one in self._packs.standing().refused]

    def check(self, files: Sequence[Path]) -> list[PackLine]:
        """The packs in these files as they would be in force; nothing is written.

        Raises:
            UserError: as `policy.files.read` and `policy.files.plan`.
        """
        return self._of(given.plan(given.read(files), self._packs))

    def news(self, files: Sequence[Path]) -> list[str]:
        """Those of these files that are not in force as they are, by name; raises as `check`."""
        return list(given.plan(given.read(files), self._packs).changed)

    def overlay_from(self) -> date | None:
        """The signing day from which a city's own plan binds here, as far as it is known."""
        return None

    def _of(self, plan: given.Plan) -> list[PackLine]:
        """The packs of a plan's files, as lines."""
        county = self._packs.standing().county | set(plan.changed)
        standing = Standing(packs=plan.packs, texts=plan.texts, county=county)
        names = [one.id for one in plan.packs.packs.values() if one.file in plan.files]
        return self._lines(names, standing)

    def _lines(self, names: Iterable[str], standing: Standing) -> list[PackLine]:
        place, today = self._place(standing.packs), self._today()
        binding = {place.bound(product, today).pack for product in standing.packs.windows}
        return [
            lines.pack_line(standing.packs.packs[name], standing, binds=name in binding)
            for name in names
        ]

    def _place(self, packs: PackSet) -> timeline.Place:
        return timeline.Place(packs=packs, region=self._region, overlay_from=self.overlay_from())
