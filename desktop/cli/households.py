"""Verbs of households: find, show, the officer's own fields, people on no roster."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Call, Verb, day, items, nothing, table
from desktop.cli.loans import loan_lines, loan_row
from desktop.cli.outreach import visit_row
from desktop.services.records import HouseholdCard, WalkInEntry
from desktop.texts import word

if TYPE_CHECKING:
    from desktop.services.records import WalkInLine

_NOTES = ("phone", "address_note", "needs_note", "best_time", "remark")
_OPTIONS = {
    "phone": "电话",
    "address_note": "住址说明",
    "needs_note": "需求",
    "best_time": "方便的时间",
    "remark": "备注",
}


def _find_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "query", metavar="QUERY", help="拼音首字母、姓名、户编号，或证件、电话、借据、合同后四位"
    )
    parser.add_argument("--limit", type=int, default=9)


def _find(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.households.find(call.args.query, limit=call.args.limit, walk_ins=True)
    rows: list[dict[str, object]] = [
        {
            "household_no": one.household_no,
            "head_name": one.head_name,
            "village": one.village,
            "name": one.name,
            "told": word("told", one.told) if one.household_no else None,
            "walk_in_no": one.walk_in_no or None,
        }
        for one in found
    ]
    lines = table(
        (one.household_no or one.walk_in_no, one.head_name, one.village, one.name) for one in found
    )
    return items(rows, lines, empty="没有找到这样的户。")


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("household", metavar="NO")
    parser.add_argument(
        "--reveal", metavar="REASON", default="", help="显示完整证件号和电话，写明原因（留痕）"
    )


def _show(call: Call) -> Answer:
    reason = call.args.reveal
    with call.desk(write=bool(reason)) as desk:
        card = desk.households.card(call.args.household)
        loans = desk.loans.of_household(call.args.household)
        walk_ins = desk.walk_ins.of_household(call.args.household)
        secrets = desk.households.reveal_all(call.args.household, reason) if reason else {}
    data = {
        **_card(card, secrets),
        "loans": [loan_row(one) for one in loans],
        "walk_ins": [walk_in_row(one) for one in walk_ins],
    }
    return Answer(data=data, text=f"{_card_text(card, secrets)}\n{loan_lines(loans)}".rstrip())


def _card(card: HouseholdCard, secrets: dict[str, dict[str, str]]) -> dict[str, object]:
    line = card.line
    return {
        "household_no": line.household_no,
        "head_name": line.head_name,
        "village": line.village,
        "group_no": line.group_no,
        "household_status": word("household_status", line.status),
        "told": word("told", line.told),
        **{key: _fact(key, text) for key, text in card.facts},
        "members": [
            {
                "member_no": one.member_no,
                "name": one.name,
                "relation_to_head": one.relation,
                "age": one.age,
                "id_number_masked": one.id_masked,
                "phone_masked": one.phone_masked,
                **secrets.get(one.member_no, {}),
            }
            for one in card.members
        ],
        "visits": [visit_row(one) for one in card.visits],
        "checks": [
            {
                "check_no": one.check_no,
                "checked_on": one.checked_on,
                "outcome": word("outcome", one.outcome),
                "policy_pack": one.policy_pack,
            }
            for one in card.checks
        ],
        "notices": [
            {"notice_no": one.notice_no, "title": one.title, "issued_on": one.issued_on}
            for one in card.notices
        ],
        "notes": dict(card.note),
    }


def _fact(key: str, text: str) -> str:
    """A fact of a household: codes of an enum as their word."""
    enums = {"household_type", "monitor_category", "risk_cleared", "needs_continued_support"}
    return word(key, text) if key in enums else text


def _card_text(card: HouseholdCard, secrets: dict[str, dict[str, str]]) -> str:
    line = card.line
    status = word("household_status", line.status)
    head = f"{line.head_name}  {line.household_no}  {line.village}  {status}"
    members = table(
        (
            one.name,
            one.relation,
            one.age,
            secrets.get(one.member_no, {}).get("id_number", one.id_masked),
            secrets.get(one.member_no, {}).get("phone", one.phone_masked),
        )
        for one in card.members
    )
    visits = table(
        (
            one.visited_on,
            word("publicity_method", one.publicity_method),
            word("contact_result", one.contact_result),
            one.note,
        )
        for one in card.visits
    )
    return f"{head}\n{members}\n{visits or '还没有走访记录。'}"


def _note_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("household", metavar="NO")
    for name in _NOTES:
        option = "--" + name.replace("_", "-")
        parser.add_argument(option, dest=name, default=None, metavar="T", help=_OPTIONS[name])


def _note(call: Call) -> Answer:
    given = {name: getattr(call.args, name) for name in _NOTES}
    fields = {name: text for name, text in given.items() if text is not None}
    with call.desk(write=bool(fields)) as desk:
        notes = desk.households.edit_note(call.args.household, **fields)
    return Answer(
        data={"household_no": call.args.household, "notes": notes},
        text="\n".join(f"{_OPTIONS[name]}：{text or '-'}" for name, text in notes.items()),
    )


def _entry_arguments(parser: argparse.ArgumentParser, *, new: bool) -> None:
    if not new:
        parser.add_argument("walk_in", metavar="NO")
    parser.add_argument("--name", metavar="N", required=True)
    parser.add_argument("--village", metavar="V", required=True)
    parser.add_argument("--group", metavar="G", default="")
    parser.add_argument("--id-number", metavar="ID", default="")
    parser.add_argument("--phone", metavar="P", default="")
    parser.add_argument("--address-note", metavar="T", default="")
    parser.add_argument("--needs-note", metavar="T", default="")
    parser.add_argument("--remark", metavar="T", default="")
    parser.add_argument("--on", metavar="DATE", default="")
    parser.add_argument("--township", metavar="CODE", default="")
    if new:
        parser.add_argument("--anyway", action="store_true", help="疑似重复也照样记")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    _entry_arguments(parser, new=True)


def _edit_arguments(parser: argparse.ArgumentParser) -> None:
    _entry_arguments(parser, new=False)


def _entry(args: argparse.Namespace) -> WalkInEntry:
    return WalkInEntry(
        name=args.name,
        village=args.village,
        group_no=args.group,
        id_number=args.id_number,
        phone=args.phone,
        address_note=args.address_note,
        needs_note=args.needs_note,
        remark=args.remark,
        met_on=day(args.on) if args.on else None,
        township=args.township,
    )


def _add(call: Call) -> Answer:
    with call.desk() as desk:
        twins = desk.walk_ins.twins(_entry(call.args)) if call.args.anyway else []
        made = desk.walk_ins.add(_entry(call.args), anyway=call.args.anyway)
    same = [
        {
            "by": word("twin_by", one.by),
            "household_no": one.household_no or None,
            "walk_in_no": one.walk_in_no or None,
            "name": one.name,
            "village": one.village,
        }
        for one in twins
    ]
    return Answer(
        data={**walk_in_row(made), "twins": same},
        text=f"已记下，编号 {made.walk_in_no}。不在名单，不计入帮扶户。",
    )


def _edit(call: Call) -> Answer:
    with call.desk() as desk:
        made = desk.walk_ins.edit(call.args.walk_in, _entry(call.args))
    return Answer(data=walk_in_row(made), text=f"{made.walk_in_no} 已改。")


def _link_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("walk_in", metavar="NO")
    parser.add_argument("--household", metavar="NO", required=True)


def _unlink_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("walk_in", metavar="NO")


def _link(call: Call) -> Answer:
    with call.desk() as desk:
        made = desk.walk_ins.link(call.args.walk_in, call.args.household)
    text = f"{made.walk_in_no} 与 {made.household_no} 已关联；households unlink 可以撤销。"
    return Answer(data=walk_in_row(made), text=text)


def _unlink(call: Call) -> Answer:
    with call.desk() as desk:
        made = desk.walk_ins.unlink(call.args.walk_in)
    return Answer(data=walk_in_row(made), text=f"{made.walk_in_no} 的关联已撤销。")


def _walk_ins(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.walk_ins.listed()
    lines = table(
        (one.walk_in_no, one.name, one.village, one.phone_masked, one.household_no) for one in found
    )
    return items([walk_in_row(one) for one in found], lines, empty="没有名单外的人。")


def walk_in_row(one: WalkInLine) -> dict[str, object]:
    """Somebody on no roster as JSON shows it."""
    return {
        "walk_in_no": one.walk_in_no,
        "name": one.name,
        "village": one.village,
        "group_no": one.group_no,
        "township_code": one.township_code,
        "id_number_masked": one.id_masked,
        "phone_masked": one.phone_masked,
        "address_note": one.address_note,
        "needs_note": one.needs_note,
        "remark": one.remark,
        "met_on": one.met_on,
        "household_no": one.household_no or None,
        "linked_on": one.linked_on,
        "officer": one.officer,
    }


VERBS: tuple[Verb, ...] = (
    Verb(
        words=("households", "find"),
        help="按首字母、姓名、后四位、户编号、借据找户",
        arguments=_find_arguments,
        run=_find,
    ),
    Verb(
        words=("households", "show"),
        help="一户的全部情况（脱敏）",
        arguments=_show_arguments,
        run=_show,
    ),
    Verb(
        words=("households", "note"),
        help="写自己的补充（电话、住址说明…），名单更新不会覆盖",
        arguments=_note_arguments,
        run=_note,
    ),
    Verb(
        words=("households", "add"),
        help="记一个名单外的人（不计入帮扶户）",
        arguments=_add_arguments,
        run=_add,
    ),
    Verb(
        words=("households", "edit"),
        help="改一条名单外的记录",
        arguments=_edit_arguments,
        run=_edit,
    ),
    Verb(words=("households", "walk-ins"), help="名单外的人", arguments=nothing, run=_walk_ins),
    Verb(
        words=("households", "link"),
        help="把名单外的记录与名单里的户关联",
        arguments=_link_arguments,
        run=_link,
    ),
    Verb(
        words=("households", "unlink"),
        help="撤销关联",
        arguments=_unlink_arguments,
        run=_unlink,
    ),
)
