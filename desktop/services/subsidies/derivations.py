"""How the figures of a line came about, reckoned again from the facts that the batch carries."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from db import subsidies
from db.loans import changes_of
from db.values import dumped
from desktop.rules.explain import Settled, explain
from desktop.rules.money import RATE_PPM
from desktop.rules.subsidy import Loan, parts, settle
from desktop.services.records.figures import FigureLine
from desktop.services.records.subsidies import Derivation
from desktop.services.subsidies.case import loan_case, period_of
from desktop.services.subsidies.contracts import EXTENSION
from desktop.services.subsidies.houses import NAMED, OWN_FLAGS, status_of
from desktop.services.subsidies.rows import own_interest, readings

if TYPE_CHECKING:
    from db.records.loans import SubsidyBatch, SubsidyLine
    from db.store import Store
    from desktop.rules.packs import PackSet
    from desktop.rules.subsidy import Line, Part, Period

_DEVIATION = "use_deviation"


def derive(store: Store, batch: SubsidyBatch, line: SubsidyLine, packs: PackSet) -> Derivation:
    """The figures of a stored line step by step, and whether the rules give the same line now."""
    same_policy = batch.policy_digest == packs.digest
    if line.line_status == NAMED:
        digest = _digest(_stored(line))
        return Derivation(
            line=line,
            figures=(),
            equation=(),
            digest=digest,
            agrees=True,
            same_policy=same_policy,
        )
    period, number = _question(store, batch, line), _number(line)
    place = [one.loan_no for one in period.loans].index(number)
    now, part = settle(period, packs)[place], parts(period, packs)[place]
    digest = _digest(_reckoned(now, part, line))
    settled = Settled(period=period, line=now)
    return Derivation(
        line=line,
        figures=tuple(map(FigureLine.of, explain(settled, "officer", packs).figures)),
        equation=explain(settled, "household", packs).parts,
        digest=digest,
        agrees=digest == _digest(_stored(line)),
        same_policy=same_policy,
    )


def _question(store: Store, batch: SubsidyBatch, line: SubsidyLine) -> Period:
    """The household's question as it was asked: its lines here, and what lies beside them."""
    wanted = subsidies.LineFilter(household_no=line.household_no, township_code=batch.township_code)
    here = subsidies.lines(store, batch.batch_no, batch.revision, wanted)
    loans = [loan_case(_loan(one)) for one in here if one.line_status != NAMED]
    loans += json.loads(line.beside or "[]")
    loans.sort(key=lambda one: (str(one["drawn_on"]), str(one["loan_no"])))
    params = json.loads(batch.params or "{}") | {"day_basis": line.day_basis}
    first = min(batch.period_from, line.period_from or batch.period_from)
    return period_of(
        batch.region,
        (first, batch.period_to, batch.list_closed_on),
        loans,
        params,
        large_need=bool(line.large_need),
    )


def _number(line: SubsidyLine) -> str:
    extended = line.renewal_type == EXTENSION
    return f"{line.loan_no}/{EXTENSION}" if extended else line.loan_no


def _loan(line: SubsidyLine) -> Loan:
    """The contract of a line as the rules take it."""
    return Loan(
        loan_no=_number(line),
        product_code=line.product_code,
        renewal_type=line.renewal_type or None,
        signed_on=line.signed_on or date.min,
        drawn_on=line.drawn_on or date.min,
        maturity_on=line.maturity_on or date.max,
        principal=line.principal_fen or 0,
        rate=(line.rate_ppm or 0) * RATE_PPM,
        balance_changes=changes_of(line.balance_change),
        settled_on=line.settled_on,
        bank_interest=line.bank_interest_fen,
        interest_paid=line.interest_paid_fen,
        paid_on=line.paid_on,
        use_deviation=True if _DEVIATION in line.flags else None,
    )


def _reckoned(now: Line, part: Part, line: SubsidyLine) -> dict[str, object]:
    """What a line says, as the rules give it now; of the flags the ledger's own ones stay."""
    flags = (*now.flags, *(one for one in line.flags if one in OWN_FLAGS))
    return {
        "days": now.days,
        "tier1": part.sums.tier1,
        "tier2": part.sums.tier2,
        "interest": now.interest,
        "own": own_interest(now, line.bank_interest_fen),
        "interest_difference": now.interest_difference,
        "shares": [now.central_t1, now.province_t1, now.central_t2, now.local],
        "subsidy": now.subsidy_total,
        "borrower": now.borrower,
        "difference": now.difference,
        "pack": now.policy_pack or "",
        "reason": now.reason,
        "clauses": now.clauses,
        "flags": flags,
        "missing": now.missing,
        "readings": readings(now) or "",
        "status": status_of(now, flags),
    }


def _stored(line: SubsidyLine) -> dict[str, object]:
    """What the stored line says, in the same form."""
    return {
        "days": line.days,
        "tier1": line.tier1_product_fen_days,
        "tier2": line.tier2_product_fen_days,
        "interest": line.interest_due_fen,
        "own": line.own_interest_fen,
        "interest_difference": line.interest_difference_fen,
        "shares": [
            line.central_t1_fen,
            line.province_t1_fen,
            line.central_t2_fen,
            line.local_amount_fen,
        ],
        "subsidy": line.subsidy_total_fen,
        "borrower": line.borrower_share_fen,
        "difference": line.difference_fen,
        "pack": line.policy_pack_version,
        "reason": line.reason,
        "clauses": line.clauses,
        "flags": line.flags,
        "missing": line.missing,
        "readings": line.readings,
        "status": line.line_status,
    }


def _digest(told: dict[str, object]) -> str:
    return sha256(dumped(told).encode()).hexdigest()
