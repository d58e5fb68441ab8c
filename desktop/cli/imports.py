"""Verbs that read the other offices' Excel files."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.cli.frame import Answer, Call, Verb, day, table
from desktop.services.records import ImportReport
from desktop.texts import word

KINDS = (("roster", "名单（监测系统导出）"),)


_SHOWN = 40


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不导入")
    parser.add_argument(
        "--errors", type=Path, default=None, metavar="OUT.xlsx", help="把待改的行另存，改好可再导入"
    )
    parser.add_argument(
        "--as-of", default="", metavar="DATE", help="名单截止日期；默认取表头里的日期"
    )
    parser.add_argument("--whole", action="store_true", help="名单减少一半以上时也照样导入")


def _import(kind: str, call: Call) -> Answer:
    args = call.args
    with call.desk(write=not args.dry_run) as desk:
        report = desk.imports.take(
            kind,
            args.file,
            dry_run=args.dry_run,
            errors=args.errors,
            as_of=day(args.as_of) if args.as_of else None,
            whole=args.whole,
        )
    return Answer(data=_data(report), text=_text(report))


def _data(report: ImportReport) -> dict[str, object]:
    return {
        "version": report.version,
        "as_of": report.as_of,
        "dry_run": report.dry_run,
        "rows": report.rows,
        "households": report.households,
        "members": report.members,
        "imported_rows": report.imported_rows,
        "held_rows": report.held_rows,
        "named_rows": [{"row": row, "kind": kind} for row, kind in report.named_rows],
        "problems": [
            {
                "row": one.row,
                "column": one.column,
                "code": one.code,
                "effect": one.effect,
                "original": one.original,
                "suggestion": one.suggestion,
            }
            for one in report.problems
        ],
        "changes": {word("change_type", code): count for code, count in report.changes.items()},
    }


def _text(report: ImportReport) -> str:
    done = "检查完，没有导入" if report.dry_run else f"已导入，版本 {report.version}"
    from desktop.texts.sheets import PROBLEMS

    head = (
        f"{done}：{report.rows} 行，可导入 {report.imported_rows} 行，待改 {report.held_rows} 行，"
        f"{report.households} 户 {report.members} 人。"
    )
    shown = [one for one in report.problems if one.effect != "fixed"]
    lines = table(
        (
            f"第{one.row}行" if one.row else "-",
            one.column,
            one.original,
            PROBLEMS.get(one.code, one.code),
            one.suggestion,
        )
        for one in shown[:_SHOWN]
    )
    left = len(shown) - _SHOWN
    more = f"\n还有 {left} 处没有列出，--errors 导出的文件里有全部。" if left > 0 else ""
    return f"{head}\n{lines}{more}" if lines else head


VERBS: tuple[Verb, ...] = (
    *(
        Verb(
            words=(kind, "import"),
            help=f"导入{title}",
            arguments=_arguments,
            run=lambda call, kind=kind: _import(kind, call),  # type: ignore[misc]
        )
        for kind, title in KINDS
    ),
)
