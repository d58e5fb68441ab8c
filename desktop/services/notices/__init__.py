"""Printed sheets: what is missing, then number, signature, register, paper; and telling ours."""

from __future__ import annotations

import json
from contextlib import nullcontext
from hashlib import sha256
from typing import TYPE_CHECKING

from db import audit, returns, visitends
from db import notices as register
from db.ids import uuid7
from db.records.work import Notice, VisitFilter
from desktop.errors import UserError
from desktop.services.credentials import load
from desktop.services.files import PDF, spare, written
from desktop.services.notices import delivering, duty, pointed, returning, slips, slogans
from desktop.services.notices.composing import (
    PACK,
    PRODUCT,
    Composed,
    Leaves,
    Wish,
    cited_pack,
    composed,
    identified,
    missing,
)
from desktop.services.notices.ledger import KIND as LEDGER
from desktop.services.notices.numbering import stamp
from desktop.services.notices.verifying import is_archive, verified
from desktop.services.records.papers import (
    DutyIndex,
    Issued,
    NoticeDraft,
    NoticeKind,
    NoticeScope,
    Paper,
    PaperBack,
    Slip,
    Slogan,
    SloganClause,
    Verified,
)
from desktop.services.records.people import NoticeLine
from desktop.services.records.rounds import DeliveryEntry, DeliveryLine

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from desktop.printing.drafts import Draft, Stamp
    from desktop.services.notices.checks import Sources
    from desktop.services.session import Session
    from desktop.services.shelf import Shelf

    Step = Callable[[int, int], None]

__all__ = ["PACK", "PRODUCT", "Notices", "kinds_of"]

_SHOWN_MISSING = 20


def kinds_of(shelf: Shelf) -> list[NoticeKind]:
    """The sheets that exist, in the order of their kind, and the whole round of a village."""
    found = [
        NoticeKind(
            kind=one.kind,
            title=one.title,
            papers=one.papers,
            paper_labels=one.paper_labels,
            scope=one.scope,
            packs=one.packs,
            group=one.group,
            blank=one.blank,
        )
        for one in shelf.templates.kinds()
    ]
    title: str = shelf.templates.house["pack"]["title"]
    whole = NoticeKind(
        kind=PACK, title=title, papers=("A4",), paper_labels=("A4",), scope="village",
        group=shelf.templates.house["pack"]["group"],
    )  # fmt: skip
    return [*found, whole]


