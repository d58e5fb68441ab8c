"""Verbs of loans: the list, the calendar of maturities, the ways out, the evidence pack."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from desktop.cli.frame import Answer, Call, Verb, code, day, items, table, yuan
from desktop.cli.renewals import condition_arguments, conditions_of, row_of
from desktop.services import amounts
from desktop.services.records.lending import LoanFilter
from desktop.services.records.papers import NoticeScope
from desktop.texts import checks, late, rosters, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.records.lending import Exit, ExitRow, LastSafeDay, LoanLine, MaturityCard


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--village", default="", metavar="V")
    parser.add_argument("--township", default="", metavar="CODE")
    parser.add_argument("--household", default="", metavar="NO")
    parser.add_argument(
        "--state", default="", metavar="S", help="在贷、逾期、已了结、已调出、对不上名单"
    )
    parser.add_argument("--within", type=int, default=None, metavar="DAYS", help="几天内到期")
    parser.add_argument(
        "--renewals", default="", metavar="R", help="续贷展期：已用、未用、银行没有报"
    )


def _list(call: Call) -> Answer:
    args = call.args
    wanted = LoanFilter(
        village=args.village,
        township=args.township,
        state=code("loan_state", args.state),
        household_no=args.household,
        due_within=args.within,
        renewals=code("loan_renewals", args.renewals),
    )
    with call.desk(write=False) as desk:
        page = desk.loans.listed(wanted, limit=1_000_000)
    return items(
        [loan_row(one) for one in page.lines], loan_lines(page.lines), empty="没有这样的贷款。"
    )


def loan_lines(found: Sequence[LoanLine]) -> str:
    """Loans as lines of text."""
    return table(
        (
            one.loan_no,
            one.borrower_name,
            one.village,
            word("product_code", one.product_code),
            one.matures_on,
            word("loan_status", one.loan_status),
            one.pack_title,
            _roster(one),
        )
        for one in found
    )


def _roster(one: LoanLine) -> str:
    return word("household_status", one.roster_state) or "对不上名单"


def loan_row(one: LoanLine) -> dict[str, object]:
    """A loan as JSON shows it."""
    return {
        "loan_no": one.loan_no,
        "contract_no": one.contract_no or None,
        "product_code": one.product_code,
        "household_no": one.household_no,
        "head_name": one.head_name,
        "borrower_name": one.borrower_name,
        "village": one.village,
        "bank": one.bank,
        "signed_on": one.signed_on,
        "drawn_on": one.drawn_on,
        "maturity_on": one.matures_on,
        "days_left": one.days_left,
        "principal": yuan(one.principal_fen),
        "balance": yuan(one.balance_fen),
        "rate": _percent(one.rate_ppm),
        "loan_status": word("loan_status", one.loan_status),
        "live": one.live,
        "policy_pack": one.policy_pack or None,
        "pack_title": one.pack_title or None,
        "pack_codes": list(one.pack_codes),
        "pack_why": one.pack_why,
        "pack_clause": one.pack_ref,
        "renewal_count": one.renewals,
        "renews_loan_no": one.renews_loan_no or None,
        "roster_state": _roster(one),
        "exited_on": one.exited_on,
        "overdue_since": one.overdue_since,
        "overdue_days": one.overdue_days,
        "overdue_principal": yuan(one.overdue_principal_fen),
        "overdue_interest": yuan(one.overdue_interest_fen),
        "linked": one.linked,
    }


def _percent(rate_ppm: int | None) -> str | None:
    """A yearly rate in parts per million as percent, "3.45"; it is never compared."""
    return None if rate_ppm is None else amounts.percent(rate_ppm)


def _due_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", default="", metavar="DATE")
    parser.add_argument("--within", type=int, default=90, metavar="DAYS")
    parser.add_argument("--township", default="", metavar="CODE")


def _due(call: Call) -> Answer:
    args = call.args
    with call.desk(write=False) as desk:
        found = desk.loans.due(day(args.on) if args.on else None, args.within, args.township)
    rows: list[dict[str, object]] = [
        {
            "day": one.day,
            "loans": one.loans,
            "off_roster": one.off_roster,
            "overdue": one.overdue,
            "loan_nos": list(one.loan_nos),
        }
        for one in found.days
    ]
    text = table(
        (one.day, f"{one.loans} 笔", f"已调出 {one.off_roster} 户" if one.off_roster else "")
        for one in found.days
    )
    past = f"早已到期还没有结清的 {len(found.past)} 笔。" if found.past else ""
    today = f"今天是最晚提出续贷、展期的日子：{len(found.last_today)} 笔。" * bool(found.last_today)
    return Answer(
        data={
            "from": found.first,
            "to": found.last,
            "items": rows,
            "past": list(found.past),
            "last_today": list(found.last_today),
        },
        text="\n".join(part for part in (text or "这段时间没有到期的贷款。", past, today) if part),
    )


def _exits_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("loan", metavar="LOAN_NO", help="借据号、合同号，或它们的后四位")
    parser.add_argument("--on", default="", metavar="DATE", help="哪天提出；默认今天或到期日")
    parser.add_argument("--months", type=int, default=None, metavar="N", help="想续多久")
    parser.add_argument("--suspended", default="", metavar="B", help="本地是否暂停发放：是、否")
    condition_arguments(parser)


def _exits(call: Call) -> Answer:
    args = call.args
    suspended = code("yes_no", args.suspended) == "true" if args.suspended else None
    said = {name: {"yes": True, "no": False}.get(one) for name, one in conditions_of(call).items()}
    with call.desk(write=False) as desk:
        card = desk.loans.exits(
            args.loan,
            on=day(args.on) if args.on else None,
            months=args.months,
            area_suspended=suspended,
            conditions=said if any(one is not None for one in said.values()) else None,
        )
    lines = table(
        (
            word("loan_exit", one.kind),
            rosters.exit_outcome(one.outcome),
            "".join(_said(one)),
            one.clause,
        )
        for one in card.exits
    )
    return Answer(
        data={
            **loan_row(card.loan),
            "last_subsidy_day": card.last_subsidy_day,
            "roster_on_maturity": card.roster_on_maturity,
            "exits": [_exit(one) for one in card.exits],
            "last_safe_day": _safe(card.last_safe_day),
            "no_downgrade": [
                {
                    "condition": one.fact,
                    "answer": word("told_yes_no", one.answer) or None,
                    "clause": one.ref,
                }
                for one in card.conditions
            ],
            "suspension": card.suspension.order_no if card.suspension else None,
            "drawn_under": card.drawn_under.order_no if card.drawn_under else None,
            "request": row_of(card.request) if card.request else None,
        },
        text="\n".join(part for part in (lines, *_beside(card), rosters.BANK_DECIDES) if part),
    )


def _beside(card: MaturityCard) -> list[str]:
    """The last safe day, the four conditions with their clause, and orders of the county."""
    first = next((one.ref for one in card.conditions), "")
    said = [(one.fact, one.answer) for one in card.conditions]
    found = [late.conditions(said, first)]
    if card.last_safe_day:
        found.insert(0, late.safe_day(card.last_safe_day))
    if card.suspension:
        found.append(late.suspended(card.suspension, card.suspension.clause))
    if card.drawn_under:
        found.append(late.drawn_under(card.drawn_under, card.drawn_under.clause))
    return found


def _safe(one: LastSafeDay | None) -> dict[str, object] | None:
    if one is None:
        return None
    return {"what": one.what, "day": one.day, "days_left": one.days_left, "taken": one.taken}


def _said(one: Exit) -> list[str]:
    """What is found, and the conditions of the last check that it rests on with their clauses."""
    says = {row.code: row.says for row in one.rows}
    day = one.checked_on.isoformat() if one.checked_on else ""
    return [checks.finding(code, says.get(code, "")) for code in one.codes] + [
        checks.behind(
            day,
            checks.rule_name(row.rule, row.title),
            row.result,
            f"{checks.finding(row.code, row.says)}（{row.ref}）",
        )
        for row in one.behind
    ]


def _exit(one: Exit) -> dict[str, object]:
    return {
        "exit": word("loan_exit", one.kind),
        "outcome": one.outcome,
        "codes": list(one.codes),
        "missing": list(one.missing),
        "policy_pack": one.policy_pack or None,
        "reason": one.reason,
        "clause": one.clause,
        "rows": [_row(row) for row in one.rows],
        "checked_on": one.checked_on,
        "behind": [_row(row) for row in one.behind],
    }


def _row(row: ExitRow) -> dict[str, object]:
    return {"rule": row.rule, "result": row.result, "code": row.code or None, "clause": row.ref}


def _pack_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("loan", metavar="LOAN_NO", help="借据号、合同号或后四位")
    parser.add_argument(
        "--out", type=Path, default=None, metavar="FILE.pdf", help="印成 PDF 并登记；不写只看目录"
    )


def _pack(call: Call) -> Answer:
    args = call.args
    with call.desk(write=args.out is not None) as desk:
        found = desk.notices.duty(args.loan)
        scope = NoticeScope(record_no=found.loan_no)
        made = desk.notices.issue("LZ", scope, "A4", out=args.out) if args.out else None
    gaps = sum(one.missing for one in found.lines)
    data: dict[str, object] = {
        "loan_no": found.loan_no,
        "household_no": found.household_no,
        "entries": len(found.lines) - gaps,
        "gaps": gaps,
        "items": [asdict(one) for one in found.lines],
    }
    text = table(
        (one.stage, one.on or "", one.item, one.number, one.by, one.proof) for one in found.lines
    )
    if made is not None:
        (number,) = made.notice_nos
        data |= {"notice_no": number, "pages": made.pages, "sha256": made.sha256, "file": args.out}
        text += f"\n{made.title} {made.pages} 页，存在 {args.out}，单号 {number}。"
    return Answer(data=data, text=text)


VERBS: tuple[Verb, ...] = (
    Verb(words=("loans", "list"), help="贷款（只读）", arguments=_list_arguments, run=_list),
    Verb(words=("loans", "due"), help="到期日历", arguments=_due_arguments, run=_due),
    Verb(
        words=("loans", "exits"),
        help="一笔贷款到期的三条出路",
        arguments=_exits_arguments,
        run=_exits,
    ),
    Verb(
        words=("loans", "pack"),
        help="一笔贷款的履职证据包：按阶段列记录和缺项，可印成 PDF",
        arguments=_pack_arguments,
        run=_pack,
    ),
)
