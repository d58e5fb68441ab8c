"""Verbs of the risk fund's own book, for the county's offices: entries, counter-entries, days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Verb, day, fen, nothing, table, yuan
from desktop.services import amounts
from desktop.texts import compensation as texts
from desktop.texts import word

if TYPE_CHECKING:
    import argparse

    from desktop.cli.frame import Call
    from desktop.services.records.fund import Adequacy, FundLine


def _list(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        book = desk.compensation.handling.book()
    lines = table(
        (
            one.entry.entry_no,
            one.entry.moved_on,
            word("fund_kind", one.entry.kind),
            amounts.shown(one.entry.amount_fen),
            amounts.shown(one.balance_fen),
            one.entry.ref_no,
            one.entry.voucher_no,
            f"冲正 {one.entry.corrects_entry_no}" if one.entry.corrects_entry_no else "",
        )
        for one in book.lines
    )
    waiting = [
        f"待办：追回 {one.recovery.recovery_no} {word('recovery_standing', one.standing)}"
        for one in book.unbooked
    ]
    waiting += [
        f"追回 {one.recovery.recovery_no} 入账多了 {amounts.shown(one.over_fen)} 元，请冲正一笔。"
        for one in book.overbooked
    ]
    if book.below_zero:
        waiting.append(texts.below_zero(book.below_zero))
    return Answer(
        data={
            "items": [_line(one) for one in book.lines],
            "balance": yuan(book.balance_fen),
            "today": _day(book.today),
            "unbooked": [one.recovery.recovery_no for one in book.unbooked],
            "overbooked": [
                {"recovery_no": one.recovery.recovery_no, "over": yuan(one.over_fen)}
                for one in book.overbooked
            ],
            "below_zero_on": book.below_zero,
        },
        text="\n".join([lines or "专户还没有流水。", _said(book.today), *waiting]),
    )


def _line(one: FundLine) -> dict[str, object]:
    return {
        "entry_no": one.entry.entry_no,
        "moved_on": one.entry.moved_on,
        "kind": word("fund_kind", one.entry.kind),
        "amount": yuan(one.entry.amount_fen),
        "balance": yuan(one.balance_fen),
        "ref_no": one.entry.ref_no,
        "voucher_no": one.entry.voucher_no,
        "claim_no": one.entry.claim_no or None,
        "recovery_no": one.entry.recovery_no or None,
        "corrects": one.entry.corrects_entry_no or None,
        "corrected_by": one.corrected_by or None,
        "note": one.entry.note or None,
        "officer": one.entry.officer,
    }


def _day(one: Adequacy) -> dict[str, object]:
    return {
        "day": one.day,
        "moved": yuan(one.moved_fen),
        "balance": yuan(one.balance_fen),
        "loan_balance": yuan(one.loans_fen),
        "fund_required": yuan(one.required_fen),
        "fund_shortfall": yuan(one.shortfall_fen),
        "required_with_older": yuan(one.with_older_fen),
        "shortfall_with_older": yuan(one.shortfall_with_older_fen),
        "clause": one.clause or None,
    }


def _said(one: Adequacy) -> str:
    held = f"{one.day} 余额 {amounts.shown(one.balance_fen)} 元"
    if not one.clause:
        return f"{held}。本地的政策没有写最低规模。"
    if one.required_fen is None:
        return f"{held}。还没有登记贷款余额，算不出最低规模\u3014{one.clause}\u3015。"
    short = f"，差 {amounts.shown(one.shortfall_fen)} 元" if one.shortfall_fen else "，够"
    both = (
        f"；旧产品也算进余额的，应有 {amounts.shown(one.with_older_fen)} 元"
        if one.with_older_fen is not None
        else ""
    )
    least = amounts.shown(one.required_fen)
    return f"{held}，应不低于 {least} 元{short}{both}\u3014{one.clause}\u3015"


def _days_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", required=True, metavar="DATE")
    parser.add_argument("--to", dest="last", required=True, metavar="DATE")


def _days(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.compensation.handling.days(day(call.args.first), day(call.args.last))
    return Answer(
        data={"items": [_day(one) for one in found]},
        text="\n".join(map(_said, found)) or "这段时间没有变动。",
    )


def _deposit_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", required=True, metavar="K", help="存入、利息")
    parser.add_argument("--amount", required=True, metavar="A")
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument("--ref", required=True, metavar="NO", help="文号")
    parser.add_argument("--voucher", default="", metavar="NO", help="凭证号，不写同文号")
    parser.add_argument("--note", default="", metavar="N")


def _deposit(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        handling = desk.compensation.handling
        entry = handling.deposit(
            args.kind,
            fen(args.amount),
            day(args.on),
            ref_no=args.ref,
            voucher_no=args.voucher,
            note=args.note,
        )
        return _entered(entry.entry_no, handling.book().balance_fen)


def _entered(entry_no: str, balance: int) -> Answer:
    return Answer(
        data={"entry_no": entry_no, "balance": yuan(balance)},
        text=f"已登记 {entry_no}，专户余额 {amounts.shown(balance)} 元。",
    )


def _book_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recovery", metavar="RECOVERY_NO")
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument("--voucher", required=True, metavar="NO", help="入账凭证号")


def _book(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        handling = desk.compensation.handling
        handling.book_recovery(args.recovery, day(args.on), voucher_no=args.voucher)
        number = handling.recovery(args.recovery)[1].recovery.recovery_no
        book = handling.book()
        made = next(one for one in reversed(book.lines) if one.entry.ref_no == number)
        return _entered(made.entry.entry_no, book.balance_fen)


def _counter_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("entry", metavar="ENTRY_NO")
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument("--voucher", required=True, metavar="NO")
    parser.add_argument("--reason", required=True, metavar="R")


def _counter(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        handling = desk.compensation.handling
        entry = handling.counter(args.entry, args.reason, day(args.on), voucher_no=args.voucher)
        return _entered(entry.entry_no, handling.book().balance_fen)


def _state_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument("--loans", required=True, metavar="A", help="全县帮扶小额信贷余额")
    parser.add_argument("--older", default="", metavar="A", help="旧产品余额")
    parser.add_argument("--account", default="", metavar="A", help="银行对账单上的专户余额")
    parser.add_argument("--account-no", default="", metavar="NO", help="共管账户")
    parser.add_argument("--source", required=True, metavar="T", help="数据来源")


def _state(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        handling = desk.compensation.handling
        handling.state(
            day(args.on),
            fen(args.loans),
            source=args.source,
            older_loans_fen=fen(args.older) if args.older else None,
            account_fen=fen(args.account) if args.account else None,
            account_no=args.account_no,
        )
        found = handling.adequacy(day(args.on))
    return Answer(data=_day(found), text=_said(found))


VERBS: tuple[Verb, ...] = tuple(
    Verb(words=("fund", name), help=told, arguments=arguments, run=run)
    for name, told, arguments, run in (
        ("list", "风险补偿金流水、余额和最低规模", nothing, _list),
        ("days", "每天的余额和最低规模", _days_arguments, _days),
        ("deposit", "登记存入或利息，要有依据", _deposit_arguments, _deposit),
        ("book", "登记追回款入账", _book_arguments, _book),
        ("counter", "冲正一笔流水，原来的留着", _counter_arguments, _counter),
        ("state", "登记某日的贷款余额和专户对账", _state_arguments, _state),
    )
)
"""What the offices do with the fund."""