class Notices:
    """Sheets for the villages and households of this ledger."""

    def __init__(self, session: Session, sources: Sources) -> None:
        self._session = session
        self._sources = sources

    def kinds(self) -> list[NoticeKind]:
        """The sheets that can be printed at this station."""
        known = kinds_of(self._session.shelf)
        return [one for one in known if pointed.offered(self._session, one.kind)]

    def slogans(self) -> list[Slogan]:
        """The library of slogans under all policies that sheets cite, those in force first."""
        templates = self._session.shelf.templates
        found: dict[str, Slogan] = {}
        for pack in templates.packs:
            for number, text, clause in templates.slogans(pack):
                found.setdefault(number, Slogan(number=number, text=text, clause=clause))
        return list(found.values())

    def slogan_clauses(self) -> list[SloganClause]:
        """What an own slogan may cite under the policy that sheets cite today."""
        return slogans.clauses(self._session, cited_pack(self._session, slogans.KIND))

    def pack_kinds(self) -> tuple[str, ...]:
        """The sheets of a village's round, in the order in which they are printed."""
        return tuple(self._session.shelf.templates.house["pack"]["kinds"])

    def draft(
        self, kind: str, scope: NoticeScope, paper: str, step: Step | None = None
    ) -> NoticeDraft:
        """A preview without number, drawn page by page as it is looked at, and what is missing.

        Raises:
            UserError: `notice_kind_unknown`, `paper_unknown`, `notice_scope_missing`,
                `village_unknown`, `household_unknown`, `glyph_missing`, `sheet_for_nobody`,
                `notice_private`.
        """
        wish = Wish(kind=kind, scope=scope, paper=paper, look=True)
        found = composed(self._session, wish, self._sources, step or _silent)
        leaves = Leaves(found)
        return NoticeDraft(
            title=self._title(kind, found),
            pages=len(leaves),
            sheets=len(found),
            missing=missing(found, self._of_row)[:_SHOWN_MISSING],
            personal=tuple(dict.fromkeys(name for one in found for name in one.draft.personal())),
            marked=found[0].mark,
            page=leaves.page,
            whole=leaves.whole,
        )

    def issue(
        self,
        kind: str,
        scope: NoticeScope,
        paper: str,
        out: Path | None = None,
        step: Step | None = None,
    ) -> Issued:
        """Number, sign, register and set the sheets; with `out` the file is written first.

        `step` hears how much is done and how much there is, reading being one half and drawing the
        other; what it raises stops the work.

        Raises:
            UserError: as `draft`, and `notice_field_missing`, `out_folder_missing`,
                `out_not_writable`, `out_other_kind`; nothing is registered then.
        """
        from desktop.printing import drafts

        if out is not None:
            spare(out, PDF)
        say = step or _silent
        wish = Wish(kind=kind, scope=scope, paper=paper)
        found = composed(
            self._session, wish, self._sources, lambda done, total: say(done, 2 * total)
        )
        mine = load(self._session.store)
        first = register.next_running(self._session.store, self._session.today().year)
        stamps = [
            stamp(self._session, one.draft, mine, first + place, one.mark)
            for place, one in enumerate(found)
        ]
        title = self._title(kind, found)
        pdf = drafts.bind(_told(found, stamps, say), title=title)
        digest = sha256(pdf).hexdigest()
        records = [self._record(one, each, digest) for one, each in zip(found, stamps, strict=True)]
        self._audit(found, records)
        with written(out, pdf) if out is not None else nullcontext():
            register.issue(self._session.store, self._session.officer, records)
        for one in found:
            self._ledger_left(one, scope)
        return Issued(
            title=title,
            notice_nos=tuple(one.notice_no for one in records),
            pages=_pages(pdf),
            sha256=digest,
            pdf=pdf,
        )

    @property
    def _of_row(self) -> str:
        found: str = self._session.shelf.templates.house["formats"]["of_row"]
        return found

    def _title(self, kind: str, found: list[Composed]) -> str:
        house: str = self._session.shelf.templates.house["pack"]["title"]
        return house if kind == PACK else found[0].draft.sheet.title

    def _audit(self, found: list[Composed], records: list[Notice]) -> None:
        """Whole identity numbers and photos go on paper once it is on record where."""
        for one, record in zip(found, records, strict=True):
            if one.draft.plates or identified(one.draft.sheet, one.subject.values):
                audit.record(
                    self._session.store,
                    self._session.officer,
                    "print",
                    subject=record.notice_no,
                    reason=record.title,
                )

    def _ledger_left(self, one: Composed, scope: NoticeScope) -> None:
        """The records on a printed ledger (F05) or in a pack (LZ) are final from now on."""
        about = one.subject
        if one.draft.sheet.kind == duty.KIND and about.household_no:
            whole = VisitFilter(household_no=about.household_no)
            visitends.keep_left(self._session.store, visitends.PRINTED, whole)
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
        rows = register.listed(self._session.store, limit)
        sent = delivering.of_notices(
            self._session, [one.notice_no for one in rows if one.kind in delivering.KINDS]
        )
        back = returns.days(self._session.store, [one.notice_no for one in rows])
        return [
            NoticeLine(
                notice_no=one.notice_no,
                title=one.title,
                kind=one.kind,
                issued_on=one.issued_on,
                subject=one.subject,
                voided=bool(one.voided_by),
                stale=one.notice_no in stale,
                archive=is_archive(one),
                check_code=one.check_code,
                sha256=one.sha256,
                deliveries=sent.get(one.notice_no, ()),
                returned_on=back.get(one.notice_no),
            )
            for one in rows
        ]

    def duty(self, loan_no: str) -> DutyIndex:
        """What the evidence pack (LZ) of a loan says line by line; raises as `duty.of_loan`."""
        return duty.index(self._session, loan_no, self._sources)

    def deliver(self, notice_no: str, entry: DeliveryEntry) -> DeliveryLine:
        """Write how a notice came to the one it is for; raises as `delivering.deliver`."""
        return delivering.deliver(self._session, notice_no, entry)

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
            what: a check code, a notice number or its last digits, the text of a QR code, or a
                picture or PDF.

        Raises:
            UserError: `path_missing`, `picture_unreadable`, `notice_several`.
        """
        return verified(self._session, what)

    def slip(self, text: str) -> Slip:
        """The slip that was keyed back or scanned; raises as `slips.named`."""
        return slips.named(self._session, text, self.verify)

    def paper(self, text: str) -> Paper:
        """The form of a number or a code; raises as `returning.paper`."""
        return returning.paper(self._session, text, self.verify)

    def take_back(self, given: PaperBack) -> Paper:
        """Keep that a form came back signed, with the record that it is of.

        Raises:
            UserError: as `returning.take_back`.
        """
        return returning.take_back(self._session, given, self.verify)

    def _record(self, one: Composed, given: Stamp, digest: str) -> Notice:
        now = self._session.clock()
        sheet, subject = one.draft.sheet, one.subject
        archive = {"archive": True} if one.mark == "archive" else {}
        return Notice(
            id=uuid7(now),
            notice_no=given.notice_no,
            kind=sheet.kind,
            title=sheet.title,
            policy_pack_version=one.draft.pack.pack_id,
            subject_kind=subject.kind,
            subject=subject.name,
            township_code=subject.township_code,
            division_code=subject.division_code,
            household_no=subject.household_no,
            issued_on=given.issued_on,
            issued_at=now,
            paper=one.draft.paper.name,
            mask_level=sheet.level,
            sha256=digest,
            check_code=given.check_code,
            params=json.dumps({"digest": one.draft.digest.hex(), **archive, **subject.keeps}),
        )


def _told(
    found: list[Composed], stamps: list[Stamp], say: Step
) -> Iterator[tuple[Draft, Stamp | None]]:
    """Drafts with their stamps; how far it is is told before each is drawn."""
    count = len(found)
    for place, (one, given) in enumerate(zip(found, stamps, strict=True)):
        say(count + place, 2 * count)
        yield one.draft, given
    say(2 * count, 2 * count)


def _silent(_done: int, _total: int) -> None:
    """Nobody wants to know how far it is."""


def _pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
