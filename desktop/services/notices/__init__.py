"""Printed sheets: what is missing, then number, signature, register, paper; and telling ours."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from db import notices as register
from db import visitends
from db.ids import uuid7
from db.records import Notice, VisitFilter
from desktop.errors import UserError
from desktop.exchange.identity import fingerprint, verify
from desktop.services.credentials import load
from desktop.services.files import PDF, spare, written
from desktop.services.notices import slips
from desktop.services.notices.ledger import KIND as LEDGER
from desktop.services.notices.values import Subject, subjects
from desktop.services.records import (
    Issued,
    NoticeDraft,
    NoticeKind,
    NoticeLine,
    NoticeScope,
    Slip,
    Verified,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from desktop.printing.drafts import Draft, Stamp
    from desktop.printing.qr import Scanned
    from desktop.rules.packs import Pack, PackSet
    from desktop.services.credentials import Credentials
    from desktop.services.notices.checks import Sources
    from desktop.services.session import Session
    from desktop.services.shelf import Shelf

PRODUCT = "BFXE"
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".pdf", ".bmp", ".webp"})
_RUNNING_BITS = 32
_SHOWN_MISSING = 20


def kinds_of(shelf: Shelf) -> list[NoticeKind]:
    """The sheets that exist, in the order of their kind."""
    return [
        NoticeKind(kind=one.kind, title=one.title, papers=one.papers, scope=one.scope)
        for one in shelf.templates.kinds()
    ]


@dataclass(frozen=True, slots=True)
class _Composed:
    """A draft and whom it is about."""

    draft: Draft
    subject: Subject


class Notices:
    """Sheets for the villages and households of this ledger."""

    def __init__(self, session: Session, sources: Sources) -> None:
        self._session = session
        self._sources = sources

    def kinds(self) -> list[NoticeKind]:
        """The sheets that can be printed."""
        return kinds_of(self._session.shelf)

    def draft(self, kind: str, scope: NoticeScope, paper: str) -> NoticeDraft:
        """A preview without number, and what is missing.

        Raises:
            UserError: `notice_kind_unknown`, `paper_unknown`, `notice_scope_missing`,
                `village_unknown`, `household_unknown`, `glyph_missing`.
        """
        from desktop.printing import drafts

        composed = self._compose(kind, scope, paper)
        missing = dict.fromkeys(gap for one in composed for gap in one.draft.missing)
        pdf = drafts.bind([(one.draft, None) for one in composed])
        return NoticeDraft(
            title=composed[0].draft.sheet.title,
            pages=_pages(pdf),
            missing=tuple(missing)[:_SHOWN_MISSING],
            pdf=pdf,
        )

    def issue(self, kind: str, scope: NoticeScope, paper: str, out: Path | None = None) -> Issued:
        """Number, sign, register and set the sheets; with `out` the file is written first.

        Raises:
            UserError: as `draft`, and `notice_field_missing`, `out_folder_missing`,
                `out_not_writable`, `out_other_kind`; nothing is registered then.
        """
        from desktop.printing import drafts

        if out is not None:
            spare(out, PDF)
        composed = self._compose(kind, scope, paper)
        mine = load(self._session.store)
        first = register.next_running(self._session.store, self._session.today().year)
        stamps = [self._stamp(one.draft, mine, first + place) for place, one in enumerate(composed)]
        pairs = list(zip([one.draft for one in composed], stamps, strict=True))
        pdf = drafts.bind(pairs)
        digest = sha256(pdf).hexdigest()
        records = [
            self._record(one, stamp, digest) for one, stamp in zip(composed, stamps, strict=True)
        ]
        with written(out, pdf) if out is not None else nullcontext():
            register.issue(self._session.store, self._session.officer, records)
        for one in composed:
            self._ledger_left(one, scope)
        return Issued(
            title=composed[0].draft.sheet.title,
            notice_nos=tuple(one.notice_no for one in records),
            pages=_pages(pdf),
            sha256=digest,
            pdf=pdf,
        )

    def _ledger_left(self, one: _Composed, scope: NoticeScope) -> None:
        """The records on a printed ledger (form F05) are final from now on."""
        about = one.subject
        village = (about.division_code or about.name) if about.kind == "village" else ""
        if one.draft.sheet.kind == LEDGER:
            wanted = VisitFilter(
                from_on=about.values["period_from"],  # type: ignore[arg-type]
                to_on=about.values["period_to"],  # type: ignore[arg-type]
                township_code=about.township_code,
                village=village,
                method=scope.method,
                officer=scope.by,
            )
            visitends.keep_left(self._session.store, visitends.PRINTED, wanted)

    def issued(self, limit: int = 100, stale: Collection[str] | None = None) -> list[NoticeLine]:
        """The register, newest first; boards that say what is so no longer are marked.

        `stale` are their numbers, for who has asked for them already.
        """
        stale = self._sources.boards.stale_numbers() if stale is None else stale
        return [
            NoticeLine(
                notice_no=one.notice_no,
                title=one.title,
                kind=one.kind,
                issued_on=one.issued_on,
                subject=one.subject,
                voided=bool(one.voided_by),
                stale=one.notice_no in stale,
            )
            for one in register.listed(self._session.store, limit)
        ]

    def void(self, notice_no: str, reason: str) -> None:
        """Void a sheet; its number stays. Raises `notice_unknown`, `reason_missing`."""
        if not reason.strip():
            raise UserError("reason_missing")
        known = register.by_no(self._session.store, notice_no)
        if known is None:
            raise UserError("notice_unknown", notice_no=notice_no)
        register.void(self._session.store, self._session.officer, known, reason.strip())

    def verify(self, what: str) -> Verified:
        """Tell whether a sheet is ours and unchanged, without a network.

        Args:
            what: a check code, a notice number, the text of a QR code, or a picture or PDF.
        """
        path = Path(what)
        if path.suffix.lower() in _PICTURES:
            return self._verify_picture(path)
        if "BF1:" in what:
            return self._verify_code(what)
        return self._verify_typed(what)

    def slip(self, text: str) -> Slip:
        """The slip that was keyed back or scanned; raises as `slips.named`."""
        return slips.named(self._session, text, self._verify_code)

    def _verify_picture(self, path: Path) -> Verified:
        from desktop.printing.scan import read_picture

        if not path.is_file():
            raise UserError("path_missing", name=str(path))
        codes = [text for text in read_picture(path) if "BF1:" in text]
        return (
            self._verify_code(codes[0])
            if codes
            else Verified(genuine=False, reason="notice_unreadable")
        )

    def _verify_typed(self, text: str) -> Verified:
        from desktop.printing import qr

        store = self._session.store
        code = qr.typed_code(text)
        known = register.by_check_code(store, code) if code else None
        known = known or register.by_no(store, text.strip())
        if known is None:
            return Verified(
                genuine=False, reason="notice_code_unknown" if code else "notice_unreadable"
            )
        return _judged(known, known.kind)

    def _verify_code(self, text: str) -> Verified:
        from desktop.printing import qr

        try:
            scanned = qr.parse(text)
        except UserError:
            return Verified(genuine=False, reason="notice_not_ours")
        if not self._signed_by_ours(scanned):
            return Verified(genuine=False, reason="notice_not_ours")
        templates = self._session.shelf.templates
        kind = templates.kind_of(scanned.document)
        known = register.by_check_code(
            self._session.store, qr.check_code(scanned.header, scanned.signature)
        )
        if known is not None:
            return _judged(known, kind)
        twin = register.by_no(self._session.store, self._number_text(scanned.number))
        return Verified(
            genuine=False,
            kind=kind,
            title=templates.sheet(kind).title if kind else "",
            notice_no=self._number_text(scanned.number),
            issued_on=scanned.issued_on,
            reason="notice_changed" if twin else "notice_not_known",
        )

    def _signed_by_ours(self, scanned: Scanned) -> bool:
        """Whether a key of the county's list signed the header."""
        mine = load(self._session.store)
        keys = [mine.keys.public().signing]
        roster = mine.devices()
        for enrolled in roster.devices:
            certificate = roster.certificate(enrolled.device)
            if certificate is not None:
                keys.append(certificate.signing)
        return any(
            verify(key, scanned.header, scanned.signature)
            for key in keys
            if _key_id(key) == scanned.key_id
        )

    def _compose(self, kind: str, scope: NoticeScope, paper: str) -> list[_Composed]:
        from desktop.printing import drafts
        from desktop.rules.binding import bind

        shelf, packs = self._session.shelf, self._session.packs.current
        sheet = shelf.templates.sheet(kind)
        region, today = self._session.store.identity.county_code, self._session.today()
        bound = bind(packs, PRODUCT, region, today).pack
        if bound is None:
            raise UserError("no_pack_in_force")
        pack = _cited(packs, bound, sheet.packs, today)
        shelf.templates.pack(sheet, pack)
        return [
            _Composed(
                drafts.compose(
                    kind,
                    paper,
                    one.values,
                    templates=shelf.templates,
                    fonts=shelf.fonts,
                    pack_id=pack,
                ),
                one,
            )
            for one in subjects(self._session, sheet, scope, pack, self._sources)
        ]

    def _stamp(self, draft: Draft, mine: Credentials, running: int) -> Stamp:
        from desktop.printing.drafts import Stamp

        today = self._session.today()
        number = self._number(today.year, running)
        header = draft.header(
            key_id=_key_id(mine.keys.public().signing),
            number=number,
            issued_on=today,
            unit=_unit(self._session.store.identity.townships),
        )
        return Stamp(
            notice_no=self._number_text(number),
            issued_on=today,
            header=header,
            signature=mine.keys.sign(header),
        )

    def _number(self, year: int, running: int) -> int:
        """The 64-bit document number: device letters, year, running number."""
        letters = self._session.store.identity.letter.encode("ascii")[:2].rjust(2, b"\0")
        return (int.from_bytes(letters, "big") << 48) | (year << _RUNNING_BITS) | running

    def _number_text(self, number: int) -> str:
        """The printed number: county, letters, year, running number."""
        letters = (number >> 48).to_bytes(2, "big").lstrip(b"\0").decode("ascii", "replace")
        year = (number >> _RUNNING_BITS) & 0xFFFF
        running = number & 0xFFFFFFFF
        return f"{self._session.store.identity.county_code}-{letters}-{year}-{running:05d}"

    def _record(self, one: _Composed, stamp: Stamp, digest: str) -> Notice:
        now = self._session.clock()
        sheet, subject = one.draft.sheet, one.subject
        return Notice(
            id=uuid7(now),
            notice_no=stamp.notice_no,
            kind=sheet.kind,
            title=sheet.title,
            policy_pack_version=one.draft.pack.pack_id,
            subject_kind=subject.kind,
            subject=subject.name,
            township_code=subject.township_code,
            division_code=subject.division_code,
            household_no=subject.household_no,
            issued_on=stamp.issued_on,
            issued_at=now,
            paper=one.draft.paper.name,
            mask_level=sheet.level,
            sha256=digest,
            check_code=stamp.check_code,
            params=json.dumps({"digest": one.draft.digest.hex(), **subject.keeps}),
        )


