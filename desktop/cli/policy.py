"""Verbs of the rules: checks from the ledger and pure rules from lines of JSON."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path

from desktop.cli.frame import Answer, Call, Verb, day, fen
from desktop.errors import UserError
from desktop.services.facts import FACT_KINDS
from desktop.services.records.checks import CheckOutcome, CheckRequest, CheckRow
from desktop.texts import choices, sentence, word
from desktop.texts.checks import fact_name, far, finding, not_asked, replayed, rule_name
from desktop.words import words

DECISION = "是否发放贷款由银行依法自主决策。"


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--household", required=True, metavar="NO")
    parser.add_argument("--member", required=True, metavar="NO")
    parser.add_argument("--amount", required=True, metavar="A", help="元，例如 50000 或 5万")
    parser.add_argument("--months", required=True, type=int, metavar="N")
    parser.add_argument(
        "--purpose", required=True, metavar="CODE", help="生产经营、建房、结婚、理财 …"
    )
    parser.add_argument("--purpose-text", default="", metavar="TEXT")
    parser.add_argument("--on", default="", metavar="DATE", help="申请日，默认今天")
    parser.add_argument("--fact", action="append", default=[], metavar="KEY=VALUE")


def facts_of(pairs: list[str]) -> dict[str, str]:
    """Answers as they were typed, KEY=VALUE; raises `fact_form`."""
    facts: dict[str, str] = {}
    for pair in pairs:
        key, mark, value = pair.partition("=")
        if not mark:
            raise UserError("fact_form", value=pair)
        facts[key] = value
    return facts


def _check(call: Call) -> Answer:
    args = call.args
    request = CheckRequest(
        household_no=args.household,
        member_no=args.member,
        amount_fen=fen(args.amount),
        months=args.months,
        purpose_code=words().known("purpose_code", args.purpose) or args.purpose,
        purpose_text=args.purpose_text,
        facts=facts_of(args.fact),
        applied_on=day(args.on) if args.on else None,
    )
    with call.desk() as desk:
        found = desk.eligibility.check(request)
    data = {
        "outcome": found.worst,
        "reasons": [_reason(row) for row in found.reasons],
        "missing": list(found.missing),
        "hints": list(found.hints),
        "policy_pack": found.policy_pack or None,
        "check_no": found.check_no,
        "verdict": [found.low.lower(), found.high.lower()],
        "digest": found.digest,
    }
    return Answer(data=data, text=_shown(found, f"核对编号 {found.check_no}"))


def _reason(row: CheckRow) -> dict[str, str | None]:
    result = "met" if row.result == "not_applicable" else row.result
    return {"rule": row.rule, "result": result, "code": row.code or None, "clause": row.clause}


def _shown(found: CheckOutcome, note: str) -> str:
    """The outcome, why this policy, a line for each finding, and what may still be answered."""
    head = f"{word('outcome', found.outcome)}（{note}）。{DECISION}"
    asked = [_asked(fact) for fact in found.missing]
    return "\n".join([head, found.reason, *map(_said, found.rows), *asked])


def _said(row: CheckRow) -> str:
    said = not_asked(row.facts) if row.facts else finding(row.code, row.says) if row.code else ""
    found = f"  {said}{far(row.distances)}" if said else ""
    name, result = rule_name(row.rule, row.title), word("rule_result", row.result)
    return f"{name}  {result}  {row.clause_short}{found}"


def _asked(fact: str) -> str:
    """A fact that can still change the outcome, as it is answered on the command line."""
    kind = FACT_KINDS.get(fact, "")
    enum = "yes_no" if kind == "bool" else kind
    listed = [] if kind in {"money", "day", "text", ""} else [one for _, one in choices(enum)]
    may = f"（{' | '.join(listed)}）" if listed else ""
    return f"可补：--fact {fact}=…  {fact_name(fact)}{may}"


def _replay_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("check_no", metavar="CHECK_NO")


def _replay(call: Call) -> Answer:
    with call.desk() as desk:
        found = desk.eligibility.replay(call.args.check_no)
    data = {
        "check_no": found.check_no,
        "checked_on": found.checked_on.isoformat(),
        "household_no": found.household_no,
        "outcome": found.outcome.worst,
        "stored_digest": found.digest,
        "digest": found.outcome.digest,
        "same": found.same,
        "policy_found": found.policy_found,
    }
    note = replayed(same=found.same, policy_found=found.policy_found)
    return Answer(data=data, text=_shown(found.outcome, note))


def _rules_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.jsonl", help="- 表示标准输入")


def _rules(kind: str, call: Call) -> Answer:
    name = call.args.file
    if name == "-":
        raw = sys.stdin.buffer.read()
    elif Path(name).is_file():
        raw = Path(name).read_bytes()
    else:
        raise UserError("path_missing", name=name)
    status = 0
    answers: list[dict[str, object]] = []
    for line in raw.decode("utf-8-sig", errors="replace").split("\n"):
        if not line.strip():
            continue
        answer = call.door.policy.answer(kind, line)
        fault = answer.get("error")
        if isinstance(fault, dict):
            status = 1
            params = fault.pop("params", {})
            fault.setdefault("message", sentence(str(fault["code"]), params))
        answers.append(answer)
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in answers)
    return Answer(data={}, text=lines, status=status)


VERBS: tuple[Verb, ...] = (
    Verb(
        words=("eligibility", "check"),
        help="政策条件核对（不代表银行审批结果）",
        arguments=_check_arguments,
        run=_check,
    ),
    Verb(
        words=("eligibility", "replay"),
        help="按当时的政策文本重算一次存下的核对，比对摘要",
        arguments=_replay_arguments,
        run=_replay,
    ),
    *(
        Verb(
            words=("rules", kind),
            help=f"按规则逐行回答（{title}）",
            arguments=_rules_arguments,
            run=partial(_rules, kind),
            ledger=False,
            own_output=True,
        )
        for kind, title in (
            ("eligibility", "条件"),
            ("subsidy", "贴息"),
            ("compensation", "风险补偿"),
            ("renewal", "续贷展期"),
        )
    ),
)
