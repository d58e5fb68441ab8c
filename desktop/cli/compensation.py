"""Verbs of claims on the risk fund: the bank's, and what the county's offices say and pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from desktop.cli.claim_answers import assessed, listed, one_claim
from desktop.cli.frame import Answer, Verb, code, day, fen, nothing, table, yuan
from desktop.errors import UserError
from desktop.services import amounts
from desktop.services.records.fund import ClaimEntry
from desktop.texts import compensation as texts
from desktop.texts import word

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from datetime import date

    from desktop.cli.frame import Call
    from desktop.services.desk import Desk

_ALL = "all"
T = TypeVar("T")


def _mechanism(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.compensation.mechanism()
    told = texts.mechanism(found.kind, found.document, found.effective_from)
    return Answer(
        data={
            "mechanism": word("mechanism", found.kind) or None,
            "document": found.document or None,
            "effective_from": found.effective_from,
            "filled_by": found.filled_by or None,
            "clause": found.clause or None,
            "message": told,
        },
        text=told,
    )


def _candidates(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.compensation.claiming.candidates()
    rows = [
        {
            "loan_no": one.loan_no,
            "borrower_name": one.borrower_name,
            "village": one.village,
            "overdue_since": one.overdue_since,
            "overdue": yuan(one.overdue_fen),
            "deadline": one.deadline,
            "days_left": one.days_left,
        }
        for one in found
    ]
    lines = table(
        (one.village, one.borrower_name, one.loan_no, texts.clock(one.days_left, one.deadline))
        for one in found
    )
    return Answer(data={"items": rows}, text=lines or "没有逾期而未申请补偿的贷款。")


def _entry_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--loan", required=True, metavar="LOAN_NO", help="借据号、合同号或后四位")
    parser.add_argument(
        "--cause", required=True, metavar="C", help="死亡、重病、因灾、经营不善、其他"
    )
    parser.add_argument("--on", required=True, metavar="DATE", help="申请日期")
    parser.add_argument("--principal", default="", metavar="A", help="不写按银行台账")
    parser.add_argument("--interest", default="", metavar="A", help="合同利息，不含罚息")
    parser.add_argument("--overdue-since", default="", metavar="DATE")
    parser.add_argument("--renewable", default="", metavar="B", help="还能续贷、展期吗：是、否")
    parser.add_argument("--renewal-note", default="", metavar="T", help="何时怎样评估的")
    parser.add_argument("--cause-note", default="", metavar="T")
    parser.add_argument(
        "--npl-product", default="", metavar="P", help="帮扶小额信贷不良率，如 2.40"
    )
    parser.add_argument("--npl-bank", default="", metavar="P", help="本行各项贷款不良率")
    parser.add_argument("--npl-on", default="", metavar="DATE", help="两项不良率是哪天的")
    parser.add_argument("--npl-source", default="", metavar="T", help="数据来源")
    parser.add_argument(
        "--material",
        action="append",
        default=[],
        metavar="M",
        help="已有的材料，可多次；all 是这个原因要的都齐了",
    )
    parser.add_argument(
        "--spell", action="append", default=[], metavar="FROM:TO", help="以前逾期又还清的起止日"
    )
    parser.add_argument("--late-reason", default="", metavar="T", help="超过最迟完成日的原因")
    parser.add_argument("--note", default="", metavar="T")


def _entry(call: Call) -> ClaimEntry:
    args = call.args
    renewable = code("yes_no", args.renewable)
    return ClaimEntry(
        loan_no=args.loan,
        cause=code("claim_cause", args.cause),
        claimed_on=day(args.on),
        principal_fen=_given(args.principal, fen),
        interest_fen=_given(args.interest, fen),
        overdue_since=_given(args.overdue_since, day),
        renewable=None if not renewable else renewable == "true",
        renewal_note=args.renewal_note,
        cause_note=args.cause_note,
        npl_product_ppm=_given(args.npl_product, amounts.ppm),
        npl_bank_ppm=_given(args.npl_bank, amounts.ppm),
        npl_on=_given(args.npl_on, day),
        npl_source=args.npl_source,
        materials=_materials(args.material),
        spells=tuple(_spell(one) for one in args.spell),
        late_reason=args.late_reason,
        note=args.note,
    )


def _given(text: str, read: Callable[[str], T]) -> T | None:
    return read(text) if text else None


def _meant(desk: Desk, call: Call) -> ClaimEntry:
    """The claim as typed; all papers are those that a claim of its cause needs."""
    entry = _entry(call)
    if _ALL not in call.args.material:
        return entry
    needed = desk.compensation.claiming.look(entry).needed
    return replace(entry, materials=tuple(dict.fromkeys((*entry.materials, *needed))))


def _materials(typed: list[str]) -> tuple[str, ...]:
    typed = [one for one in typed if one != _ALL]
    return tuple(code("claim_material", one) for one in typed)


def _spell(text: str) -> tuple[date, date]:
    first, colon, last = text.partition(":")
    found = day(first), day(last)
    if not colon or found[1] < found[0]:
        raise UserError("day_invalid", value=text)
    return found


def _look(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        return assessed(desk.compensation.claiming.look(_meant(desk, call)))


def _file(call: Call) -> Answer:
    with call.desk() as desk:
        return one_claim(desk.compensation.claiming.file(_meant(desk, call)))


def _claim_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("claim", metavar="CLAIM_NO")


def _resubmit_arguments(parser: argparse.ArgumentParser) -> None:
    _claim_argument(parser)
    _entry_arguments(parser)


def _resubmit(call: Call) -> Answer:
    with call.desk() as desk:
        return one_claim(desk.compensation.claiming.resubmit(call.args.claim, _meant(desk, call)))


def _withdraw_arguments(parser: argparse.ArgumentParser) -> None:
    _claim_argument(parser)
    parser.add_argument("--reason", required=True, metavar="R")


def _withdraw(call: Call) -> Answer:
    with call.desk() as desk:
        found = desk.compensation.claiming.withdraw(call.args.claim, call.args.reason)
        return one_claim(found)


def _list(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        return listed(desk.compensation.claims())


def _show(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        return one_claim(desk.compensation.claim(call.args.claim))


def _review_arguments(parser: argparse.ArgumentParser) -> None:
    _claim_argument(parser)
    parser.add_argument("--office", required=True, metavar="O", help="农业农村、财政")
    parser.add_argument("--result", required=True, metavar="R", help="核实无误、退回")
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument(
        "--reason",
        default="",
        metavar="CODE",
        help="材料不全、事实不清、金额不符、仍可续展、超出容忍度、其他",
    )
    parser.add_argument("--note", default="", metavar="N")
    parser.add_argument("--document", default="", metavar="NO", help="需县里核实的，写文号")
    parser.add_argument(
        "--cause-verified", default="", metavar="B", help="丧失还款能力已核实：是、否"
    )


def _review(call: Call) -> Answer:
    args = call.args
    verified = code("yes_no", args.cause_verified)
    with call.desk() as desk:
        found = desk.compensation.handling.review(
            args.claim,
            code("claim_office", args.office),
            code("claim_result", args.result),
            day(args.on),
            reason_code=code("claim_return", args.reason),
            note=args.note,
            document_no=args.document,
            cause_verified=None if not verified else verified == "true",
        )
        return one_claim(found)


def _pay_arguments(parser: argparse.ArgumentParser) -> None:
    _claim_argument(parser)
    parser.add_argument("--amount", required=True, metavar="A")
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument("--voucher", required=True, metavar="NO", help="付款凭证号")
    parser.add_argument("--note", default="", metavar="N")


def _pay(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        found = desk.compensation.handling.pay(
            args.claim, fen(args.amount), day(args.on), voucher_no=args.voucher, note=args.note
        )
        return one_claim(found)


def _recover_arguments(parser: argparse.ArgumentParser) -> None:
    _pay_arguments(parser)
    parser.add_argument("--costs", default="", metavar="A", help="追索费用，另记，不从追回额里扣")
    parser.add_argument("--way", default="", metavar="T", help="怎样追回的")


def _recover(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        found = desk.compensation.recovering.recover(
            args.claim,
            fen(args.amount),
            day(args.on),
            voucher_no=args.voucher,
            costs_fen=_given(args.costs, fen),
            way=args.way,
            note=args.note,
        )
        return one_claim(found)


def _strike_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recovery", metavar="RECOVERY_NO")
    parser.add_argument("--reason", required=True, metavar="R")


def _strike(call: Call) -> Answer:
    with call.desk() as desk:
        found = desk.compensation.recovering.strike(call.args.recovery, call.args.reason)
        return one_claim(found)


VERBS: tuple[Verb, ...] = tuple(
    Verb(words=("compensation", name), help=told, arguments=arguments, run=run)
    for name, told, arguments, run in (
        ("mechanism", "县里的风险补偿机制和文件", nothing, _mechanism),
        ("candidates", "逾期而未申请补偿的贷款，还剩几天", nothing, _candidates),
        ("look", "核对一笔补偿申请，不保存", _entry_arguments, _look),
        ("file", "银行申请补偿", _entry_arguments, _file),
        ("resubmit", "被退回的申请再报一版", _resubmit_arguments, _resubmit),
        ("withdraw", "银行撤回申请", _withdraw_arguments, _withdraw),
        ("list", "补偿申请", nothing, _list),
        ("show", "一笔申请：核对、怎么算的、意见、付款、追回", _claim_argument, _show),
        ("review", "县里的审核意见", _review_arguments, _review),
        ("pay", "县里付基金承担的部分，可以分次", _pay_arguments, _pay),
        ("recover", "银行登记追回，按分担比例退专户", _recover_arguments, _recover),
        ("strike", "冲销记错的追回", _strike_arguments, _strike),
    )
)
"""Everything a claim goes through."""
