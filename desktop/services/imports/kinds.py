"""The kinds of files that can be taken in, in the order in which a county takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.services.imports import assignment, interest, loans, payments, roster, visits

if TYPE_CHECKING:
    from desktop.services.imports.ground import Kind
    from desktop.words import Words

_ALL = (assignment.KIND, roster.KIND, loans.KIND, interest.KIND, payments.KIND, visits.KIND)
KINDS: dict[str, Kind] = {one.name: one for one in _ALL}


def kind_named(name: str, words: Words) -> Kind:
    """The kind of that name; raises `import_kind_unknown` for what no ledger keeps yet."""
    if name not in KINDS:
        raise UserError("import_kind_unknown", kind=name, name=words.word("import_kind", name))
    return KINDS[name]
