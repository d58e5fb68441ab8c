"""Verbs of the handbook: the products that banks offer, and whom to ask."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from msgspec.structs import asdict, replace

from desktop.cli.frame import Answer, Call, Verb, day, items, table
from desktop.services.products import FIELDS
from desktop.services.records.people import ProductEntry
from desktop.texts import word

if TYPE_CHECKING:
    from desktop.services.records.people import ProductLine

_SHORT = 8
_GIVEN = (*FIELDS, "contact")


def _text(one: ProductLine) -> tuple[object, ...]:
    until = f"{one.valid_to} 停办" if not one.offered else ""
    return one.id[-_SHORT:], one.name, one.bank, one.contact_name or "没有联系人", until


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="连同停办的")


def _list(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.products.listed(over=call.args.all)
    return items([asdict(one) for one in found], table(map(_text, found)), empty="手册还是空的。")


def _entry_arguments(parser: argparse.ArgumentParser) -> None:
    for name in _GIVEN:
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, default=None, metavar="T", help=word("product_field", name))


def _said(args: argparse.Namespace) -> dict[str, str]:
    """What was said on the command line, and nothing else."""
    return {name: getattr(args, name) for name in _GIVEN if getattr(args, name) is not None}


def _add(call: Call) -> Answer:
    with call.desk() as desk:
        kept = desk.products.add(ProductEntry(**_said(call.args)))
    return Answer(data=asdict(kept), text=f"已加进手册：{kept.name}。")


def _edit_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("product", metavar="ID", help="编号，或它的最后八位（products list 里有）")
    _entry_arguments(parser)


def _edit(call: Call) -> Answer:
    with call.desk() as desk:
        known = desk.products.one(call.args.product)
        before = ProductEntry(**{name: getattr(known, name) for name in _GIVEN})
        kept = desk.products.edit(known.id, replace(before, **_said(call.args)))
    return Answer(data=asdict(kept), text=f"已改好：{kept.name}。")


def _end_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("product", metavar="ID")
    parser.add_argument("--on", default="", metavar="DATE", help="从哪天起停办（默认今天）")


def _end(call: Call) -> Answer:
    on = day(call.args.on) if call.args.on else None
    with call.desk() as desk:
        kept = desk.products.end(call.args.product, on)
    return Answer(data=asdict(kept), text=f"{kept.name} {kept.valid_to} 起停办，记录保留。")


VERBS: tuple[Verb, ...] = (
    Verb(words=("products", "list"), help="金融产品手册", arguments=_list_arguments, run=_list),
    Verb(words=("products", "add"), help="加一个产品", arguments=_entry_arguments, run=_add),
    Verb(words=("products", "edit"), help="修改产品", arguments=_edit_arguments, run=_edit),
    Verb(words=("products", "end"), help="产品停办", arguments=_end_arguments, run=_end),
)
