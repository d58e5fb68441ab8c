"""Verbs over what was taken in: imports listed and taken back, mappings that are remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Call, Verb, items, nothing, table
from desktop.cli.imports import KINDS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from desktop.services.records.imports import ImportRunLine


def _runs(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.imports.runs()
    titles = dict(KINDS)
    lines = table(
        (
            one.run,
            titles.get(one.kind, one.kind),
            one.file,
            one.taken_at.astimezone().strftime("%Y-%m-%d %H:%M"),
            one.officer,
            f"{one.imported_rows}/{one.rows}",
            "已撤销" if one.undone_at else (f"{one.undo_until} 前可撤销" if one.undoable else ""),
        )
        for one in found
    )
    return items([_run(one) for one in found], lines, empty="还没有导入过文件。")


def _run(one: ImportRunLine) -> dict[str, object]:
    return {
        "run": one.run,
        "kind": one.kind,
        "file": one.file,
        "sha256": one.sha256,
        "taken_at": one.taken_at,
        "officer": one.officer,
        "as_of": one.as_of,
        "version": one.version or None,
        "rows": one.rows,
        "imported_rows": one.imported_rows,
        "held_rows": one.held_rows,
        "adopted": one.adopted,
        "written": one.written,
        "undo_until": one.undo_until,
        "undoable": one.undoable,
        "undone_at": one.undone_at,
        "undone_by": one.undone_by or None,
        "undo_reason": one.undo_reason or None,
    }


def _undo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="RUN", help="第几次导入，见 imports list")
    parser.add_argument("--reason", required=True, help="为什么撤销")


def _undo(call: Call) -> Answer:
    with call.desk() as desk:
        one = desk.imports.undo(call.args.number, reason=call.args.reason)
    return Answer(data=_run(one), text=f"第 {one.run} 次导入（{one.file}）已撤销。")


def _mappings(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.imports.mappings()
    rows: list[dict[str, object]] = [
        {
            "id": one.id,
            "kind": one.kind,
            "headers": one.headers,
            "mapping": one.mapping,
            "named": one.named,
            "remembered_at": one.remembered_at,
            "officer": one.officer,
        }
        for one in found
    ]
    titles = dict(KINDS)
    lines = table((one.id, titles.get(one.kind, one.kind), _named(one.named)) for one in found)
    return items(rows, lines, empty="没有记住列对应。")


def _named(mapping: Mapping[str, str]) -> str:
    return " ".join(f"{header}={name or '（不读）'}" for header, name in mapping.items())


def _forget_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("mapping", metavar="ID", help="见 mappings list")


def _forget(call: Call) -> Answer:
    with call.desk() as desk:
        desk.imports.forget(call.args.mapping)
    return Answer(data={"forgotten": call.args.mapping}, text="已忘掉，下次按列名自动对应。")


VERBS: tuple[Verb, ...] = (
    Verb(words=("imports", "list"), help="导入过的文件", arguments=nothing, run=_runs),
    Verb(words=("imports", "undo"), help="撤销一次导入", arguments=_undo_arguments, run=_undo),
    Verb(words=("mappings", "list"), help="记住的列对应", arguments=nothing, run=_mappings),
    Verb(words=("mappings", "forget"), help="忘掉列对应", arguments=_forget_arguments, run=_forget),
)
