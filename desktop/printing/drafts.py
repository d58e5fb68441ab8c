"""From values to a draft, from a draft to a sheet: what is missing first, then the bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.printing import qr
from desktop.printing.blanks import emptied, filled, given_rows
from desktop.printing.boards import board
from desktop.printing.booklets import booklet
from desktop.printing.flow import Job, SetLine, dressed
from desktop.printing.fonts import named
from desktop.printing.forms import form
from desktop.printing.ink import Text
from desktop.printing.leaflets import leaflet
from desktop.printing.letters import letter, notice
from desktop.printing.lists import ledger
from desktop.printing.pdf import Press
from desktop.printing.plates import Plate, plates, plates_of
from desktop.printing.privacy import check_hung, check_private
from desktop.printing.slogans import check_slogan, slogan
from desktop.printing.templates import PEN, STAMPED, citation
from desktop.printing.tiles import tile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from desktop.printing.fonts import Fonts
    from desktop.printing.ink import Page
    from desktop.printing.templates import Field, Line, Pack, Paper, Sheet, Templates

_FAMILIES: Mapping[str, Callable[[Job], list[Page]]] = {
    "board": board,
    "booklet": booklet,
    "form": form,
    "leaflet": leaflet,
    "letter": letter,
    "list": ledger,
    "notice": notice,
    "slogan": slogan,
}
_MARK_GREY = "D9D9D9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What makes a draft a registered sheet: number, day, signed header, and a mark if any."""

    notice_no: str
    issued_on: date
    header: bytes
    signature: bytes
    mark: str = ""

    @property
    def check_code(self) -> str:
        """The short code that can be typed to verify the sheet."""
        return qr.check_code(self.header, self.signature)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A sheet with its values, not yet numbered."""

    kind: str
    sheet: Sheet
    paper: Paper
    pack: Pack
    lines: tuple[Line, ...]
    values: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...]
    raw_rows: tuple[Mapping[str, object], ...]
    missing: tuple[tuple[str, str], ...]
    blank: bool
    canonical_text: str
    digest: bytes
    templates: Templates
    fonts: Fonts
    plates: tuple[Plate, ...] = ()

    def clauses(self) -> list[tuple[str, str]]:
        """Each sentence with its citation, in the order of the sheet."""
        return [
            (_fill(line, self.values), citation(line.clauses, line.note, self.pack))
            for line in self.lines
        ]

    def personal(self) -> list[str]:
        """The labels of all that the sheet says of a person, for the check before printing."""
        if self.blank:
            return []
        used = {name for line in self.lines for name in line.names}
        columns = self.sheet.columns_of(self.pack.pack_id)
        used |= {name for column in columns for name in column.fields}
        fields = [*self.sheet.fields.values(), *(self.sheet.rows.values() if self.rows else ())]
        impersonal = self.templates.house["levels"]["open"]
        told = [
            field.label
            for field in fields
            if field.name in used and field.privacy not in impersonal and field.source != PEN
        ]
        if self.plates:
            told.append(self.sheet.layout["plates"]["label"])
        return list(dict.fromkeys(told))

    def header(self, *, key_id: int, number: int, issued_on: date, unit: int) -> bytes:
        """The 25 bytes that the caller signs for a `Stamp`."""
        return qr.header(
            document=self.sheet.code, key_id=key_id, number=number, issued_on=issued_on,
            unit=unit, digest=self.digest,
        )  # fmt: skip

    def pages(self, stamp: Stamp | None = None, *, mark: str = "") -> list[Page]:
        """The pages as they will be printed; without a stamp they carry the preview mark."""
        values = {**self.values, **self._stamped(stamp)}
        job = Job(
            sheet=self.sheet, paper=self.paper, pack=self.pack, templates=self.templates,
            fonts=self.fonts, values=values, rows=self.rows, raw_rows=self.raw_rows,
            blank=self.blank,
            lines=tuple(_set(line, self.sheet.fields, values) for line in self.lines),
            symbol=lambda kind: self._symbol(kind, stamp, values), plates=self.plates,
        )  # fmt: skip
        pages = dressed([*_FAMILIES[self.sheet.family](job), *plates(job)], job)
        words = mark or (stamp.mark if stamp else "preview")
        pages = [self._marked(page, words) for page in pages] if words else pages
        _, tiled, small = self.paper.name.partition("@")
        if not tiled:
            return pages
        house = self.templates.house["tiles"]
        return [part for page in pages for part in tile(page, small, house, self.fonts)]

    def render(self, stamp: Stamp | None = None, *, mark: str = "") -> bytes:
        """The PDF; raises `notice_field_missing` if a stamp meets a draft with gaps."""
        return bind([(self, stamp)], mark=mark)

    def count(self) -> int:
        """How many pages there will be; a letter need not be laid out for that."""
        if self.sheet.family == "letter":
            return 1 + bool(self.paper.extra.get("apart"))
        return len(self.pages())

    def _stamped(self, stamp: Stamp | None) -> dict[str, str]:
        if stamp is None:
            return dict(self.templates.house["preview"])
        writer = self.templates.writer
        return {
            "notice_no": stamp.notice_no, "check_code": stamp.check_code,
            "issued_on": writer.day(stamp.issued_on),
        }  # fmt: skip

    def _symbol(self, kind: str, stamp: Stamp | None, values: Mapping[str, str]) -> tuple[str, ...]:
        if stamp is None:
            return ()
        code = qr.payload(stamp.header, stamp.signature)
        if kind == "machine":
            return qr.machine_symbol(code)
        names = {**values, "title": self.sheet.title}
        patterns = self.templates.house["readable"]["sentences"]
        return qr.readable_symbol(tuple(p.format_map(names) for p in patterns), code)

    def _marked(self, page: Page, name: str) -> Page:
        words = self.templates.house["marks"][name]
        size = page.width * 0.8 / max(4, len(words))
        wide = self.fonts.width(words, "title", size)
        x = (page.width - wide * 0.77) / 2
        y = (page.height - wide * 0.64) / 2
        words_mark = Text(x, y, words, "title", size, _MARK_GREY, angle=40)
        return replace(page, marks=(words_mark, *page.marks))


def compose(
    kind: str, paper: str, values: Mapping[str, object], *,
    templates: Templates, fonts: Fonts, pack_id: str, blank: bool = False,
) -> Draft:  # fmt: skip
    """Put values into a sheet, or leave places to write on where `blank` is wanted.

    Values go by the field names of the template; days as `date`, amounts as fen, rows of a list
    as `values["rows"]`. Raises `notice_kind_unknown`, `paper_unknown`, `notice_pack_unsupported`,
    `glyph_missing`, `notice_blank_none`; what is required and absent is named in `Draft.missing`,
    a blank lacks nothing.
    """
    sheet = templates.sheet(kind)
    pack = templates.pack(sheet, pack_id)
    values = emptied(sheet, values) if blank else values
    if not values.get("rows") and (given := given_rows(sheet)):
        values = {**values, "rows": given}
    rows = _rows(values) if sheet.columns else ()
    known = {
        **values,
        "policy_number": pack.number,
        "policy_name": pack.name,
        "record_count": None if blank else sum(1 for row in rows if row["seq"] != ""),
    }
    lines = tuple(line for line in sheet.lines if line.holds(pack_id) and _applies(line, known))
    writer = templates.writer
    texts = filled(sheet, lines, known, writer, blank=blank)
    written = tuple(
        {name: writer.show(field, row) or field.blank for name, field in sheet.rows.items()}
        for row in rows
    )
    if "slogan" in sheet.layout:
        _check_slogan(sheet, templates, texts)
    shown = plates_of(sheet, values)
    canonical = _canonical(sheet, pack_id, lines, texts, written)
    canonical = "\n".join((canonical, *(one.caption for one in shown)))
    missing = () if blank else (
        *_missing_rows(sheet, sheet.paper(paper), rows),
        *_missing(sheet, lines, texts, templates.spoken(sheet, paper)),
        *_gaps(sheet, written, templates.house["formats"]["of_row"]),
    )  # fmt: skip
    draft = Draft(
        kind=kind, sheet=sheet, paper=sheet.paper(paper), pack=pack, lines=lines, values=texts,
        rows=written, raw_rows=rows, missing=missing, blank=blank,
        canonical_text=canonical, digest=hashlib.sha256(canonical.encode("utf-8")).digest(),
        templates=templates, fonts=fonts, plates=shown,
    )  # fmt: skip
    _check_glyphs(draft)
    check_private(sheet, texts, written)
    return draft


def _check_slogan(sheet: Sheet, templates: Templates, filled: Mapping[str, str]) -> None:
    """What somebody typed must be as fit to hang up as what ships."""
    rules = sheet.layout["slogan"]
    text = filled[rules["field"]]
    if text:
        check_slogan(text, rules)
        check_hung(sheet, sheet.fields[rules["field"]], text)
    templates.lint.demand(text, sheet=sheet.kind)


def _missing(
    sheet: Sheet, lines: Sequence[Line], filled: Mapping[str, str], spoken: frozenset[str]
) -> tuple[tuple[str, str], ...]:
    """Required values that the sentences in force or the code's own (`spoken`) name, each once."""
    named_there = {name for line in lines for name in line.names} | spoken
    named_there |= set(sheet.layout.get("fields", ()))
    asked = [
        sheet.fields.get(field.of, field)
        for name, field in sheet.fields.items()
        if name in named_there and field.required and not filled.get(name, STAMPED)
    ]
    return tuple(dict.fromkeys((field.name, field.label) for field in asked))


