"""Verbs that read the other offices' Excel files."""

from __future__ import annotations

import argparse
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Call, Verb, day, table, yuan
from desktop.errors import UserError
from desktop.texts import roster_changes as changes
from desktop.texts import sentence, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from desktop.services.imports import Imports
    from desktop.services.records.imports import (
        ImportColumn,
        ImportLook,
        ImportReport,
        ProblemLine,
        SheetFacts,
        TownshipChanges,
    )

KINDS = (
    ("assignment", "包干乡镇明细表"),
    ("roster", "名单（监测系统导出）"),
    ("loans", "银行贷款台账"),
    ("interest", "季度结息清单"),
    ("payments", "一卡通发放结果"),
    ("visits", "旧的工作台账（Excel）"),
)
_SHOWN = 40


def _arguments(kind: str, parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不导入")
    parser.add_argument(
        "--errors", type=Path, default=None, metavar="OUT.xlsx", help="把待改的行另存，改好可再导入"
    )
    parser.add_argument(
        "--as-of", default="", metavar="DATE", help="这张表的截止日期；默认取表头里的日期"
    )
    _mapping_argument(parser)
    parser.add_argument(
        "--adopt", action="append", default=[], metavar="行号:列", help="采用这一格的建议，可写多次"
    )
    if kind == "roster":
        parser.add_argument("--whole", action="store_true", help="名单减少一半以上时也照样导入")


def _mapping_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="表头=字段",
        help="这一列是哪个字段，可写多次；等号后留空就不读这一列；导入后记住",
    )


def _import(kind: str, call: Call) -> Answer:
    args = call.args
    with call.desk(write=not args.dry_run) as desk, _stoppable(desk.imports):
        report = desk.imports.take(
            kind,
            args.file,
            dry_run=args.dry_run,
            errors=args.errors,
            as_of=day(args.as_of) if args.as_of else None,
            whole=getattr(args, "whole", False),
            mapping=_mapping(args.map),
            adopted=_adopted(args.adopt),
            foreseen=announce,
        )
    return Answer(data=data(report), text=told(report))


@contextmanager
def _stoppable(imports: Imports) -> Iterator[None]:
    """Ctrl+C stops an import that has not gone in yet: nothing has changed then, and it is said."""
    before = len(imports.runs())
    try:
        yield
    except KeyboardInterrupt:
        if len(imports.runs()) > before:
            raise
        raise UserError("import_stopped") from None


def announce(found: Sequence[TownshipChanges]) -> None:
    """Say what is about to change before anything is written."""
    for one in found:
        sys.stderr.write(f"将导入　{changes.of_township(one)}\n")
    sys.stderr.flush()


def _mapping(texts: Iterable[str]) -> dict[str, str]:
    """Headers and fields as they were typed; the last sign of equality parts them."""
    found: dict[str, str] = {}
    for text in texts:
        header, sign, name = text.rpartition("=")
        if not sign or not header:
            raise UserError("mapping_form", value=text)
        found[header] = name.strip()
    return found


def _adopted(texts: Iterable[str]) -> dict[tuple[int, str], str]:
    """Cells as they were typed; what is suggested for them is taken."""
    found: dict[tuple[int, str], str] = {}
    for text in texts:
        row, sign, column = text.partition(":" if ":" in text else "：")
        if not sign or not column or not row.isdecimal():
            raise UserError("adopt_form", value=text)
        found[int(row), column] = ""
    return found


def data(report: ImportReport) -> dict[str, object]:
    """The JSON document of an import or a dry run."""
    texts = report.facts.named_texts
    return {
        "kind": report.kind,
        "run": report.run or None,
        "version": report.version,
        "as_of": report.as_of,
        "dry_run": report.dry_run,
        "already_imported": report.already_imported or None,
        "rows": report.rows,
        "households": report.households,
        "members": report.members,
        "imported_rows": report.imported_rows,
        "held_rows": report.held_rows,
        "written": report.written,
        "named_rows": [
            {"row": row, "kind": kind} | ({"text": texts[row]} if row in texts else {})
            for row, kind in report.named_rows
        ],
        "problems": [_problem(one) for one in report.problems],
        "problem_counts": report.problem_counts,
        "adopted": [
            {
                "row": one.row,
                "column": one.column,
                "field": one.field,
                "original": one.original or None,
                "value": one.value,
            }
            for one in report.adopted
        ],
        "mended": report.mended,
        "mapping_remembered": report.mapping_remembered,
        "changes": _changes(report.changes),
        "changes_by_township": [_township(one) for one in report.townships],
        "townships_untouched": [_township(one) for one in report.untouched],
        "refusal": _refusal(report),
        **_facts(report.facts),
    }


def _changes(counts: Mapping[str, int]) -> dict[str, int]:
    return {word("change_type", code): count for code, count in counts.items()}


def _township(one: TownshipChanges) -> dict[str, object]:
    return {
        "township_code": one.township_code,
        "township": one.township,
        "households_before": one.had,
        "households": one.has,
        "changes": _changes(one.counts),
    }


def _refusal(report: ImportReport) -> dict[str, object] | None:
    found = report.refusal
    return {"code": found.code, "message": _why(found)} if found else None


def _why(refusal: UserError) -> str:
    """The sentence of a refusal that a dry run foresees: nothing was to go in anyway."""
    return sentence(refusal.code, refusal.params)


def _problem(one: ProblemLine) -> dict[str, object]:
    related: dict[str, object] = {"related_rows": one.related_rows} if one.related_rows else {}
    return {
        "row": one.row,
        "column": one.column or None,
        "field": one.field or None,
        "code": one.code,
        "effect": one.effect,
        "original": one.original or None,
        "value": one.value or None,
        "suggestion": one.suggestion or None,
        "stage": one.stage,
        **({"about": one.about} if one.about else {}),
        **related,
    }


