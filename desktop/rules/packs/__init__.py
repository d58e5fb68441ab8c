"""Policy packs: dated policy with citations, parsed and proved before anything is decided.

`parse` takes the files of `resources/policy` by name and gives one frozen set. A pack is TOML:

- `[pack]` id, layer (national, province, prefecture, county, bank), the layer it lies over,
  region prefixes, the subsidy scheme, and the day on which a person checked it;
- `[document]` number, title, issuers, dates, the source text beside the pack and its digest;
- `[[binding]]` which contracts it binds: product, first and last signing day, code, clause, why;
- `[parameter.NAME]` a dated number: unit, the date that selects it, the tighter direction;
- `[open.NAME]` a number that the text leaves to others, with its readings; `[fills]` answers one;
- `[[rule]]` a condition of an application: clause, force, findings with a code, a result and a
  `when`; a finding may have an `except` with its own clause, a `reading` (the open point on whose
  recommended reading it rests) and `exits`; `applies` says when a rule is asked at all;
- `[[hint]]` what informs and decides nothing, `[[renewal]]` and `[[claim]]` the conditions of a
  renewal or extension and of a claim on the risk fund, in the same form;
- `[cites]` where a lower document repeats a condition of the layer above;
- `[overlay]`, `[becomes]`, `[[calculator]]` for plans laid over a contract, continued products
  and neighbouring products;
- `[[clause]]` item and verbatim text (only the line breaks of the page are closed up).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.rules.money import Numerals
from desktop.rules.packs import layers, parsing, proofs
from desktop.rules.packs.model import (
    Bound,
    Calculator,
    Clause,
    Dated,
    Document,
    Open,
    Pack,
    PackSet,
    Parameter,
    Question,
    Rule,
    Window,
    plain_item,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "Bound",
    "Calculator",
    "Clause",
    "Dated",
    "Document",
    "Open",
    "Pack",
    "PackSet",
    "Parameter",
    "Question",
    "Rule",
    "Window",
    "parse",
]

_NUMERALS = "numerals.toml"
_QUESTIONS = "questions.toml"
_LPR = "lpr.toml"


def parse(texts: Mapping[str, str | bytes]) -> PackSet:
    """Read and prove a set of pack files and source texts, by file name.

    Raises:
        UserError: a `pack_…` code with file, table path, key and what may stand there.
    """
    raw = {name: _bytes(text) for name, text in sorted(texts.items())}
    special = (_NUMERALS, _QUESTIONS, _LPR)
    files = [name for name in raw if name.endswith(".toml") and name not in special]
    drafts = [parsing.draft(name, _text(name, raw[name]), raw) for name in files]
    _unique(drafts)
    everywhere = {
        (one.document.number, clause.item): clause for one in drafts for clause in one.clauses
    }
    packs = layers.build(drafts, everywhere)
    windows = [window for pack in packs.values() for window in pack.windows]
    proofs.windows(windows, packs)
    asked = parsing.read_toml(_QUESTIONS, _text(_QUESTIONS, raw.get(_QUESTIONS, b"")))
    questions = parsing.questions(asked, everywhere)
    proofs.readings_exist(drafts, frozenset(one.code for one in questions))
    numerals = parsing.read_toml(_NUMERALS, _text(_NUMERALS, raw[_NUMERALS]))
    rates = parsing.read_toml(_LPR, _text(_LPR, raw[_LPR]))
    return PackSet(
        packs=packs,
        lpr=parsing.prime_rates(rates),
        lpr_checked=rates.flag("checked"),
        questions=questions,
        unbound=asked.table("unbound").text("reason"),
        numerals=Numerals.of(numerals.raw),
        digest=_digest(raw),
        windows=_by_product(windows),
        by_item=_by_item(drafts),
    )


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _text(file: str, raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise UserError("pack_not_toml", file=file, where=str(error.start)) from error


def _unique(drafts: Sequence[parsing.Draft]) -> None:
    seen: set[str] = set()
    for one in drafts:
        number = one.document.number
        if one.id in seen:
            raise one.rest.table("pack").fault("pack_name_twice", "id", name=one.id)
        if number in seen:
            raise one.rest.table("document").fault("pack_name_twice", "number", name=number)
        seen |= {one.id, number}


def _digest(raw: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, text in raw.items():
        whole.update(f"{name} {hashlib.sha256(text).hexdigest()}\n".encode())
    return whole.hexdigest()


def _by_product(windows: Sequence[Window]) -> dict[str, tuple[Window, ...]]:
    found: dict[str, list[Window]] = {}
    for one in sorted(windows, key=lambda window: -window.rank):
        found.setdefault(one.product, []).append(one)
    return {product: tuple(group) for product, group in found.items()}


def _by_item(drafts: Sequence[parsing.Draft]) -> dict[tuple[str, str], Clause]:
    found = {}
    for one in drafts:
        for clause in one.clauses:
            found[one.id, plain_item(clause.item)] = clause
            found[one.document.number, plain_item(clause.item)] = clause
    return found
