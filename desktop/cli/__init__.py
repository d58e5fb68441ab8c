"""The command line: every verb of an officer without a window.

Others script against it: words, options and JSON keys stay as they are.
Exit status 0 done, 1 the input or the situation is at fault, 2 the command line is wrong, 141
(as of any program in a shell) the pipe behind it was closed.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, cast

from desktop.cli import (
    applications,
    compensation,
    courses,
    day,
    decisions,
    directory,
    erasing,
    evidence,
    exchange,
    fund,
    households,
    import_runs,
    imports,
    inspections,
    ledgers,
    lists,
    loans,
    needs,
    outreach,
    overdue,
    packs,
    paper,
    parameters,
    policy,
    products,
    publicity,
    renewals,
    rosters,
    subsidies,
    suspensions,
    sync,
    walk_ins,
)
from desktop.cli.frame import Answer, Call, Verb, show
from desktop.cli.grammar import Parser
from desktop.cli.nouns import NOUNS
from desktop.errors import UserError
from desktop.texts import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop.services.door import Door

VERBS: tuple[Verb, ...] = (
    *ledgers.VERBS,
    *imports.VERBS,
    *import_runs.VERBS,
    *rosters.VERBS,
    *loans.VERBS,
    *inspections.VERBS,
    *overdue.VERBS,
    *renewals.VERBS,
    *suspensions.VERBS,
    *applications.VERBS,
    *decisions.VERBS,
    *households.VERBS,
    *walk_ins.VERBS,
    *outreach.VERBS,
    *evidence.VERBS,
    *publicity.VERBS,
    *needs.VERBS,
    *day.VERBS,
    *policy.VERBS,
    *packs.VERBS,
    *parameters.VERBS,
    *subsidies.VERBS,
    *courses.VERBS,
    *compensation.VERBS,
    *fund.VERBS,
    *paper.VERBS,
    *directory.VERBS,
    *products.VERBS,
    *lists.VERBS,
    *sync.VERBS,
    *exchange.VERBS,
    *erasing.VERBS,
)
HINTS = {
    "header_not_found": "列名不同的，先用 imports look 看，再加 --map 表头=字段。",
    "import_run_unknown": "用 imports list 看。",
    "mapping_unknown": "用 mappings list 看。",
    "roster_shrunk": "在命令行里加 --whole。",
    "no_mechanism_known": "文件从以前起算的，由县里用 parameters set … --from 写那一天。",
    **paper.HINTS,
}
"""What belongs to a sentence on the command line alone."""

_UNREAD = 128 + 13  # as the shell tells of a program that SIGPIPE ended

FIRST_WORDS = frozenset(verb.words[0] for verb in VERBS)


def parser(path: Callable[[str], Path], word: str = "") -> argparse.ArgumentParser:
    """The parser of the verbs that begin with a word, or else of all.

    `path` turns a typed ledger into a path. One verb is made ready in a moment, all are not.
    """
    top = Parser(prog="python -m desktop", description="乡镇信贷工作台：不开窗口也能办的每一件事。")
    first = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    groups: dict[str, argparse._SubParsersAction[Parser]] = {}
    for verb in [one for one in VERBS if one.words[0] == word] or VERBS:
        place = first
        if len(verb.words) > 1:
            head = verb.words[0]
            if head not in groups:
                group = first.add_parser(head, help=NOUNS[head], description=NOUNS[head])
                groups[head] = group.add_subparsers(dest="what", required=True, metavar="WHAT")
            place = groups[head]
        own = place.add_parser(verb.words[-1], help=verb.help, description=verb.help)
        _dress(own, verb, path)
    return top


def _dress(own: argparse.ArgumentParser, verb: Verb, path: Callable[[str], Path]) -> None:
    """Give a verb its arguments and those that all share."""
    if verb.ledger:
        own.add_argument("ledger", metavar="LEDGER", type=path, help="账本文件")
    verb.arguments(own)
    if verb.words not in {("join",), ("county", "enrol")}:
        own.add_argument("--officer", default="", help="谁在用（一台电脑有几个人时）")
    own.add_argument("--json", action="store_true", help="只输出一个 JSON 文档")
    own.set_defaults(run=verb)


def main(argv: Sequence[str], door: Door, path: Callable[[str], Path]) -> int:
    """Run one verb; returns the exit status. Where nobody reads on, it ends without a word."""
    try:
        try:
            return _run(argv, door, path)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):  # what still waits in them is let go at the end
            os.dup2(nowhere, stream.fileno())
        return _UNREAD


def _run(argv: Sequence[str], door: Door, path: Callable[[str], Path]) -> int:
    args = parser(path, argv[0] if argv else "").parse_args(argv)
    verb = cast("Verb", args.run)
    try:
        answer = verb.run(Call(args, door))
    except Exception as fault:
        coded = _coded(_of_the_machine(fault))
        if coded is None:
            raise
        answer = coded
        if not args.json:
            sys.stderr.write(answer.text + "\n")
            return answer.status
    show(answer, as_json=args.json and not verb.own_output)
    return answer.status


def _of_the_machine(fault: Exception) -> Exception:
    """A file that cannot be read or written is a fault of the situation, not of the program."""
    if isinstance(fault, OSError) and not hasattr(fault, "params"):
        return UserError("file_system", name=fault.filename or "", why=fault.strerror or "")
    return fault


def _coded(fault: Exception) -> Answer | None:
    """The answer for a fault that the officer can act on; None for a bug."""
    code = getattr(fault, "code", None)
    params = getattr(fault, "params", None)
    if not isinstance(code, str) or not isinstance(params, dict):
        return None
    message = sentence(code, params) + HINTS.get(code, "")
    return Answer(
        data={
            "error": {
                "code": code,
                "message": message,
                **{k: v for k, v in params.items() if k not in {"code", "message"}},
            }
        },
        text=message,
        status=1,
    )
