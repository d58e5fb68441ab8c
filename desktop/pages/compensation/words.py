"""What is said of a claim in a cell or beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.services import amounts
from desktop.texts import checks, word
from desktop.texts import compensation as texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from desktop.services.records.fund import (
        Adequacy,
        Assessment,
        ClaimLine,
        MoneyStep,
        RecoveryLine,
    )

TONES = {
    "filed": "info",
    "returned": "warn",
    "withdrawn": "",
    "accepted": "info",
    "part_paid": "warn",
    "paid": "ok",
}
_MET = "met"
_NEAR = 30


def tr(text: str) -> str:
    """The text in the language of the window."""
    return QCoreApplication.translate("Compensation", text)


def yuan(fen: int | None) -> str:
    """An amount in yuan, or nothing."""
    return "" if fen is None else amounts.shown(fen)


def day(value: date | None) -> str:
    """A day, or nothing."""
    return value.isoformat() if value else ""


def percent(ppm: int | None) -> str:
    """A ratio or a difference of ratios in percent."""
    if ppm is None:
        return ""
    return f"-{amounts.percent(-ppm)}" if ppm < 0 else amounts.percent(ppm)


def clock(days: int | None, deadline: date | None) -> tuple[str, str]:
    """How long there is until the last day, and the tone of it."""
    if days is None or deadline is None:
        return "", ""
    if days < 0:
        return tr("超期 {n} 天").format(n=-days), "error"
    text = tr("今天截止") if days == 0 else tr("还有 {n} 天").format(n=days)
    return text, "warn" if days <= _NEAR else "info"


def step(one: MoneyStep) -> str:
    """One step of how a figure came about."""
    amount = "" if one.amount_fen is None else tr("　{yuan} 元").format(yuan=yuan(one.amount_fen))
    return texts.step(one.code, one.params) + amount


def gate(found: Assessment) -> str:
    """The tolerance with the two ratios."""
    told = found.tolerance
    return texts.tolerance(
        percent(told.product_ppm),
        percent(told.bank_ppm),
        percent(told.difference_ppm),
        percent(told.limit_ppm),
        inside=told.inside,
        strictly=bool(told.strictly),
    )


def conditions(found: Assessment) -> Iterator[str]:
    """What the rules say of the conditions: those that do not hold, and what is not known."""
    text = tr("{status}。{who}")
    yield text.format(status=word("claim_status", found.status), who=texts.DECIDES)
    for one in found.findings:
        if one.code and one.result != _MET:
            name = checks.rule_name(one.rule, one.title)
            yield tr("· {name}：{says}").format(name=name, says=checks.finding(one.code, one.says))
    for told in texts.unread(found.flags):
        yield tr("· {says}").format(says=told)
    for name in found.missing:
        yield tr("· 待补：{name}").format(name=checks.fact_name(name))


def materials(found: Assessment) -> str:
    """Which papers lack."""
    if not found.lacking:
        return tr("材料清单已齐。")
    named = tr("、").join(word("claim_material", one) for one in found.lacking)
    return tr("材料还缺：{named}").format(named=named)


def course(one: ClaimLine) -> Iterator[str]:
    """What was said of a claim, what was paid, what came back."""
    for said in one.reviews:
        parts = (
            word("claim_result", said.result),
            word("claim_return", said.reason_code),
            said.note,
            said.document_no,
        )
        text = tr("{day} {office}：{said}")
        yield text.format(
            day=day(said.reviewed_on),
            office=word("claim_office", said.office),
            said=tr("　").join(part for part in parts if part),
        )
    for paid in one.money:
        if paid.recovery_no:
            continue
        text = (
            tr("{day} 代偿 {yuan} 元　凭证 {no}")
            if paid.amount_fen < 0
            else tr("{day} 冲正代偿 {yuan} 元　凭证 {no}")
        )
        yield text.format(
            day=day(paid.moved_on), yuan=yuan(abs(paid.amount_fen)), no=paid.voucher_no
        )
    for back in one.recoveries:
        made = back.recovery
        text = tr("{day} 追回 {yuan} 元 = 退专户 {fund} + 银行留存 {own}　{standing}　{no}")
        yield text.format(
            day=day(made.recovered_on),
            yuan=yuan(made.amount_fen),
            fund=yuan(made.to_fund_fen),
            own=yuan(made.kept_fen),
            standing=word("recovery_standing", back.standing),
            no=made.recovery_no,
        )


def overbooked(found: Iterable[RecoveryLine]) -> Iterator[str]:
    """Recoveries that came into the fund's book more than once."""
    for one in found:
        if one.over_fen:
            text = tr("追回 {no} 入账多了 {yuan} 元：两处都登记了，请冲正一笔。")
            yield text.format(no=one.recovery.recovery_no, yuan=yuan(one.over_fen))


def least(one: Adequacy) -> tuple[str, str]:
    """How the fund stands against the least it must hold, and the tone of it."""
    held = tr("{day} 专户余额 {yuan} 元").format(day=day(one.day), yuan=yuan(one.balance_fen))
    if not one.clause:
        return held, ""
    if one.required_fen is None:
        return tr("{held}；还没有登记贷款余额，算不出最低规模").format(held=held), "warn"
    text = tr("{held}；应不低于贷款余额 {loans} 的十六分之一 = {required} 元，{short}")
    short = (
        tr("差 {yuan} 元").format(yuan=yuan(one.shortfall_fen)) if one.shortfall_fen else tr("够")
    )
    told = text.format(
        held=held, loans=yuan(one.loans_fen), required=yuan(one.required_fen), short=short
    )
    if one.with_older_fen is not None:
        both = tr("；旧产品也算进余额的应有 {yuan} 元，由县里定")
        told += both.format(yuan=yuan(one.with_older_fen))
    return told, "warn" if one.shortfall_fen else "ok"
