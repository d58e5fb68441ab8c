"""From a wish to drafts: which policy is cited, whom the sheets are about, what is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.services.notices.pointed import OFFICES
from desktop.services.notices.subject import Subject
from desktop.services.notices.values import subjects

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop.printing.drafts import Draft
    from desktop.printing.ink import Page
    from desktop.printing.templates import Field, Sheet
    from desktop.services.notices.checks import Sources
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

    Step = Callable[[int, int], None]

PACK = "PACK"
"""All sheets of a village's round in one document."""

PRODUCT = "BFXE"
_PUBLIC_LISTS = frozenset({"F16", "F16W"})
_IDENTITY = "id_number"
_FOR_NOBODY = "sheet_for_nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to print: which sheet, about whom, on which paper.

    What is only looked at (`look`) has the identity numbers masked as every screen has them.
    """

    kind: str
    scope: NoticeScope
    paper: str
    look: bool = False


@dataclass(frozen=True, slots=True)
class Composed:
    """A draft, whom it is about, and what is printed aslant over it."""

    draft: Draft
    subject: Subject
    mark: str


def composed(session: Session, wish: Wish, sources: Sources, step: Step) -> list[Composed]:
    """The drafts of a sheet, or of all sheets of a village's round.

    Raises:
        UserError: `no_pack_in_force`, `notice_pack_unsupported`, `sheet_for_nobody`, and those of
            `subjects` and of the drafts.
    """
    if wish.kind != PACK:
        return _of_kind(session, wish, sources, step)
    if not wish.scope.village:
        raise UserError("notice_scope_missing")
    house = session.shelf.templates.house["pack"]
    found: list[Composed] = []
    for one in wish.scope.kinds or tuple(house["kinds"]):
        try:
            found += _of_kind(session, replace(wish, kind=one), sources, step)
        except UserError as refused:
            if refused.code != _FOR_NOBODY:
                raise
    if not found:
        raise UserError(_FOR_NOBODY, title=house["title"])
    return found


def _of_kind(session: Session, wish: Wish, sources: Sources, step: Step) -> list[Composed]:
    from desktop.printing import drafts

    shelf, kind = session.shelf, wish.kind
    sheet = shelf.templates.sheet(kind)
    pack, archive = _pack(session, sheet.packs, wish.scope.pack)
    shelf.templates.pack(sheet, pack)
    about = subjects(session, sheet, wish.scope, pack, sources, step=step)
    if not about:
        raise UserError(_FOR_NOBODY, title=sheet.title)
    draft_only = kind in _PUBLIC_LISTS and session.store.identity.role not in OFFICES
    mark = "archive" if archive else "review" if draft_only else ""
    found = []
    for one in about:
        values = covered(sheet, one.values) if wish.look else one.values
        try:
            draft = drafts.compose(
                kind,
                wish.paper,
                values,
                templates=shelf.templates,
                fonts=shelf.fonts,
                pack_id=pack,
                blank=wish.scope.blank,
            )
        except UserError as refused:
            raise _named(refused, one, len(about)) from refused
        found.append(Composed(draft, one, mark or ("draft" if one.values.get("draft") else "")))
    return found


def covered(sheet: Sheet, values: dict[str, object]) -> dict[str, object]:
    """The values with every identity number masked, those in the rows of a list too."""
    told, listed = _masked(sheet.fields, values), _listed(sheet, values)
    return {**told, "rows": [_masked(sheet.rows, row) for row in listed]} if listed else told


def identified(sheet: Sheet, values: dict[str, object]) -> bool:
    """Whether any identity number stands on the sheet, in a line or in a row of its list."""
    own, in_rows = _identities(sheet.fields), _identities(sheet.rows)
    return any(values.get(name) for name in own) or any(
        row.get(name) for row in _listed(sheet, values) for name in in_rows
    )


def _listed(sheet: Sheet, values: dict[str, object]) -> list[dict[str, object]]:
    """The rows of a list that has identity numbers, none of any other."""
    rows = values.get("rows") if _identities(sheet.rows) else None
    return list(rows) if isinstance(rows, list | tuple) else []


def _masked(fields: Mapping[str, Field], values: dict[str, object]) -> dict[str, object]:
    from desktop.rules.privacy import masked

    secret = _identities(fields)
    return {
        name: masked(_IDENTITY, value) if name in secret and isinstance(value, str) else value
        for name, value in values.items()
    }


def _identities(fields: Mapping[str, Field]) -> set[str]:
    """The fields that are identity numbers."""
    return {field.of for field in fields.values() if field.privacy == _IDENTITY}


def _named(refused: UserError, one: Subject, count: int) -> UserError:
    """Among many sheets it is said whose name or note no font can print."""
    if refused.code != "glyph_missing" or count == 1:
        return refused
    return UserError("glyph_missing_of", whose=one.name, no=one.household_no, **refused.params)


def cited_pack(session: Session, kind: str) -> str:
    """The pack that a sheet of a kind cites today; raises `no_pack_in_force`."""
    return _pack(session, session.shelf.templates.sheet(kind).packs, "")[0]


def _pack(session: Session, known: tuple[str, ...], wanted: str) -> tuple[str, bool]:
    """The pack that a sheet cites, and whether it is printed for the file only."""
    from desktop.rules.binding import cited

    county, today = session.store.identity.county_code, session.today()
    pack = cited(session.packs.current, PRODUCT, county, today, known)
    if pack is None:
        raise UserError("no_pack_in_force")
    if wanted and wanted != pack:
        return wanted, True
    return pack, False


def missing(found: Sequence[Composed], pattern: str) -> tuple[tuple[str, str], ...]:
    """What stops the printing, each once; what not all sheets lack is named with whose it is."""
    lacking = Counter(gap for one in found for gap in one.draft.missing)
    named = {
        gap: gap if lacking[gap] == len(found) else (gap[0], _whose(one, gap[1], pattern))
        for one in reversed(found)
        for gap in one.draft.missing
    }
    return tuple(dict.fromkeys(named[gap] for gap in lacking))


def _whose(one: Composed, label: str, pattern: str) -> str:
    return pattern.format(row=one.subject.name, field=label)


class Leaves:
    """The pages of many drafts; a sheet is laid out when one of its pages is looked at."""

    def __init__(self, found: list[Composed]) -> None:
        self._found = found
        self._counts = [one.draft.count() for one in found]
        self._laid: tuple[int, list[Page]] = (-1, [])

    def __len__(self) -> int:
        return sum(self._counts)

    def page(self, number: int) -> bytes:
        """A page (from 0) as a PDF of its own."""
        from desktop.printing import drafts

        place, inside = self._place(number)
        if self._laid[0] != place:
            one = self._found[place]
            self._laid = (place, one.draft.pages(mark=one.mark))
        return drafts.one_page(self._found[place].draft, self._laid[1][inside])

    def whole(self) -> bytes:
        """All pages as one PDF, without numbers."""
        from desktop.printing import drafts

        return drafts.bind([(one.draft, None) for one in self._found], mark=self._found[0].mark)

    def _place(self, number: int) -> tuple[int, int]:
        for place, count in enumerate(self._counts):
            if number < count:
                return place, number
            number -= count
        raise IndexError(number)
