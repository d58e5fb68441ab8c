"""What a card shows of a loan, gathered in one go where the ledger is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.texts.checks import deciding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.desk import Desk
    from desktop.services.records.lending import Exit, MaturityCard

_ONLY_TELLS = "no_downgrade_"
_FOUND = (frozenset({"not_met", "needs_review"}), frozenset({"pending"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A loan with its ways out, the short forms of all clauses on the card, and who decides."""

    card: MaturityCard
    shorts: Mapping[str, str]
    decides: str

    def short(self, ref: str) -> str:
        """The short form of a citation."""
        return self.shorts.get(ref, ref)


def gather(
    desk: Desk, loan_no: str, months: int | None = None, *, suspended: bool | None = None
) -> Told:
    """The card of a loan for a request of some months; raises as `loans.exits` does."""
    card = desk.loans.exits(loan_no, months=months, area_suspended=suspended)
    decides = deciding(next((one.clause for one in card.exits if one.reason), card.loan.pack_ref))
    refs = {decides, card.loan.pack_ref, *(one.clause for one in card.exits)}
    refs |= {ref for one in card.exits for ref in clauses(one)}
    refs |= {one.ref for one in card.conditions}
    refs |= {one.clause for one in (card.suspension, card.drawn_under) if one}
    return Told(
        card=card,
        shorts={ref: desk.policy.short(ref) for ref in refs if ref},
        decides=decides,
    )


def clauses(way: Exit) -> list[str]:
    """The clauses behind what is found, else behind what is missing, else the one that opens it."""
    for results in _FOUND:
        rows = [row for row in way.rows if not row.rule.startswith(_ONLY_TELLS)]
        found = [row.ref for row in rows if row.result in results and row.code in way.codes]
        if found:
            return list(dict.fromkeys([*found, *(row.ref for row in way.behind)]))
    met = [row.ref for row in way.rows if row.result == "met"]
    return list(dict.fromkeys(ref for ref in met[:1] or [way.clause] if ref))
