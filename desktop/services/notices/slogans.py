"""Which slogans are printed: one of the library, all of them, or one that was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import UserError

if TYPE_CHECKING:
    from desktop.services.records import NoticeScope
    from desktop.services.session import Session


def chosen(session: Session, scope: NoticeScope, pack: str) -> list[tuple[str, str]]:
    """Text and clause of each slogan wanted; nothing said means the whole library.

    A typed one brings its clause along: without it the sheet names what is missing.

    Raises:
        UserError: `slogan_unknown` for a number of the library that the policy does not carry.
    """
    library = session.shelf.templates.slogans(pack)
    if not scope.slogan:
        return [(text, clause) for _, text, clause in library]
    for number, text, clause in library:
        if scope.slogan in {number, text}:
            return [(text, scope.slogan_clause or clause)]
    if scope.slogan.isascii():
        known = " ".join(number for number, _, _ in library)
        raise UserError("slogan_unknown", slogan=scope.slogan, known=known)
    return [(scope.slogan, scope.slogan_clause)]
