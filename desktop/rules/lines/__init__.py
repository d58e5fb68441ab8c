"""JSON lines: one question each, answered alone and the same on every day.

`answer` never raises for bad input. A line that cannot be read gives
`{"id": …, "error": {"code": …, "params": {"field": …, "form": …}}}`; the caller takes `params` out
and puts the sentence of `desktop.texts.rules.TEXTS[code]` with them under `message`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rules.lines import compensation, eligibility, renewal, subsidy
from desktop.rules.lines.reading import Fault, Fields, parse_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.rules.packs import PackSet

_KINDS: dict[str, Callable[[Fields, PackSet], dict[str, object]]] = {
    "eligibility": eligibility.answer,
    "subsidy": subsidy.answer,
    "compensation": compensation.answer,
    "renewal": renewal.answer,
}
KINDS: tuple[str, ...] = tuple(_KINDS)


def answer(kind: str, line: str, packs: PackSet) -> dict[str, object]:
    """Answer one line of a kind (eligibility, subsidy, compensation, renewal)."""
    name: object = None
    try:
        raw = parse_line(line)
        name = raw.get("id")
        found = _KINDS[kind](Fields(raw), packs)
    except Fault as fault:
        params = {"field": fault.field, "form": fault.form}
        shown = name if isinstance(name, str) else None
        return {"id": shown, "error": {"code": fault.code, "params": params}}
    return {"id": name, **found}
