"""What is said of a line, a total or a stage; a loan is named by its tail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.services.records.course import STAGES, Standing
from desktop.texts import derived, word
from desktop.texts.subsidies import cause_of, said_of

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.records.course import (
        Course,
        CourseLine,
        QuarterDraft,
        QuarterLine,
        QuarterOffer,
    )

_FEN, _PPM, _TAIL = 100, 10_000, 4
TONES = {
    Standing.OPEN: "warn",
    Standing.READY: "ok",
    Standing.RETURNED: "error",
    Standing.SUSPENDED: "warn",
    Standing.ACCEPTED: "ok",
    Standing.SUBMITTED: "info",
    Standing.PAID: "ok",
    Standing.PAYMENT_FAILED: "error",
}
FIRST = (Standing.RETURNED, Standing.PAYMENT_FAILED, Standing.SUSPENDED)
"""What somebody has to do something about stands above all else."""


def comes_first(one: CourseLine) -> bool:
    """Whether somebody has to look at a line: it came back, or an answer does not fit it."""
    return one.standing in FIRST or one.answered is not None


def tr(text: str) -> str:
    """The text in the language of the window."""
    return QCoreApplication.translate("Subsidies", text)


def yuan(fen: int | None) -> str:
    """An amount in yuan with two places, or nothing."""
    if fen is None:
        return ""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{whole // _FEN:,}.{whole % _FEN:02d}"


def whole(fen: int | None) -> str:
    """An amount whose fen are left out where there are none."""
    return yuan(fen).removesuffix(".00")


def percent(ppm: int | None) -> str:
    """A yearly rate in percent with two places or more, without the sign."""
    if ppm is None:
        return ""
    front, rest = divmod(ppm, _PPM)
    places = str(rest).zfill(_TAIL)
    return f"{front}.{places[:2]}{places[2:].rstrip('0')}"


def day(value: date | None) -> str:
    """A day, or nothing."""
    return value.isoformat() if value else ""


def tail(loan_no: str) -> str:
    """The last characters of a loan's number."""
    return loan_no[-_TAIL:]


def standing(code: Standing) -> str:
    """How far a line is."""
    return word("line_standing", code)


def quarter(offer: QuarterOffer) -> str:
    """A quarter with its settlement day, and the bank where several were settled apart."""
    text = tr("{year}年{n}季度（结息日 {day}）")
    said = text.format(
        year=offer.year, n=tr("一二三四")[offer.quarter - 1], day=f"{offer.period_to:%m-%d}"
    )
    bank = offer.batch.bank if offer.batch else ""
    return f"{said} {bank}".strip()


def cause(code: str) -> str:
    """A few words for what holds a line; the beginning of its sentence where there are none."""
    return cause_of(code) or word("line_status", code) or said_of(code)


def totals(draft: QuarterDraft) -> str:
    """How many lines stand where, and what would be declared from which source."""
    counts = dict.fromkeys(Standing, 0)
    for one in draft.lines:
        counts[one.standing] += 1
    text = tr("合计 {all} 笔 | 可申报 {ready} | 待处理 {open} | 已排除 {out} | 不列入 {no}")
    said = text.format(
        all=len(draft.lines),
        ready=counts[Standing.READY],
        open=counts[Standing.OPEN],
        out=counts[Standing.EXCLUDED],
        no=counts[Standing.NOT_LISTED] + counts[Standing.EARLIER],
    )
    if draft.reversals:
        said += tr(" | 冲正 {n}").format(n=draft.reversals)
    return said


def sources(draft: QuarterDraft) -> str:
    """The sum that would be declared, by source; the parts give the sum to the fen."""
    sums = draft.totals
    central = sums.central_t1_fen + sums.central_t2_fen
    parts = [
        tr("中央 {yuan}").format(yuan=yuan(central)),
        tr("省级 {yuan}").format(yuan=yuan(sums.province_t1_fen)),
    ]
    if sums.local_fen:
        parts.append(tr("地方 {yuan}").format(yuan=yuan(sums.local_fen)))
    rest = sums.subsidy_fen - central - sums.province_t1_fen - sums.local_fen
    if rest:
        parts.append(tr("不分来源 {yuan}").format(yuan=yuan(rest)))
    text = tr("申报 {sum} 元 = {parts}")
    return text.format(sum=yuan(sums.subsidy_fen), parts=" + ".join(parts))


def said(one: QuarterLine) -> str:
    """Why a line stands where it stands."""
    line = one.line
    parts: list[str] = []
    if one.choice:
        text = tr("{choice}：{reason}")
        parts.append(text.format(choice=word("line_choice", one.choice), reason=one.reason))
    if line.interest_difference_fen:
        text = tr("与测算 {own} 差 {difference}")
        parts.append(
            text.format(
                own=yuan(line.own_interest_fen), difference=yuan(abs(line.interest_difference_fen))
            )
        )
    parts += [said_of(flag) for flag in line.flags if flag != "bank_interest_mismatch"]
    if not parts and line.reason and one.standing is Standing.NOT_LISTED:
        parts.append(line.reason)
    return tr("；").join(one.rstrip(tr("。")) for one in parts)


def central(one: QuarterLine) -> str:
    """The central share of a line as it would be declared."""
    if one.figures is None or (one.figures.central_t1 is None and one.figures.central_t2 is None):
        return ""
    return yuan((one.figures.central_t1 or 0) + (one.figures.central_t2 or 0))


def stages(found: Course) -> str:
    """The stages that were reached, with the days in each."""
    if found.withdrawn:
        return tr("已撤回：{reason}").format(reason=found.withdrawn)
    text = tr("{stage} {day}（{n} 天）")
    return tr("  >  ").join(
        text.format(
            stage=word("batch_stage", one),
            day=f"{found.reached[one]:%m-%d}",
            n=found.standing_days.get(one, 0),
        )
        for one in STAGES
        if one in found.reached
    )


def stage(found: Course) -> str:
    """The stage that a declaration is in, and for how long."""
    if found.withdrawn:
        return tr("已撤回")
    text = tr("{stage} {n} 天")
    return text.format(
        stage=word("batch_stage", found.stage), n=found.standing_days.get(found.stage, 0)
    )


def outcome(one: CourseLine) -> str:
    """What the offices said of a declared line."""
    parts: list[str] = []
    if one.line.reverses:
        parts.append(tr("冲正：{why}").format(why=one.line.reason))
    if one.standing is Standing.RETURNED:
        parts.append(word("return_reason", one.reason_code))
    if one.standing is Standing.PAYMENT_FAILED:
        parts.append(one.fail_reason)
    if one.answered is not None:
        parts.append(derived.answered(one, yuan))
    parts += [objection(said.text, said.outcome) for said in one.objections]
    parts += [one.note] if one.note else []
    if one.standing is Standing.PAID:
        parts.append(day(one.paid_on))
    if one.line.choice:
        parts.append(word("line_choice", one.line.choice))
    return tr("；").join(part for part in parts if part)


def objection(text: str, outcome_: str) -> str:
    """An objection and how it ended."""
    ended = word("objection_outcome", outcome_) if outcome_ else tr("未处理")
    return tr("异议：{text}（{ended}）").format(text=text, ended=ended)
