"""Verbs of a settlement quarter: settle it, list what was settled, show how a figure came about."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Call, Verb, day, items, table, yuan
from desktop.texts import derived, word
from desktop.texts.subsidies import TOTALS_DIFFER, said_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.records.subsidies import BatchLine, Derivation, SubsidyLine, Sums

_COUNTS = (
    "households", "loans", "lines", "listed", "needs_review", "held", "not_listed", "named",
)  # fmt: skip
_TOTALS = (
    "interest", "central_t1", "province_t1", "central_t2", "local", "subsidy", "borrower",
    "open_interest",
)  # fmt: skip
_ALL = -1


def _settle_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--year", required=True, type=int, metavar="Y")
    parser.add_argument("--quarter", required=True, type=int, metavar="Q", help="1 到 4")
    parser.add_argument("--closed", required=True, metavar="DATE", help="名单截止日")
    parser.add_argument("--bank", default="", metavar="B", help="只列这一家银行的贷款")


def _settle(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        run = desk.subsidies.settle_quarter(
            args.year, args.quarter, list_closed_on=day(args.closed), bank=args.bank
        )
        named = desk.subsidies.lines(
            run.batch_no, revision=run.revision, status="named", limit=_ALL
        )
    data = {**_batch(run), "named_loans": [_named(one) for one in named]}
    lines = [_summary(run), *_townships(run)]
    lines += [f"{one.loan_no}  {_sentences(one)}" for one in named]
    return Answer(data=data, text="\n".join(lines))


def _named(one: SubsidyLine) -> dict[str, object]:
    return {
        "loan_no": one.loan_no,
        "household_no": one.household_no or None,
        "code": one.flags[0],
        "missing": list(one.missing),
        "message": _sentences(one),
    }


def _batch(run: BatchLine) -> dict[str, object]:
    return {
        "batch_no": run.batch_no,
        "revision": run.revision,
        "newest": run.newest,
        "year": run.year,
        "quarter": run.quarter,
        "bank": run.bank,
        "period_from": run.period_from,
        "period_to": run.period_to,
        "list_closed_on": run.list_closed_on,
        "settled_at": run.settled_at,
        "officer": run.officer,
        "policy_digest": run.policy_digest,
        **_sums(run.sums),
        "townships": [
            {
                "township_code": one.township_code,
                "township": one.township,
                **_sums(one.sums),
            }
            for one in run.townships
        ],
    }


def _sums(sums: Sums) -> dict[str, object]:
    return {
        **{name: getattr(sums, name) for name in _COUNTS},
        **{name: yuan(getattr(sums, f"{name}_fen")) for name in _TOTALS},
    }


def _summary(run: BatchLine) -> str:
    sums = run.sums
    counts = "，".join(f"{word('line_status', name)} {getattr(sums, name)}" for name in _COUNTS[3:])
    return (
        f"批次 {run.batch_no} 第 {run.revision} 版：{run.year} 年第 {run.quarter} 季度"
        f"（{run.period_from} 至 {run.period_to}），{run.bank or '各家银行'}，"
        f"{sums.households} 户 {sums.loans} 笔：{counts}。\n{_money(sums)}"
    )


def _money(sums: Sums) -> str:
    return (
        f"全部 {sums.lines} 行合计：利息 {yuan(sums.interest_fen)} = "
        f"财政贴息 {yuan(sums.subsidy_fen)} + 自付 "
        f"{yuan(sums.borrower_fen)} + 暂不能计算 {yuan(sums.open_interest_fen)}；"
        f"中央 {yuan(sums.central_t1_fen)} + {yuan(sums.central_t2_fen)}，"
        f"省级 {yuan(sums.province_t1_fen)}，地方 {yuan(sums.local_fen)}。"
    )


def _townships(run: BatchLine) -> Iterator[str]:
    for one in run.townships:
        yield f"{one.township_code} {one.township}：{_money(one.sums)}"


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--batch", default="", metavar="NO", help="列出这一批的明细")
    parser.add_argument("--revision", default=0, type=int, metavar="N", help="默认最新一版")


def _list(call: Call) -> Answer:
    args = call.args
    with call.desk(write=False) as desk:
        if not args.batch:
            runs = desk.subsidies.batches()
            text = "\n".join(_summary(one) for one in runs)
            return items([_batch(one) for one in runs], text, empty="还没有测算过贴息。")
        found = desk.subsidies.lines(args.batch, revision=args.revision, limit=_ALL)
        differing = desk.subsidies.differing(args.batch, args.revision)
    text = table(
        (
            one.line_no, one.village, one.household_no, one.borrower_name, one.loan_no,
            yuan(one.interest_due_fen), yuan(one.subsidy_total_fen),
            yuan(one.borrower_share_fen), word("line_status", one.line_status), _sentences(one),
        )
        for one in found
    )  # fmt: skip
    if differing:
        text += f"\n{TOTALS_DIFFER.format(townships='、'.join(differing))}"
    data = {"items": [_line(one) for one in found], "differing": list(differing)}
    return Answer(data=data, text=text)


def _line(one: SubsidyLine) -> dict[str, object]:
    return {
        "line_no": one.line_no,
        "township_code": one.township_code,
        "village": one.village,
        "household_no": one.household_no,
        "borrower_name": one.borrower_name,
        "relation_to_head": word("relation_to_head", one.relation_to_head),
        "loan_no": one.loan_no,
        "product_code": one.product_code,
        "renewal_type": word("renewal_type", one.renewal_type) or None,
        "bank": one.bank,
        "drawn_on": one.drawn_on,
        "maturity_on": one.maturity_on,
        "principal": yuan(one.principal_fen),
        "period_from": one.period_from,
        "period_to": one.period_to,
        "days": one.days,
        "interest_due": yuan(one.interest_due_fen),
        "interest_paid": yuan(one.interest_paid_fen),
        "bank_interest": yuan(one.bank_interest_fen),
        "own_interest": yuan(one.own_interest_fen),
        "interest_difference": yuan(one.interest_difference_fen),
        "central_t1": yuan(one.central_t1_fen),
        "province_t1": yuan(one.province_t1_fen),
        "central_t2": yuan(one.central_t2_fen),
        "local_amount": yuan(one.local_amount_fen),
        "subsidy_total": yuan(one.subsidy_total_fen),
        "borrower_share": yuan(one.borrower_share_fen),
        "difference": yuan(one.difference_fen),
        "policy_pack_version": one.policy_pack_version or None,
        "clauses": list(one.clauses),
        "flags": list(one.flags),
        "missing": list(one.missing),
        "line_status": word("line_status", one.line_status),
    }


def _sentences(one: SubsidyLine) -> str:
    return "".join(map(said_of, one.flags))


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--batch", required=True, metavar="NO")
    parser.add_argument("--loan", required=True, metavar="NO", help="借据编号")
    parser.add_argument("--revision", default=0, type=int, metavar="N", help="默认最新一版")


def _show(call: Call) -> Answer:
    args = call.args
    with call.desk(write=False) as desk:
        found = desk.subsidies.derivation(args.batch, args.loan, revision=args.revision)
    data = {
        "batch_no": args.batch,
        "loan_no": args.loan,
        "items": [_derived(one) for one in found],
    }
    return Answer(data=data, text="\n\n".join("\n".join(_derivation(one)) for one in found))


def _derived(one: Derivation) -> dict[str, object]:
    return {
        **_line(one.line),
        "figures": [
            {
                "name": figure.name,
                "amount": yuan(figure.amount_fen),
                "less": yuan(figure.less_fen),
                "products": [
                    {
                        "from": product.first,
                        "to": product.last,
                        "days": product.days,
                        "amount": yuan(product.amount_fen),
                        "rate": product.rate,
                        "basis": product.basis,
                    }
                    for product in figure.steps
                ],
            }
            for figure in one.figures
        ],
        "equation": [{"name": name, "amount": yuan(fen)} for name, fen in one.equation],
        "digest": one.digest,
        "agrees": one.agrees,
        "same_policy": one.same_policy,
    }


def _derivation(one: Derivation) -> Iterator[str]:
    """The lines that a person can check by hand."""
    line = one.line
    yield " ".join(
        text
        for text in (
            line.loan_no, line.borrower_name, line.household_no,
            word("product_code", line.product_code), word("renewal_type", line.renewal_type),
            line.policy_pack_version, word("line_status", line.line_status),
        )
        if text
    )  # fmt: skip
    yield from derived.sentences(one, yuan)
    yield from line.clauses


VERBS: tuple[Verb, ...] = (
    Verb(
        words=("subsidies", "settle"),
        help="测算一个季度的贴息，存成一批",
        arguments=_settle_arguments,
        run=_settle,
    ),
    Verb(
        words=("subsidies", "list"),
        help="测算过的批次，或一批的明细",
        arguments=_list_arguments,
        run=_list,
    ),
    Verb(
        words=("subsidies", "show"),
        help="一笔贴息是怎么算出来的",
        arguments=_show_arguments,
        run=_show,
    ),
)
