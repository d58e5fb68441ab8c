"""What verbs of risk compensation print of a claim: as JSON, and as lines that open its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, table, yuan
from desktop.services import amounts
from desktop.texts import checks, word
from desktop.texts import compensation as texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.services.records.fund import (
        Assessment,
        ClaimLine,
        MoneyStep,
        RecoveryLine,
        Tolerance,
    )

_MET = "met"
_TRIGGERS = {1: "lost", 2: "overdue"}


def listed(found: Iterable[ClaimLine]) -> Answer:
    """Claims, the newest first."""
    known = list(found)
    lines = table(_cells(one) for one in known)
    return Answer(
        data={"items": [claim_row(one) for one in known]}, text=lines or "还没有补偿申请。"
    )


def one_claim(one: ClaimLine) -> Answer:
    """A claim with how its figures came about."""
    parts = [table([_cells(one)]), _told(one.assessment), *_after(one)]
    return Answer(data=claim_row(one), text="\n".join(part for part in parts if part))


def assessed(found: Assessment) -> Answer:
    """What the rules say of a claim that is not filed yet."""
    return Answer(data=_assessment(found), text=_told(found))


def claim_row(one: ClaimLine) -> dict[str, object]:
    """A claim as JSON."""
    said = one.claim
    return {
        "claim_no": said.claim_no,
        "revision": said.revision,
        "standing": word("claim_standing", one.standing),
        "household_no": said.household_no,
        "borrower_name": said.borrower_name,
        "village": one.village or None,
        "loan_no": said.loan_no,
        "bank": said.bank or None,
        "trigger": said.trigger,
        "cause": word("claim_cause", said.cause),
        "claimed_on": said.claimed_on,
        "overdue_since": said.overdue_since,
        "deadline": said.deadline,
        "days_left": one.days_left,
        "claim_principal": yuan(said.claim_principal_fen),
        "claim_interest": yuan(said.claim_interest_fen),
        "loss": yuan(said.loss_fen),
        "fund_share": yuan(said.fund_share_fen),
        "bank_share": yuan(said.bank_share_fen),
        "paid": yuan(one.paid_fen),
        "left": yuan(one.left_fen),
        "over": yuan(one.over_fen),
        "paid_on": one.paid_on,
        "recovered": yuan(one.recovered_fen),
        "returned_to_fund": yuan(one.returned_fen),
        "materials": [word("claim_material", each) for each in said.materials],
        "npl_source": said.npl_source or None,
        "late_reason": said.late_reason or None,
        "withdrawn": one.withdrawn or None,
        "same_loan_as": one.twin or None,
        "reviews": [
            {
                "office": word("claim_office", each.office),
                "result": word("claim_result", each.result),
                "reason": word("claim_return", each.reason_code) or None,
                "note": each.note or None,
                "document_no": each.document_no or None,
                "cause_verified": each.cause_verified,
                "reviewed_on": each.reviewed_on,
            }
            for each in one.reviews
        ],
        "payments": [
            {
                "entry_no": each.entry_no,
                "amount": yuan(-each.amount_fen),
                "paid_on": each.moved_on,
                "voucher_no": each.voucher_no,
                "corrects": each.corrects_entry_no or None,
            }
            for each in one.money
            if not each.recovery_no
        ],
        "recoveries": [_recovery(each) for each in one.recoveries],
        **_assessment(one.assessment),
    }


def _recovery(one: RecoveryLine) -> dict[str, object]:
    said = one.recovery
    return {
        "recovery_no": said.recovery_no,
        "standing": word("recovery_standing", one.standing),
        "recovered_on": said.recovered_on,
        "amount": yuan(said.amount_fen),
        "costs": yuan(said.costs_fen),
        "to_fund": yuan(said.to_fund_fen),
        "kept": yuan(said.kept_fen),
        "booked": yuan(one.booked_fen),
        "overbooked": yuan(one.over_fen),
        "voucher_no": said.voucher_no,
        "struck_reason": one.struck_reason or None,
    }


def _assessment(found: Assessment) -> dict[str, object]:
    return {
        "status": word("claim_status", found.status),
        "flags": list(found.flags),
        "missing": list(found.missing),
        "lacking_materials": [word("claim_material", one) for one in found.lacking],
        "policy_pack": found.pack or None,
        "clauses": list(found.clauses),
        "tolerance": {
            "npl_product": _percent(found.tolerance.product_ppm),
            "npl_bank": _percent(found.tolerance.bank_ppm),
            "difference": _percent(found.tolerance.difference_ppm),
            "limit": _percent(found.tolerance.limit_ppm),
            "inside": found.tolerance.inside,
            "inside_strictly": found.tolerance.strictly,
            "sources": list(found.tolerance.sources),
        },
        "derivation": [
            {"step": _step(one), "amount": yuan(one.amount_fen), "clause": one.clause or None}
            for one in found.steps
        ],
    }


def _cells(one: ClaimLine) -> tuple[object, ...]:
    said = one.claim
    return (
        said.claim_no,
        said.claimed_on,
        one.village,
        said.borrower_name,
        said.loan_no,
        word("claim_cause", said.cause),
        word("claim_standing", one.standing),
        f"基金承担 {amounts.shown(said.fund_share_fen)}",
        texts.clock(one.days_left, said.deadline),
    )


def _told(found: Assessment) -> str:
    lines = [f"核对：{word('claim_status', found.status)}。{texts.DECIDES}"]
    for one in found.findings:
        if one.code and one.result != _MET:
            says = checks.finding(one.code, one.says)
            lines.append(
                f"  {checks.rule_name(one.rule, one.title)}：{says}\u3014{one.clause}\u3015"
            )
    lines += [f"  {told}" for told in texts.unread(found.flags)]
    lines += [f"  待补：{checks.fact_name(name)}" for name in found.missing]
    gate = found.tolerance
    lines.append(_gate(gate))
    lines += [texts.sources(gate.sources), texts.NO_SERIES]
    for step in found.steps:
        amount = "" if step.amount_fen is None else f" {amounts.shown(step.amount_fen)} 元"
        clause = f"\u3014{step.clause}\u3015" if step.clause else ""
        lines.append(f"  {_step(step)}{amount}{clause}")
    if found.lacking:
        named = "、".join(word("claim_material", one) for one in found.lacking)
        lines.append(f"材料还缺：{named}。{texts.MATERIALS_NOTE}")
    return "\n".join(lines)


def _gate(gate: Tolerance) -> str:
    return texts.tolerance(
        _percent(gate.product_ppm) or "",
        _percent(gate.bank_ppm) or "",
        _percent(gate.difference_ppm) or "",
        _percent(gate.limit_ppm) or "",
        inside=gate.inside,
        strictly=bool(gate.strictly),
    )


def _after(one: ClaimLine) -> list[str]:
    lines = [
        f"{each.reviewed_on} {word('claim_office', each.office)}："
        f"{word('claim_result', each.result)} {word('claim_return', each.reason_code)} "
        f"{each.note} {each.document_no}".rstrip()
        for each in one.reviews
    ]
    lines += [
        f"{each.moved_on} 代偿 {amounts.shown(-each.amount_fen)} 元，凭证 {each.voucher_no}"
        for each in one.money
        if not each.recovery_no
    ]
    lines += [
        f"{each.recovery.recovered_on} 追回 {amounts.shown(each.recovery.amount_fen)} 元，退专户 "
        f"{amounts.shown(each.recovery.to_fund_fen)}，留存 {amounts.shown(each.recovery.kept_fen)}"
        f"（{word('recovery_standing', each.standing)}，{each.recovery.recovery_no}）"
        for each in one.recoveries
    ]
    lines += [
        f"追回 {each.recovery.recovery_no} 入账多了 {amounts.shown(each.over_fen)} 元，请冲正一笔。"
        for each in one.recoveries
        if each.over_fen
    ]
    if one.over_fen:
        lines.append(f"付超了 {amounts.shown(one.over_fen)} 元，请用冲正改回。")
    if one.twin:
        lines.append(f"同一笔贷款在 {one.twin} 里已经申请。")
    return lines


def _step(one: MoneyStep) -> str:
    return texts.step(one.code, one.params)


def _percent(ppm: int | None) -> str | None:
    if ppm is None:
        return None
    return f"-{amounts.percent(-ppm)}" if ppm < 0 else amounts.percent(ppm)