def _judged(known: Notice, kind: str) -> Verified:
    """What the register says of a sheet that it knows."""
    return Verified(
        genuine=not known.voided_by,
        kind=kind,
        title=known.title,
        notice_no=known.notice_no,
        issued_on=known.issued_on,
        reason="notice_voided" if known.voided_by else "genuine",
    )


def _cited(packs: PackSet, bound: str, known: tuple[str, ...], day: date) -> str:
    """The pack whose clauses a sheet cites: the one in force, or the one that it lies over.

    A document of the county that changes no number and no condition is printed under the one
    above it; what a sheet says would otherwise be wrong here.
    """
    pack = packs.packs[bound]
    while pack.id not in known and pack.over and _says_the_same(pack, packs.packs[pack.over], day):
        pack = packs.packs[pack.over]
    return pack.id


def _says_the_same(lower: Pack, upper: Pack, day: date) -> bool:
    numbers = all(
        lower.number(name, day) == one.on(day).value for name, one in upper.parameters.items()
    )
    conditions = [{rule.name: rule.findings for rule in pack.rules} for pack in (lower, upper)]
    return numbers and conditions[0] == conditions[1]


def _key_id(public: bytes) -> int:
    """The two bytes by which a header names its key."""
    return int(fingerprint(public)[:4], 16)


def _unit(townships: tuple[str, ...]) -> int:
    """The unit in a header: the township's three digits, 0 for the county."""
    return int(townships[0][-3:]) if townships else 0


def _pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