def _facts(facts: SheetFacts) -> dict[str, object]:
    return {
        "sheet": facts.sheet,
        "other_sheets": [
            {"name": name, "purpose": purpose} for name, purpose in facts.other_sheets
        ],
        "header_row": facts.header_row,
        "last_row": facts.last_row,
        "columns": [_column(one) for one in facts.columns],
        "hidden_rows": facts.hidden_rows,
        "filled_down": [
            {
                "field": one.field,
                "first_row": one.first_row,
                "last_row": one.last_row,
                "merged": one.merged,
            }
            for one in facts.filled_down
        ],
        "duplicates": [{"code": code, "rows": rows} for code, rows in facts.duplicates],
        "totals": {name.removesuffix("_fen"): yuan(fen) for name, fen in facts.totals.items()},
        "households_in_file": facts.households_in_file,
        "villages": [
            {
                "division_code": one.division_code,
                "township": one.township,
                "village": one.village,
                "households": one.households,
                "members": one.members,
            }
            for one in facts.villages
        ],
        "distribution": facts.distribution,
        "period_from": facts.period_from,
        "period_to": facts.period_to,
        "balance_changes": facts.balance_changes,
        "changes_waiting": facts.changes_waiting,
        "batch": facts.batch or None,
        "townships_of_county": facts.townships_of_county,
    }


def _column(one: ImportColumn) -> dict[str, object]:
    return {
        "letter": one.letter,
        "header": one.header,
        "field": one.field or None,
        **({"unit": one.unit} if one.unit else {}),
        **({"hidden": True} if one.hidden else {}),
        **({"corrected": True} if one.corrected else {}),
        **({"remembered": True} if one.remembered else {}),
    }


def told(report: ImportReport) -> str:
    """What an import or a dry run says to a person; numbers of people are masked."""
    from desktop.texts import sheets

    shown = [one for one in report.problems if one.effect != "fixed"]
    lines = table(
        (
            f"第{one.row}行" if one.row else "-",
            "待改" if one.effect == "held" else "请核对",
            one.column,
            one.shown_original or one.shown_value,
            sheets.problem(one) + _related(one),
            sheets.suggestion(one),
        )
        for one in shown[:_SHOWN]
    )
    left = len(shown) - _SHOWN
    more = f"还有 {left} 处没有列出：--json 有全部，待改的行用 --errors 导出。" if left > 0 else ""
    return "\n".join(part for part in (_head(report), *_said(report), lines, more) if part)


def _related(one: ProblemLine) -> str:
    rows = "、".join(map(str, one.related_rows))
    return f"（同第 {rows} 行）" if rows else ""


def _head(report: ImportReport) -> str:
    if report.dry_run:
        done = "检查完，没有导入"
        counted = "不用改" if report.refusal else "可导入"
    else:
        version = f"，版本 {report.version}" if report.version else ""
        done, counted = f"已导入（第 {report.run} 次）{version}", "已导入"
    people = f"，{report.households} 户 {report.members} 人" if report.kind == "roster" else ""
    return (
        f"{done}：{report.rows} 行，{counted} {report.imported_rows} 行，待改 {report.held_rows} 行"
        f"{people}。"
    )


def _said(report: ImportReport) -> Iterable[str]:
    """What a person has decided, now or earlier, and what was found beside the rows."""
    if report.refusal:
        yield f"照这样导入会被拒绝：{_why(report.refusal)}"
    yield from map(changes.of_township, report.townships)
    yield changes.untouched(report.untouched)
    if report.already_imported:
        yield f"这个文件已经导入过（第 {report.already_imported} 次），再导入不会有变化。"
    if report.mapping_remembered:
        yield "用了以前记住的列对应（mappings list 可看，mappings forget 可忘掉）。"
    for one in report.adopted:
        yield f"第{one.row}行“{one.column}”采用了建议：{one.shown_original} 改为 {one.shown_value}"
    if report.facts.changes_waiting:
        yield f"余额变动有 {report.facts.changes_waiting} 笔随待改的行一起等待。"


def _look_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=[kind for kind, _ in KINDS], metavar="KIND")
    parser.add_argument("file", type=Path, metavar="FILE")
    _mapping_argument(parser)


def _look(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.imports.look(call.args.kind, call.args.file, mapping=_mapping(call.args.map))
    return Answer(data=_looked(found), text=_look_text(found))


def _looked(found: ImportLook) -> dict[str, object]:
    return {
        "kind": found.kind,
        "sheet": found.sheet,
        "header_row": found.header_row,
        "columns": [_column(one) for one in found.columns],
        "fields": [
            {"field": one.field, "header": one.header, "required_with": one.required_with}
            for one in found.fields
        ],
        "missing": found.missing,
        "mapping_remembered": found.remembered,
    }


def _look_text(found: ImportLook) -> str:
    usual = {one.field: one.header for one in found.fields}
    lines = table(
        (one.letter, one.header, usual.get(one.field, ""), one.unit) for one in found.columns
    )
    missing = "；".join("或".join(usual[name] for name in group) for group in found.missing)
    return lines + (f"\n还缺这些列：{missing}。可用 --map 表头=字段 指明。" if missing else "")


VERBS: tuple[Verb, ...] = (
    *(
        Verb(
            words=(kind, "import"),
            help=f"导入{title}",
            arguments=partial(_arguments, kind),
            run=partial(_import, kind),
        )
        for kind, title in KINDS
    ),
    Verb(words=("imports", "look"), help="先看表头对应", arguments=_look_arguments, run=_look),
)
