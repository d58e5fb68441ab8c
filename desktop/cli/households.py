"""Verbs of households: find, show, the officer's own fields."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from msgspec.structs import replace

from desktop.cli.frame import Answer, Call, Verb, items, reason, table
from desktop.cli.loans import loan_lines, loan_row
from desktop.cli.outreach import visit_lines, visit_row
from desktop.cli.walk_ins import show_walk_in, walk_in_row, walk_in_text
from desktop.texts import sentence, word

if TYPE_CHECKING:
    from desktop.services.records.people import HouseholdCard

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
        "--reveal", metavar="REASON", default=None, help="显示完整证件号和电话，写明原因（留痕）"
    )


def _show(call: Call) -> Answer:
    why = reason(call.args.reveal)
    with call.desk(write=bool(why)) as desk:
        if desk.walk_ins.known(call.args.household):
            return show_walk_in(desk, call.args.household, why)
        card = desk.households.card(call.args.household)
        loans = desk.loans.of_household(call.args.household)
        walk_ins = desk.walk_ins.of_household(call.args.household)
        secrets = desk.households.reveal_all(call.args.household, why) if why else {}
    if why:
        visits = tuple(replace(one, **secrets.get(one.visit_no, {})) for one in card.visits)
        card = replace(card, note={**card.note, **secrets["own"]}, visits=visits)
    data = {
        **_card(card, secrets),
        "loans": [loan_row(one) for one in loans],
        "walk_ins": [walk_in_row(one) for one in walk_ins],
    }
    others = "\n".join(f"名单外：{walk_in_text(one)}" for one in walk_ins)
    parts = (_card_text(card, secrets), loan_lines(loans), others)
    return Answer(data=data, text="\n".join(part for part in parts if part))


def _card(card: HouseholdCard, secrets: dict[str, dict[str, str]]) -> dict[str, object]:
    line = card.line
    return {
        "household_no": line.household_no,
        "head_name": line.head_name,
        "village": line.village,
        "group_no": line.group_no,
        "household_status": word("household_status", line.status),
        "told": word("told", line.told),
        "moved": None
        if card.moved is None
        else {
            "direction": "left" if card.moved.left else "came",
            "township": card.moved.other,
            "since": card.moved.on,
        },
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
            {
                "notice_no": one.notice_no,
                "title": one.title,
                "issued_on": one.issued_on,
                "returned_on": one.returned_on,
            }
            for one in card.notices
        ],
        "notes": dict(card.note),
        "same_people": [
            {
                "name": one.member,
                "household_no": one.household_no,
                "head_name": one.head_name,
                "village": one.village,
            }
            for one in card.same_people
        ],
    }


def _fact(key: str, text: str) -> str:
    """A fact of a household: codes of an enum as their word."""
    enums = {"household_type", "monitor_category", "risk_cleared", "needs_continued_support"}
    return word(key, text) if key in enums else text


def _card_text(card: HouseholdCard, secrets: dict[str, dict[str, str]]) -> str:
    line = card.line
    status = word("household_status", line.status)
    head = f"{line.head_name}  {line.household_no}  {line.village}  {status}"
    if card.moved is not None:
        way = "转到" if card.moved.left else "转来自"
        head += f"  {card.moved.on or ''} {way}{card.moved.other}"
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
    visits = visit_lines(card.visits)
    twins = "".join(
        f"{sentence('roster_twin', {'member': one.member, 'others': one.household_no})}\n"
        for one in card.same_people
    )
    facts = f"{members}\n{_county_line(card, secrets)}{_own_lines(card)}"
    return f"{head}\n{facts}{twins}{visits or '还没有走访记录。'}"


def _county_line(card: HouseholdCard, secrets: dict[str, dict[str, str]]) -> str:
    """The household's number on the county's list."""
    phone = secrets.get("county", {}).get("phone", card.county_phone_masked)
    return f"名单上的电话：{phone}\n" if phone else ""


def _own_lines(card: HouseholdCard) -> str:
    """What the officer added herself, as far as there is something."""
    return "".join(
        f"我的补充·{label}：{card.note[name]}\n"
        for name, label in _OPTIONS.items()
        if card.note.get(name)
    )


def _note_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("household", metavar="NO")
    for name, what in _OPTIONS.items():
        option = "--" + name.replace("_", "-")
        parser.add_argument(option, dest=name, default=None, metavar="T", help=what)


def _note(call: Call) -> Answer:
    given = {name: getattr(call.args, name) for name in _OPTIONS}
    fields = {name: text for name, text in given.items() if text is not None}
    with call.desk(write=bool(fields)) as desk:
        notes = desk.households.edit_note(call.args.household, **fields)
    return Answer(
        data={"household_no": call.args.household, "notes": notes},
        text="\n".join(f"{_OPTIONS[name]}：{text or '-'}" for name, text in notes.items()),
    )


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
)
