"""Which slogans are printed: one of the library, all of them, or one that was typed."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.services.records.papers import SloganClause

if TYPE_CHECKING:
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session


KIND = "F02"


def clauses(session: Session, pack: str) -> list[SloganClause]:
    """What an own slogan may stand on: a clause of the policy, or that it is no text of it."""
    found = session.packs.current.packs[pack].clauses
    listed = [SloganClause(ref=one.ref, item=one.item, text=one.text) for one in found]
    return [SloganClause(ref=_free(session), item=_free(session), text=""), *listed]


def chosen(session: Session, scope: NoticeScope, pack: str) -> list[tuple[str, str]]:
    """Text and clause of each slogan wanted; nothing said means the whole library.

    A typed one brings its clause along: without it the sheet names what is missing.

    Raises:
        UserError: `slogan_unknown` for a number of the library that the policy does not carry,
            `slogan_clause_unknown` for a clause that it does not have, `slogan_empty` for blanks.
    """
    library = session.shelf.templates.slogans(pack)
    if not scope.slogan:
        return [(text, clause) for _, text, clause in library]
    if not scope.slogan.strip():
        raise UserError("slogan_empty")
    for number, text, clause in library:
        if scope.slogan in {number, text}:
            return [(text, clause)]
    if scope.slogan.isascii():
        known = " ".join(number for number, _, _ in library)
        raise UserError("slogan_unknown", slogan=scope.slogan, known=known)
    return [(scope.slogan, _cited(session, scope.slogan_clause, pack))]


def _cited(session: Session, said: str, pack: str) -> str:
    """The full citation of a clause however it was written; nothing said stays nothing."""
    if not said:
        return ""
    known = clauses(session, pack)
    for one in known:
        if _plain(said) in {_plain(one.ref), _plain(one.item)}:
            return one.ref
    items = " ".join(one.item for one in known)
    raise UserError("slogan_clause_unknown", clause=said, known=items)


def _plain(text: str) -> str:
    """A citation without the differences that a keyboard makes."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _free(session: Session) -> str:
    word: str = session.shelf.templates.sheet(KIND).layout["slogan"]["free"]
    return word
