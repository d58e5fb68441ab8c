"""Verbs from a wish to a contract: applications, their corrections, the hand-over."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from desktop.cli.application_answers import application_row, cells, shown
from desktop.cli.frame import Answer, Verb, code, day, fen, items, table
from desktop.cli.policy import facts_of
from desktop.services.records.applying import ApplicationEntry, ApplicationFilter
from desktop.texts import word

if TYPE_CHECKING:
    from datetime import date

    from desktop.cli.frame import Call

_TEXTS = {
    "purpose_text": "用途的原话",
    "industry": "产业",
    "repayment_source": "还款来源",
    "credit_rating": "银行的评级",
}
_DAYS = {
    "rated_on": "评级日期",
    "concluded_on": "信用结论的日期",
    "consent_on": "签授权书的日期",
}


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _entry_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--household", default="", metavar="NO")
    parser.add_argument("--visit", default="", metavar="VISIT_NO", help="说出资金需求的那条走访")
    parser.add_argument("--member", default="", metavar="NO", help="申请人，默认户主")
    parser.add_argument("--on", default="", metavar="DATE", help="申请日，默认今天")
    parser.add_argument("--amount", required=True, metavar="A", help="元，例如 50000 或 5万")
    parser.add_argument("--months", required=True, type=int, metavar="N")
    parser.add_argument(
        "--purpose", required=True, metavar="CODE", help="生产经营、建房、结婚、理财 …"
    )
    parser.add_argument("--cycle", default="", metavar="C", help="肉牛、肉羊、玉米……")
    parser.add_argument(
        "--cycle-months", type=int, default=None, metavar="N", help="放款到出栏、收成的月数"
    )
    parser.add_argument("--need-month", default="", metavar="M", help="用款月，2027-03")
    parser.add_argument("--check", default="", metavar="CHECK_NO", help="已存的核对，默认现在核对")
    parser.add_argument("--fact", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--credit-limit", default="", metavar="A", help="银行的授信额度")
    parser.add_argument(
        "--credit-conclusion", default="", metavar="C", help="无重大不良、有重大不良"
    )
    for name, told in _TEXTS.items():
        parser.add_argument(_option(name), default="", metavar="T", help=told)
    for name, told in _DAYS.items():
        parser.add_argument(_option(name), default="", metavar="DATE", help=told)


def _entry(call: Call, today: date) -> ApplicationEntry:
    args = vars(call.args)
    rated, concluded, consent = (day(args[name]) if args[name] else None for name in _DAYS)
    return ApplicationEntry(
        household_no=args["household"],
        visit_no=args["visit"],
        member_no=args["member"],
        applied_on=day(args["on"]) if args["on"] else today,
        amount_fen=fen(args["amount"]),
        months=args["months"],
        purpose_code=code("purpose_code", args["purpose"]),
        cycle=code("cycle", args["cycle"]),
        cycle_months=args["cycle_months"],
        need_month=args["need_month"],
        check_no=args["check"],
        facts=facts_of(args["fact"]),
        credit_limit_fen=fen(args["credit_limit"]) if args["credit_limit"] else None,
        credit_conclusion=code("credit_conclusion", args["credit_conclusion"]),
        rated_on=rated,
        concluded_on=concluded,
        consent_on=consent,
        **{name: args[name] for name in _TEXTS},
    )


def _log_arguments(parser: argparse.ArgumentParser) -> None:
    _entry_arguments(parser)
    parser.add_argument("--all", action="store_true", help="这一户别的未了结的需求也一并了结")


def _log(call: Call) -> Answer:
    with call.desk() as desk:
        filed = desk.applications.log(_entry(call, desk.today()), also=call.args.all)
    answer = shown(filed.line)
    return Answer(data={**answer.data, "also": list(filed.also)}, text=answer.text)


def _correct_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("application", metavar="APPLICATION_NO")
    parser.add_argument("--reason", required=True, metavar="R", help="为什么更正")
    _entry_arguments(parser)


def _correct(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        entry = _entry(call, desk.applications.line(args.application).applied_on)
        return shown(desk.applications.correct(args.application, entry, args.reason))


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--state", default="", metavar="S", help="待移交、已移交、已受理……")
    parser.add_argument("--village", default="", metavar="V")
    parser.add_argument("--household", default="", metavar="NO")


def _list(call: Call) -> Answer:
    args = call.args
    wanted = ApplicationFilter(
        state=code("application_state", args.state),
        village=args.village,
        household_no=args.household,
    )
    with call.desk(write=False) as desk:
        found = desk.applications.listed(wanted)
    return items(
        [application_row(one) for one in found],
        table(cells(one) for one in found),
        empty="没有这样的贷款申请。",
    )


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("application", metavar="APPLICATION_NO")


def _show(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        return shown(desk.applications.line(call.args.application))


def _handover_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("applications", metavar="APPLICATION_NO", nargs="+")
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument("--to", required=True, metavar="WHO", help="交给银行的谁")
    parser.add_argument("--way", default="纸质", metavar="W", help="纸质、文件")
    parser.add_argument("--note", default="", metavar="N")


def _handover(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        made = desk.applications.hand_over(
            args.applications,
            day(args.on),
            to=args.to,
            way=code("handover_way", args.way),
            note=args.note,
        )
    data = {
        "handover_no": made.handover_no,
        "handed_on": made.handed_on,
        "handed_to": made.handed_to,
        "way": word("handover_way", made.way),
        "applications": list(made.applications),
    }
    text = f"已登记移交 {made.handover_no}：{len(made.applications)} 份。"
    paper = f"清单用 notice print LEDGER YJ --record {made.handover_no} 打印"
    return Answer(data=data, text=f"{text}{paper}，或用 export LEDGER applications 导出。")


VERBS: tuple[Verb, ...] = (
    Verb(
        words=("applications", "log"),
        help="登记贷款申请：从资金需求来，按申请日核对",
        arguments=_log_arguments,
        run=_log,
    ),
    Verb(
        words=("applications", "correct"),
        help="更正还没有银行记录的申请（原记录保留）",
        arguments=_correct_arguments,
        run=_correct,
    ),
    Verb(words=("applications", "list"), help="贷款申请", arguments=_list_arguments, run=_list),
    Verb(words=("applications", "show"), help="一份申请", arguments=_show_arguments, run=_show),
    Verb(
        words=("applications", "hand-over"),
        help="登记把申请移交给银行",
        arguments=_handover_arguments,
        run=_handover,
    ),
)
