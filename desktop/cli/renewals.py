"""Verbs of renewals: a request as it was made, the bank's word on it, what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Verb, code, day, items, table
from desktop.services import amounts
from desktop.services.records.late import DecisionEntry, RenewalEntry
from desktop.texts import checks, rosters, word

if TYPE_CHECKING:
    import argparse

    from desktop.cli.frame import Call
    from desktop.services.records.late import RenewalLine

CONDITIONS = {
    "lawful": ("lawful", "依法合规"),
    "operating": ("operating", "持续经营"),
    "credit-good": ("credit_good", "信用良好"),
    "no-evasion": ("no_evasion", "无欠息逃废债等不良行为"),
}
"""The options of the four conditions under which a renewal alone lowers no risk class."""


def condition_arguments(parser: argparse.ArgumentParser) -> None:
    """The four conditions as options."""
    for name, (_, told) in CONDITIONS.items():
        parser.add_argument(f"--{name}", default="", metavar="B", help=f"{told}：是、否")


def conditions_of(call: Call) -> dict[str, str]:
    """What was said of each condition: yes, no, or empty."""
    said = vars(call.args)
    return {
        field: code("told_yes_no", said[name.replace("-", "_")])
        for name, (field, _) in CONDITIONS.items()
    }


def _request_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--loan", required=True, metavar="LOAN_NO", help="借据号、合同号或后四位")
    parser.add_argument("--kind", required=True, metavar="K", help="续贷、展期、转农户贷款")
    parser.add_argument("--on", required=True, metavar="DATE", help="哪天申请的")
    parser.add_argument("--months", type=int, default=None, metavar="N", help="申请期限（月）")
    parser.add_argument("--reason", default="", metavar="R", help="原因")
    parser.add_argument("--rate", default="", metavar="P", help="拟新利率，如 3.45")
    condition_arguments(parser)


def _request(call: Call) -> Answer:
    args = call.args
    entry = RenewalEntry(
        loan_no=args.loan,
        renewal_type=code("loan_exit", args.kind),
        requested_on=day(args.on),
        months=args.months,
        reason=args.reason,
        new_rate_ppm=amounts.ppm(args.rate) if args.rate else None,
        **conditions_of(call),
    )
    with call.desk() as desk:
        return _one(desk.renewals.request(entry))


def _decide_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("request", metavar="REQUEST_NO")
    parser.add_argument(
        "--decision", required=True, metavar="D", help="银行同意、银行未同意、借款人撤回"
    )
    parser.add_argument("--on", required=True, metavar="DATE", help="哪天决定的")
    parser.add_argument("--by", default="", metavar="NAME", help="银行谁定的")
    parser.add_argument("--new-maturity", default="", metavar="DATE", help="新到期日")
    parser.add_argument("--reason", default="", metavar="R", help="银行说的理由")
    parser.add_argument("--why", default="", metavar="R", help="改记时：为什么改")
    condition_arguments(parser)


def _decide(call: Call) -> Answer:
    args = call.args
    entry = DecisionEntry(
        decision=code("renewal_decision", args.decision),
        decided_on=day(args.on),
        decided_by=args.by,
        reason=args.reason,
        new_maturity_on=day(args.new_maturity) if args.new_maturity else None,
        why=args.why,
        **conditions_of(call),
    )
    with call.desk() as desk:
        return _one(desk.renewals.decide(args.request, entry))


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--loan", default="", metavar="LOAN_NO")
    parser.add_argument(
        "--stand", default="", metavar="S", help="等银行决定、银行同意、银行未同意、借款人撤回"
    )


def _list(call: Call) -> Answer:
    args = call.args
    with call.desk(write=False) as desk:
        found = desk.renewals.listed(args.loan, stand=code("renewal_stand", args.stand))
    return items(
        [row_of(one) for one in found],
        table(_cells(one) for one in found),
        empty="没有续贷、展期的申请。",
    )


def _one(line: RenewalLine) -> Answer:
    said = "".join(checks.finding(one) for one in line.codes)
    told = "\n".join(part for part in (table([_cells(line)]), said, rosters.BANK_DECIDES) if part)
    return Answer(data=row_of(line), text=told)


def _cells(one: RenewalLine) -> tuple[object, ...]:
    return (
        one.request_no,
        one.requested_on,
        word("loan_exit", one.renewal_type),
        one.village,
        one.head_name,
        one.loan_no,
        rosters.exit_outcome(one.outcome),
        word("renewal_stand", one.stand),
        one.new_maturity_on,
    )


def row_of(one: RenewalLine) -> dict[str, object]:
    """A request as an answer carries it."""
    return {
        "request_no": one.request_no,
        "loan_no": one.loan_no,
        "household_no": one.household_no,
        "head_name": one.head_name,
        "village": one.village,
        "renewal_type": word("loan_exit", one.renewal_type),
        "requested_on": one.requested_on,
        "maturity_on": one.maturity_on,
        "months": one.months,
        "reason": one.reason or None,
        "new_rate": None if one.new_rate_ppm is None else amounts.percent(one.new_rate_ppm),
        "prior_count": one.prior_count,
        "roster_state": word("household_status", one.roster_state) or None,
        "overdue": one.overdue,
        "area_suspended": one.area_suspended,
        "age": one.age,
        "outcome": one.outcome,
        "codes": list(one.codes),
        "conditions": {name: word("told_yes_no", said) or None for name, said in one.conditions},
        "policy_pack": one.policy_pack or None,
        "officer": one.officer,
        "stand": word("renewal_stand", one.stand),
        "decided_on": one.decided_on,
        "decided_by": one.decided_by or None,
        "decision_reason": one.decision_reason or None,
        "new_maturity_on": one.new_maturity_on,
        "decisions": one.decisions,
        "correction_reason": one.correction_reason or None,
    }


VERBS: tuple[Verb, ...] = tuple(
    Verb(words=("renewals", name), help=told, arguments=arguments, run=run)
    for name, told, arguments, run in (
        ("request", "记一份续贷、展期或转农户贷款的申请", _request_arguments, _request),
        ("decide", "记银行对申请的决定", _decide_arguments, _decide),
        ("list", "续贷、展期的申请和银行的决定", _list_arguments, _list),
    )
)
