"""Verbs of roster versions: what changed, what follows, what is wrong."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.cli import named
from desktop.cli.frame import Answer, Call, Verb, code, day, items, table
from desktop.services.records.rosters import ConsequenceFilter
from desktop.texts import roster_changes as changes
from desktop.texts import rosters as texts
from desktop.texts import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.records.rosters import Change, Consequence, Detail, LiveLoan, QualityLine

_SHOWN = 60


def _diff_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="from_version", default="", metavar="V")
    parser.add_argument("--to", dest="to_version", default="", metavar="V")
    parser.add_argument("--township", default="", metavar="CODE")


def _diff(call: Call) -> Answer:
    args = call.args
    with call.desk(write=False) as desk:
        lines = desk.rosters.diff(args.from_version, args.to_version, args.township)
        versions = desk.rosters.versions()
    touched = {(one.township_code, one.roster_version) for one in lines}
    first = (
        []
        if args.from_version
        else [
            one
            for one in versions
            if one.first and (one.township_code, one.roster_version) in touched
        ]
    )
    text = table(
        (
            one.household_no,
            one.head_name,
            one.village,
            changes.changed(one.change_type, one.details, one.link_no),
            f"贷款 {one.live_loan_count} 笔" if one.loans else "",
            _todo(one.todo),
        )
        for one in lines
    )
    said = [
        changes.FIRST_DIFF.format(version=one.roster_version, place=one.township) for one in first
    ]
    found = items([_change(one) for one in lines], text, empty="两个版本没有差别。")
    return replace(
        found,
        data={
            "items": found.data["items"],
            "first_version_of": [one.township_code for one in first],
        },
        text="\n".join([found.text, *said]),
    )


def _todo(codes: Sequence[str]) -> str:
    return "；".join(word("roster_todo", one) for one in codes)


def _change(one: Change) -> dict[str, object]:
    return {
        "household_no": one.household_no,
        "head_name": one.head_name,
        "village": one.village,
        "change_type": word("change_type", one.change_type),
        "details": _details(one.details),
        "said": changes.changed(one.change_type, one.details, one.link_no),
        "live_loan_count": one.live_loan_count,
        "loans": _loans(one.loans),
        "linked_household_no": one.link_no or None,
        "todo": _todo(one.todo),
        "todo_codes": list(one.todo),
    }


def _details(told: Sequence[Detail]) -> list[dict[str, object]]:
    return [
        {
            "field": each.field,
            "label": texts.field(each.field),
            "member_no": each.member_no or None,
            "member_name": each.member_name or None,
            "before": texts.shown(each.field, each.before),
            "after": texts.shown(each.field, each.after),
        }
        for each in told
    ]


def _loans(found: Sequence[LiveLoan]) -> list[dict[str, object]]:
    return [
        {
            "loan_no": one.loan_no,
            "product_code": one.product_code,
            "policy_pack": one.policy_pack or None,
            "maturity_on": one.matures_on,
            "overdue": one.overdue,
        }
        for one in found
    ]


def _consequences_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", dest="to_version", default="", metavar="V", help="只看这一版")
    parser.add_argument("--township", default="", metavar="CODE")
    parser.add_argument("--household", default="", metavar="NO")
    parser.add_argument("--todo", default="", metavar="T", help="走访告知、发名单调整告知书…")
    parser.add_argument("--state", choices=("open", "done", "all"), default="open")


def _consequences(call: Call) -> Answer:
    args = call.args
    wanted = ConsequenceFilter(
        roster_version=args.to_version,
        township=args.township,
        household_no=args.household,
        code=code("roster_todo", args.todo),
        state="" if args.state == "all" else args.state,
    )
    with call.desk(write=False) as desk:
        found = desk.rosters.consequences(wanted)
        versions = desk.rosters.versions()
    left_out = list(dict.fromkeys(one.roster_version for one in versions if one.first))
    lines = table(
        (
            one.head_name,
            one.village,
            word("roster_todo", one.code),
            one.due,
            f"{one.done_on} {one.done_by}" if one.done_on else "",
            named.todo(one.id),
        )
        for one in found
    )
    answer = items([_consequence(one) for one in found], lines, empty="没有要办的事。")
    if args.to_version or not left_out:
        return answer
    said = changes.FIRST_WORK_CLI.format(versions="、".join(left_out))
    return replace(
        answer,
        data={"items": answer.data["items"], "left_out": left_out},
        text=f"{answer.text}\n{said}",
    )


def _consequence(one: Consequence) -> dict[str, object]:
    return {
        "id": one.id,
        "roster_version": one.roster_version,
        "as_of_date": one.as_of_date,
        "household_no": one.household_no,
        "head_name": one.head_name,
        "village": one.village,
        "change_type": word("change_type", one.change_type),
        "details": _details(one.details),
        "said": changes.changed(one.change_type, one.details, one.link_no),
        "code": one.code,
        "todo": word("roster_todo", one.code),
        "why": texts.why(one.code),
        "due": one.due,
        "live_loan_count": len(one.loans),
        "loans": _loans(one.loans),
        "linked_household_no": one.link_no or None,
        "done_on": one.done_on,
        "done_by": one.done_by or None,
        "note": one.note or None,
    }


def _done_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("todo", metavar="ID", help="版本/户编号/要办的事，照 consequences 末列写")
    parser.add_argument("--on", default="", metavar="DATE")
    parser.add_argument("--note", default="", metavar="N")
    parser.add_argument("--undo", action="store_true", help="撤回办结（在记下的那台电脑上）")


def _done(call: Call) -> Answer:
    args = call.args
    todo = named.typed_todo(args.todo)
    with call.desk() as desk:
        if args.undo:
            found = desk.rosters.mark_open(todo)
        else:
            on = day(args.on) if args.on else None
            found = desk.rosters.mark_done(todo, note=args.note, done_on=on)
    state = f"已于 {found.done_on} 办结" if found.done_on else "改回待办"
    return Answer(
        data=_consequence(found),
        text=f"{found.head_name} {word('roster_todo', found.code)}：{state}。",
    )


def _quality_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--township", default="", metavar="CODE")


def _quality(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.rosters.quality(call.args.township)
    head = f"{found.households} 户 {found.people} 人，{len(found.lines)} 处要核对。"
    counts = "\n".join(
        f"{texts.quality(kind)[0]} {count} 处：{texts.quality(kind)[1]}"
        for kind, count in found.counts.items()
    )
    lines = table(
        (one.household_no, one.head_name, one.member_name, texts.quality(one.code)[0], one.value)
        for one in found.lines[:_SHOWN]
    )
    left = len(found.lines) - _SHOWN
    more = f"还有 {left} 处没有列出，--json 有全部。" if left > 0 else ""
    return Answer(
        data={
            "households": found.households,
            "members": found.people,
            "as_of": found.as_of,
            "counts": found.counts,
            "items": [_finding(one) for one in found.lines],
        },
        text="\n".join(part for part in (head, counts, lines, more) if part),
    )


def _finding(one: QualityLine) -> dict[str, object]:
    what, todo = texts.quality(one.code)
    return {
        "household_no": one.household_no,
        "head_name": one.head_name,
        "village": one.village,
        "member_no": one.member_no or None,
        "member_name": one.member_name or None,
        "code": one.code,
        "what": what,
        "todo": todo,
        "value": one.value or None,
        "other_household_no": one.other or None,
    }


VERBS: tuple[Verb, ...] = (
    Verb(words=("roster", "diff"), help="两个名单版本的差别", arguments=_diff_arguments, run=_diff),
    Verb(
        words=("roster", "consequences"),
        help="名单变动后逐户要办的事",
        arguments=_consequences_arguments,
        run=_consequences,
    ),
    Verb(
        words=("roster", "done"),
        help="记下一件事办结（留名、留日期）",
        arguments=_done_arguments,
        run=_done,
    ),
    Verb(
        words=("roster", "quality"),
        help="现行名单哪里要核对",
        arguments=_quality_arguments,
        run=_quality,
    ),
)
