"""Verbs of the day: what waits, what was put off or done, a month, texts to send, figures."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, TypeVar

from desktop.cli import named
from desktop.cli.frame import Answer, Call, Verb, day, items, nothing, table
from desktop.errors import UserError
from desktop.texts import day as said
from desktop.texts import word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.services.records.day import MetricLine, Task

T = TypeVar("T")
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def task_row(one: Task) -> dict[str, object]:
    """A task, or a group of them, as JSON shows it."""
    return {
        "task": one.id,
        "kind": one.kind or None,
        "family": said.FAMILIES[one.family],
        "says": said.sentence_of(one),
        "key": one.letter,
        "does": said.verb_of(one),
        "due": one.due,
        "late": one.late,
        "household_no": one.household_no or None,
        "village": one.village or None,
        "count": one.count,
        "until": one.until,
        "grouped": one.grouped,
    }


def _lines(tasks: Iterable[Task]) -> str:
    return table(
        (
            one.due,
            said.sentence_of(one),
            said.verb_of(one),
            "" if one.grouped else named.task(one.id),
        )
        for one in tasks
    )


def _today(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        board = desk.overview.today()
    year, quarter = board.quarter
    text = (
        f"{_lines(board.lines) or '今天没有要办的事。'}\n"
        f"{year} 年 {quarter} 季度已告知 {board.told}/{board.households} 户，"
        f"已推迟 {len(board.later)} 件。"
    )
    return Answer(
        data={
            "items": [task_row(one) for one in board.lines],
            "tasks": len(board.tasks),
            "later": len(board.later),
            "quarter": f"{year}Q{quarter}",
            "households": board.households,
            "told_quarter": board.told,
        },
        text=text,
    )


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--later", action="store_true", help="只看已推迟的")
    parser.add_argument("--on", metavar="DATE", default="", help="这一天的到期、逾期和回访")


def _list(call: Call) -> Answer:
    args = call.args
    with call.desk(write=False) as desk:
        if args.on:
            found: Iterable[Task] = desk.overview.of_day(day(args.on))
        else:
            board = desk.overview.today()
            found = board.later if args.later else board.tasks
    tasks = list(found)
    return items([task_row(one) for one in tasks], _lines(tasks), empty="这里没有要办的事。")


def _task_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", metavar="TASK", help="照 tasks list 末列写")


def _later_arguments(parser: argparse.ArgumentParser) -> None:
    _task_arguments(parser)
    parser.add_argument("--until", metavar="DATE", required=True)


def _of(call: Call, act: Callable[[str], T]) -> T:
    """Act on the task that was typed; one that there is not is named as it was typed."""
    typed = call.args.task
    try:
        return act(named.typed_task(typed))
    except UserError as fault:
        if fault.code != "task_unknown":
            raise
        raise UserError(fault.code, task=typed) from fault


def _later(call: Call) -> Answer:
    until = day(call.args.until)
    with call.desk() as desk:
        one = _of(call, lambda task: desk.overview.postpone(task, until))
    return Answer(data=task_row(one), text=f"已推迟到 {until}：{said.sentence_of(one)}")


def _done(call: Call) -> Answer:
    with call.desk() as desk:
        one = _of(call, desk.overview.done)
    return Answer(data=task_row(one), text=f"已办：{said.sentence_of(one)}")


def _back(call: Call) -> Answer:
    with call.desk() as desk:
        _of(call, desk.overview.bring_back)
    return Answer(data={"task": call.args.task}, text="已取回，回到今天要做的事里。")


def _text(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        who, text = desk.messages.text(_of(call, desk.overview.task))
    return Answer(data={"to": who, "text": text}, text=text)


def _month_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--month", metavar="2026-12", default="", help="默认本月")


def _month(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        typed = call.args.month or f"{desk.today():%Y-%m}"
        match = _MONTH.fullmatch(typed)
        if not match:
            raise UserError("month_invalid", value=typed)
        found = desk.overview.month(int(match[1]), int(match[2]))
    rows: list[dict[str, object]] = [
        {
            "day": on,
            "maturing": one.maturing,
            "overdue": one.overdue,
            "follow_ups": one.follow_ups,
        }
        for on, one in found.items()
    ]
    lines = table(
        (on, f"到期 {one.maturing}", f"逾期 {one.overdue}", f"回访 {one.follow_ups}")
        for on, one in found.items()
    )
    return items(rows, lines, empty="这个月没有到期、逾期和约好的回访。")


def _figure_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("figure", metavar="FIGURE", nargs="?", default="")
    parser.add_argument("--by", metavar="GROUP", default="", help="village、township、week、result")
    parser.add_argument("--order", metavar="ORDER", default="", help="division、time")
    parser.add_argument("--target", metavar="N", default="", help="没有指标可以设目标")
    parser.add_argument("--compare", metavar="WITH", default="", help="没有指标可以作对比")


def _figures(call: Call) -> Answer:
    args = call.args
    with call.desk(write=False) as desk:
        if not args.figure:
            return _declared(desk.reports.declared())
        found = desk.reports.figure(
            args.figure, by=args.by, order=args.order, target=args.target, beside=args.compare
        )
    rows: list[dict[str, object]] = [
        {"figure": one.metric, "group": one.group or None, "value": one.value} for one in found
    ]
    lines = table((one.group or "合计", one.value) for one in found)
    return items(rows, lines, empty="没有这样的数。")


def _declared(found: list[MetricLine]) -> Answer:
    rows: list[dict[str, object]] = [
        {
            "figure": one.code,
            "name": one.name,
            "kind": word("metric_kind", one.kind),
            "unit": one.unit,
            "source": one.source,
            "clause": one.clause,
            "by": list(one.by),
            "order": list(one.order),
        }
        for one in found
    ]
    lines = table(
        (one.code, one.name, one.unit, "、".join(one.by) or "只看合计", one.clause) for one in found
    )
    return items(rows, lines, empty="")


VERBS: tuple[Verb, ...] = (
    Verb(words=("today",), help="今天要做的事，最多十二行", arguments=nothing, run=_today),
    Verb(words=("tasks", "list"), help="要做的事，一件一行", arguments=_list_arguments, run=_list),
    Verb(words=("tasks", "done"), help="标一件已办", arguments=_task_arguments, run=_done),
    Verb(words=("tasks", "later"), help="推迟到某一天", arguments=_later_arguments, run=_later),
    Verb(words=("tasks", "back"), help="取回推迟的", arguments=_task_arguments, run=_back),
    Verb(words=("tasks", "text"), help="给一件事的短信", arguments=_task_arguments, run=_text),
    Verb(
        words=("tasks", "month"),
        help="一个月的到期、逾期和回访",
        arguments=_month_arguments,
        run=_month,
    ),
    Verb(
        words=("figures",),
        help="登记过的指标，或其中一个的数",
        arguments=_figure_arguments,
        run=_figures,
    ),
)