def _missing_rows(
    sheet: Sheet, paper: Paper, rows: Sequence[Mapping[str, object]]
) -> tuple[tuple[str, str], ...]:
    """The rows themselves, where a sheet is nothing without them."""
    label = sheet.layout.get("rows", "")
    needed = label and not rows and paper.extra.get("table", True)
    return (("rows", label),) if needed else ()


def _gaps(sheet: Sheet, rows: Sequence[Mapping[str, str]], pattern: str) -> list[tuple[str, str]]:
    """What single rows lack that a list must say of each, with the row it is of."""
    key: str = sheet.layout.get("total_label", "")
    found = []
    for row in rows:
        name = next((one for one in sheet.layout.get("needed", ()) if not row[one]), "")
        if name:
            found.append((name, pattern.format(row=row[key], field=sheet.rows[name].label)))
    return found


def bind(sheets: Iterable[tuple[Draft, Stamp | None]], *, title: str = "", mark: str = "") -> bytes:
    """One PDF of many sheets, drawn as they come; the iterable may stop the work by raising."""
    press: Press | None = None
    for draft, stamp in sheets:
        if stamp is not None and draft.missing:
            labels = draft.templates.house["formats"]["joiner"].join(
                label for _, label in draft.missing
            )
            raise UserError("notice_field_missing", title=draft.sheet.title, fields=labels)
        press = press or Press(draft.fonts, title=title or draft.sheet.title)
        press.add(draft.pages(stamp, mark=mark))
    if press is None:
        raise UserError("nothing_to_print")
    return press.finish()


