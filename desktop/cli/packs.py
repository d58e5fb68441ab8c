"""Verbs of policy documents: what is in force, what is in it, and what the county installs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Call, Verb, code, day, items, nothing, table
from desktop.texts import sentence, word
from desktop.texts.checks import rule_name
from desktop.texts.rules import FINDINGS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from desktop.services.records.policy import ContractLine, PackLine, PackPage, Span, Stage

_NO_PACK = "没有适用的文件"


def _pack(one: PackLine) -> dict[str, object]:
    return {
        "pack_id": one.pack_id,
        "layer": word("layer", one.layer),
        "over": one.over,
        "number": one.number,
        "title": one.title,
        "issuers": list(one.issuers),
        "signed_on": one.signed_on,
        "published_on": one.published_on,
        "checked_on": one.checked_on,
        "era": word("pack_era", one.era),
        "origin": word("pack_origin", one.origin),
        "binds": one.binds,
        "note": one.note,
        "clauses": one.clauses,
        "digest": one.digest,
    }


def _pack_lines(found: Iterable[PackLine]) -> str:
    return table(
        (
            one.pack_id,
            word("layer", one.layer),
            one.number,
            one.title,
            word("pack_origin", one.origin),
            "现在适用" if one.binds else "",
        )
        for one in found
    )


def _list(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        packs, refused = desk.policy.packs(), desk.policy.refused()
    aside = [
        {"file": file, "code": name, "message": sentence(name, params)}
        for file, name, params in refused
    ]
    text = "\n".join([_pack_lines(packs), *(str(one["message"]) for one in aside)])
    return Answer(data={"items": [_pack(one) for one in packs], "refused": aside}, text=text)


def _pack_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pack", metavar="PACK", help="政策文件的编号，例如 SX-2026")


def _show(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        page = desk.policy.pack(call.args.pack)
    data = {
        **_pack(page.line),
        "clauses": [{"item": one.item, "ref": one.ref, "text": one.text} for one in page.clauses],
        "parameters": [
            {
                "pack_id": one.pack_id,
                "name": one.name,
                "unit": one.unit,
                "dates": one.dates,
                "tighter": one.tighter,
                "may_loosen": one.may_loosen,
                "values": [
                    {"from": each.start, "to": each.end, "value": each.value, "clause": each.ref}
                    for each in one.values
                ],
            }
            for one in page.parameters
        ],
        "rules": [
            {"rule": one.name, "clause": one.ref, "force": one.force, "codes": list(one.codes)}
            for one in page.rules
        ],
        "windows": [_span(one) for one in page.windows],
        "source": page.source,
    }
    return Answer(data=data, text=_page(page))


def _page(page: PackPage) -> str:
    line = page.line
    head = [f"{line.number} {line.title}", "、".join(line.issuers), line.note]
    numbers = [
        f"{one.name} = {each.value}（{one.unit}，{each.start} 起，{each.ref}）"
        for one in page.parameters
        for each in one.values
    ]
    rules = [f"{rule_name(one.name, one.title)}  {one.short}" for one in page.rules]
    spans = [_span_line(one) for one in page.windows]
    clauses = [one.text for one in page.clauses]
    return "\n".join(part for part in [*head, *spans, *numbers, *rules, *clauses] if part)


def _files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="政策文件和它的原文")


def _checked(packs: list[PackLine], changed: list[str], head: str) -> Answer:
    data = {"items": [_pack(one) for one in packs], "changed": changed}
    news = f"{head}：{'、'.join(changed)}" if changed else "与现用的一致，没有变化。"
    return Answer(data=data, text="\n".join(part for part in (_pack_lines(packs), news) if part))


def _check(call: Call) -> Answer:
    library = call.door.policy
    packs = library.check(call.args.files)
    return _checked(packs, library.news(call.args.files), "可以安装，什么都还没有改动")


def _install(call: Call) -> Answer:
    with call.desk() as desk:
        changed = desk.policy.news(call.args.files)
        packs = desk.policy.install(call.args.files)
    return _checked(packs, changed, "已安装，下次同步时发给各乡镇")


def _withdraw_arguments(parser: argparse.ArgumentParser) -> None:
    _pack_argument(parser)
    parser.add_argument("--reason", required=True, metavar="R")


def _withdraw(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        desk.policy.withdraw(args.pack, args.reason)
    return Answer(
        data={"pack_id": args.pack, "reason": args.reason},
        text=f"已撤回 {args.pack}，历史里保留；下次同步时通知各乡镇。",
    )


def _contract_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--product", required=True, metavar="P", help="例如 BFXE 或 帮扶小额信贷")
    parser.add_argument("--signed", required=True, metavar="D", help="签订日")
    parser.add_argument("--drawn", required=True, metavar="D", help="放款日")
    parser.add_argument("--maturity", required=True, metavar="D", help="到期日")


def _contract(call: Call) -> Answer:
    args = call.args
    product = code("product_code", args.product)
    days = [day(text) for text in (args.signed, args.drawn, args.maturity)]
    with call.desk(write=False) as desk:
        found = desk.policy.contract(product, *days)
    return Answer(data=_contract_data(found), text=_contract_text(found))


def _contract_data(found: ContractLine) -> dict[str, object]:
    return {
        "product": found.product,
        "signed_on": found.signed_on,
        "spans": [_span(one) for one in found.spans],
        "stages": [
            {
                "kind": word("stage_kind", one.kind),
                "from": one.start,
                "to": one.end,
                "policy_pack": one.pack_id or None,
                "title": one.title,
                "codes": list(one.codes),
                "reason": one.reason,
                "clause": one.ref,
            }
            for one in found.stages
        ],
    }


def _contract_text(found: ContractLine) -> str:
    stages = [_stage_line(one) for one in found.stages]
    return "\n".join([*stages, "签订日的分段：", *(_span_line(one) for one in found.spans)])


def _span(one: Span) -> dict[str, object]:
    return {
        "product": one.product,
        "from": one.start,
        "to": one.end,
        "policy_pack": one.pack_id or None,
        "title": one.title,
        "code": one.code or None,
        "reason": one.reason,
        "clause": one.ref,
    }


def _span_line(one: Span) -> str:
    found = FINDINGS.get(one.code, one.code)
    days = f"{one.start or '最早'} 至 {one.end or '以后'}"
    return "  ".join(part for part in (days, one.pack_id or _NO_PACK, found, one.reason) if part)


def _stage_line(one: Stage) -> str:
    found = "".join(FINDINGS.get(each, each) for each in one.codes)
    days = str(one.start) if one.end == one.start else f"{one.start} 至 {one.end or '以后'}"
    kind = word("stage_kind", one.kind)
    pack = one.pack_id or _NO_PACK
    return "  ".join(part for part in (kind, days, pack, found, one.reason) if part)


def _questions(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.policy.questions()
    rows: list[dict[str, object]] = [
        {
            "code": one.code,
            "point": one.point,
            "readings": list(one.readings),
            "recommended": one.recommended,
            "clause": one.ref,
            "flags": list(one.flags),
        }
        for one in found
    ]
    text = table((one.code, one.point, f"建议：{one.recommended}") for one in found)
    return items(rows, text, empty="没有。")


def _rates(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        rates = desk.policy.prime_rates()
    data = {
        "checked": rates.checked,
        "origin": word("pack_origin", rates.origin),
        "items": [
            {"from": one.start, "lpr_1y": one.one_year, "lpr_5y": one.five_years}
            for one in rates.rows
        ],
    }
    mark = "县里已核对" if rates.checked else "县里还没有核对，只作参考，不用来计算"
    lines = table((one.start, one.one_year, one.five_years) for one in rates.rows)
    return Answer(data=data, text=f"贷款市场报价利率（一年期、五年期以上，%），{mark}：\n{lines}")


VERBS: tuple[Verb, ...] = (
    Verb(words=("policy", "list"), help="现用的政策文件", arguments=nothing, run=_list),
    Verb(
        words=("policy", "show"), help="一份政策文件的全部内容", arguments=_pack_argument, run=_show
    ),
    Verb(
        words=("policy", "check"),
        help="核对政策文件能不能安装，什么都不改动",
        arguments=_files,
        run=_check,
        ledger=False,
    ),
    Verb(
        words=("policy", "install"),
        help="安装政策文件和原文，同步给各乡镇（县级）",
        arguments=_files,
        run=_install,
    ),
    Verb(
        words=("policy", "withdraw"),
        help="撤回县里安装的政策文件（县级）",
        arguments=_withdraw_arguments,
        run=_withdraw,
    ),
    Verb(
        words=("policy", "contract"),
        help="一笔合同各个阶段适用哪份文件",
        arguments=_contract_arguments,
        run=_contract,
    ),
    Verb(
        words=("policy", "questions"), help="文件没有写明的地方", arguments=nothing, run=_questions
    ),
    Verb(words=("policy", "rates"), help="贷款市场报价利率", arguments=nothing, run=_rates),
)
