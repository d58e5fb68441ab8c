"""Verbs of erasing: what a person may ask to have erased, and the record of it."""

from __future__ import annotations

import argparse

from desktop.cli.frame import Answer, Call, Verb, items, nothing, table
from desktop.texts import sentence, word

_WAYS = {
    "visit": ("--visit", "VISIT_NO", "一条走访记录，连同照片和需求了结"),
    "photo": ("--photo", "ID", "一张照片（evidence list 里的编号）"),
    "household": (
        "--household",
        "NO",
        (
            "一户：备注、走访、照片、核对、送达、交回的单子、挂上的名单外人员；"
            "名单、贷款和告知单登记不在内"
        ),
    ),
    "walk_in": ("--walk-in", "NO", "名单外人员：本人的记录和走访"),
}


def _arguments(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_mutually_exclusive_group(required=True)
    for kind, (flag, name, said) in _WAYS.items():
        ways.add_argument(flag, dest=kind, metavar=name, help=said)
    parser.add_argument("--reason", required=True, metavar="R", help="依据和原因，长期留存")


def _erase(call: Call) -> Answer:
    kind, subject = next((k, v) for k in _WAYS if (v := getattr(call.args, k)) is not None)
    with call.desk() as desk:
        done = desk.erasing.erase(kind, subject, call.args.reason)
    params = {"operations": done.operations, "photos": done.photos, "copies": done.copies}
    said = [sentence("erased", params)]
    if done.copies:
        said.append(sentence("erased_copies", params))
    if done.refused_bundles:
        said.append(sentence("erased_bundles", {"n": done.refused_bundles}))
    said.append(sentence("erased_elsewhere", {}))
    return Answer(
        data={
            "kind": kind,
            "subject": subject,
            **params,
            "refused_bundles": done.refused_bundles,
        },
        text="\n".join(said),
    )


def _list(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.erasing.listed()
    rows: list[dict[str, object]] = [
        {
            "id": one.id,
            "kind": one.kind,
            "subject": one.subject,
            "reason": one.reason,
            "officer": one.officer,
            "at": one.at,
            "operations": one.operations,
            "photos": one.photos,
        }
        for one in found
    ]
    text = table(
        (f"{one.at:%Y-%m-%d}", word("erased", one.kind), one.subject, one.officer, one.reason)
        for one in found
    )
    return items(rows, text, empty="没有抹除过内容。")


VERBS: tuple[Verb, ...] = (
    Verb(words=("erase",), help="依法抹除内容（县里）", arguments=_arguments, run=_erase),
    Verb(words=("erasures", "list"), help="抹除过什么、谁、为什么", arguments=nothing, run=_list),
)