def one_page(draft: Draft, page: Page) -> bytes:
    """One page of a draft as a document of its own."""
    press = Press(draft.fonts, title=draft.sheet.title)
    press.add([page])
    return press.finish()


def _rows(values: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    rows = values.get("rows", ())
    if not isinstance(rows, list | tuple):
        return ()
    return tuple({"seq": number, **row} for number, row in enumerate(rows, start=1))


def _applies(line: Line, values: Mapping[str, object]) -> bool:
    wanted = all(values.get(name) for name in line.when)
    return wanted and not any(values.get(name) for name in line.unless)


def _fill(line: Line, values: Mapping[str, str]) -> str:
    return (f"{line.label}\t" if line.label else "") + "".join(
        text + (values.get(name, f"{{{name}}}") if name else "") for text, name in line.pieces
    )


def _set(line: Line, fields: Mapping[str, Field], values: Mapping[str, str]) -> SetLine:
    spans: list[tuple[str, float]] = []
    for text, name in line.pieces:
        for piece, scale in ((text, 1.0), _value(name, fields, values)):
            if piece and spans and spans[-1][1] == scale:
                spans[-1] = (spans[-1][0] + piece, scale)
            elif piece:
                spans.append((piece, scale))
    return SetLine(part=line.part, role=line.role, spans=tuple(spans), line=line)


def _value(name: str, fields: Mapping[str, Field], values: Mapping[str, str]) -> tuple[str, float]:
    return (values.get(name, ""), fields[name].scale) if name else ("", 1.0)


def _canonical(
    sheet: Sheet, pack_id: str, lines: Sequence[Line], values: Mapping[str, str],
    rows: Sequence[Mapping[str, str]],
) -> str:  # fmt: skip
    parts = [f"{sheet.kind} {pack_id}", *(_fill(line, values) for line in lines)]
    columns = sheet.columns_of(pack_id) if rows else ()
    parts += ["\t".join(column.label for column in columns)] if rows else []
    names = [name for column in columns for name in column.fields]
    parts += ["\t".join(row[name] for name in names) for row in rows]
    return "\n".join(parts)


def _check_glyphs(draft: Draft) -> None:
    family = draft.templates.families[draft.sheet.family]
    absent: dict[str, None] = {}
    for line in draft.lines:
        role = family[line.role]["face"]
        text = _fill(line, draft.values).replace("\t", "")
        absent.update(dict.fromkeys(draft.fonts.missing(text, role)))
    for row in draft.rows:
        absent.update(dict.fromkeys(draft.fonts.missing("".join(row.values()), "body")))
    captions = "".join(one.caption for one in draft.plates)
    absent.update(
        dict.fromkeys(draft.fonts.missing(captions, family["text"]["face"]) if captions else ())
    )
    if absent:
        raise UserError("glyph_missing", characters=named(absent))
