"""Verbs of what the bank says to an application: its decision, the contract, a large need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.application_answers import REASONS, shown
from desktop.cli.frame import Answer, Verb, code, day, fen
from desktop.services import amounts
from desktop.services.records.applying import ContractEntry, DecisionEntry, LargeNeedEntry
from desktop.texts import word

if TYPE_CHECKING:
    import argparse

    from desktop.cli.frame import Call


def _decision_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("application", metavar="APPLICATION_NO")
    parser.add_argument(
        "--decision", required=True, metavar="D", help="已受理、银行同意、银行未同意、户里撤回"
    )
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument("--said-by", required=True, metavar="WHO", help="银行谁决定或告知的")
    parser.add_argument("--why", default="", metavar="W", help="银行未同意或撤回的原因")
    parser.add_argument("--note", default="", metavar="N")


def _decision(call: Call) -> DecisionEntry:
    args = call.args
    decision = code("bank_decision", args.decision)
    kind = REASONS.get(decision, "")
    return DecisionEntry(
        decision=decision,
        decided_on=day(args.on),
        said_by=args.said_by,
        reason=code(kind, args.why) if kind else "",
        note=args.note,
    )


def _decide(call: Call) -> Answer:
    with call.desk() as desk:
        return shown(desk.applications.bank.decide(call.args.application, _decision(call)))


def _redecide_arguments(parser: argparse.ArgumentParser) -> None:
    _decision_arguments(parser)
    parser.add_argument("--reason", required=True, metavar="R", help="为什么更正")


def _redecide(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        found = desk.applications.bank.correct(args.application, _decision(call), args.reason)
        return shown(found)


def _contract_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("application", metavar="APPLICATION_NO")
    parser.add_argument("--contract", required=True, metavar="CONTRACT_NO")
    parser.add_argument("--signed", required=True, metavar="DATE")
    parser.add_argument("--maturity", required=True, metavar="DATE")
    parser.add_argument("--amount", required=True, metavar="A")
    parser.add_argument("--rate", required=True, metavar="R", help="年利率，3.45")


def _contract(call: Call) -> ContractEntry:
    args = call.args
    return ContractEntry(
        contract_no=args.contract,
        signed_on=day(args.signed),
        maturity_on=day(args.maturity),
        principal_fen=fen(args.amount),
        rate_ppm=amounts.rate(args.rate),
    )


def _sign(call: Call) -> Answer:
    with call.desk() as desk:
        return shown(desk.applications.bank.contract(call.args.application, _contract(call)))


def _resign_arguments(parser: argparse.ArgumentParser) -> None:
    _contract_arguments(parser)
    parser.add_argument("--reason", required=True, metavar="R", help="为什么更正")


def _resign(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        bank = desk.applications.bank
        return shown(bank.correct_contract(args.application, _contract(call), args.reason))


def _large_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--application", default="", metavar="APPLICATION_NO")
    parser.add_argument("--loan", default="", metavar="LOAN_NO")
    parser.add_argument(
        "--reason",
        required=True,
        metavar="R",
        help="扩大生产经营规模、购买农用设施设备、开展设施农业经营、其他",
    )
    parser.add_argument("--evidence", required=True, metavar="E", help="合同、发票的名称和编号")
    parser.add_argument("--approver", required=True, metavar="WHO", help="由谁认定")
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument("--note", default="", metavar="N")


def _large(call: Call) -> Answer:
    args = call.args
    entry = LargeNeedEntry(
        reason=code("large_need_reason", args.reason),
        evidence=args.evidence,
        approver=args.approver,
        approved_on=day(args.on),
        note=args.note,
    )
    with call.desk() as desk:
        made = desk.applications.bank.large_need(
            entry, application_no=args.application, loan_no=args.loan
        )
    data = {
        "application_no": made.application_no or None,
        "loan_no": made.loan_no or None,
        "household_no": made.household_no,
        "large_need_reason": word("large_need_reason", made.reason),
        "evidence": made.evidence,
        "approver": made.approver,
        "approved_on": made.approved_on,
    }
    return Answer(data=data, text=f"已登记大额生产经营支出：{data['large_need_reason']}。")


VERBS: tuple[Verb, ...] = (
    Verb(
        words=("decisions", "record"),
        help="记银行的决定（银行自主决策，只由银行的人记）",
        arguments=_decision_arguments,
        run=_decide,
    ),
    Verb(
        words=("decisions", "correct"),
        help="更正记错的银行决定（原记录保留）",
        arguments=_redecide_arguments,
        run=_redecide,
    ),
    Verb(
        words=("contracts", "record"),
        help="登记签订的合同：利率和政策从此固定",
        arguments=_contract_arguments,
        run=_sign,
    ),
    Verb(
        words=("contracts", "correct"),
        help="更正记错的合同（原记录保留）",
        arguments=_resign_arguments,
        run=_resign,
    ),
    Verb(
        words=("large-needs", "record"),
        help="登记大额生产经营支出：原因、凭据、认定人",
        arguments=_large_arguments,
        run=_large,
    ),
)
