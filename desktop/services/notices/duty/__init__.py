"""What the ledger holds of one loan, in the stages of the bank's duties: the evidence pack (LZ)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import evidence, lending, witnessed
from db.records.follow import LoanFilter
from desktop.rules.inspections import Schedule
from desktop.services.lines import loan_meant
from desktop.services.notices.borrowing import told
from desktop.services.notices.duty.asked import Asked, Entry, Gap
from desktop.services.notices.duty.gaps import unwritten
from desktop.services.notices.duty.sources import SOURCES, STAGES
from desktop.services.records.papers import DutyIndex, DutyLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from db.records.evidence import Evidence
    from db.records.follow import LoanRow
    from desktop.services.needs import Pictures
    from desktop.services.notices.checks import Sources
    from desktop.services.notices.duty.asked import Source
    from desktop.services.session import Session

KIND = "LZ"
_EVERY, _DIGEST = 1000, 16
_SHOWN = ("stage", "on", "item", "number", "by", "proof")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the index: an entry of a stage, or what is missing there (`gap` has the reason)."""

    stage: str
    name: str
    entry: Entry | None = None
    gap: Gap | None = None


def of_loan(session: Session, loan_no: str, sources: Sources) -> tuple[str, dict[str, object]]:
    """The household of a loan, and the whole pack of it with the photos.

    Raises:
        UserError: `loan_unknown`, `loan_ambiguous`.
    """
    loan = loan_meant(session.store, loan_no)
    return loan.household_no, _pack(session, loan, sources, whole=True)


def index(session: Session, loan_no: str, sources: Sources) -> DutyIndex:
    """The lines of the pack of a loan, to look at before printing; raises as `of_loan`."""
    loan = loan_meant(session.store, loan_no)
    found = _found(session, loan, sources)
    seen = _Seen(session, found, None)
    return DutyIndex(
        loan_no=loan.loan_no,
        household_no=loan.household_no,
        lines=tuple(seen.shown(row) for row in found),
    )


def gathered(
    session: Session, household_no: str, sources: Sources, *, named: bool
) -> list[dict[str, object]]:
    """A pack for each loan that its bank reported, settled ones too.

    Photos are in the packs of households that were named; of a village each is an index alone.
    """
    found = lending.listed(session.store, LoanFilter(household_no=household_no), limit=_EVERY)
    return [_pack(session, one, sources, whole=named) for one in found]


def rows(session: Session, loan: LoanRow, schedule: Schedule) -> list[Row]:
    """All that there is by stage and day, and what is missing; no stage stays empty."""
    asked = Asked(
        session=session, loan=loan, schedule=schedule, began=witnessed.first_day(session.store)
    )
    found: list[Row] = []
    for stage in STAGES:
        inside = [
            row for source in SOURCES if source.stage == stage for row in _of_source(asked, source)
        ]
        found += sorted(inside, key=_order) or [Row(stage=stage, name="", gap=unwritten(asked))]
    return found


def _of_source(asked: Asked, source: Source) -> Iterator[Row]:
    entries = list(source.entries(asked))
    for one in entries:
        yield Row(stage=source.stage, name=source.name, entry=one)
    for gap in source.gaps(asked, entries) if source.gaps is not None else ():
        yield Row(stage=source.stage, name=source.name, gap=gap)


def _order(row: Row) -> tuple[bool, str]:
    """By day; what has none comes last."""
    day = row.entry.on if row.entry is not None else row.gap.on if row.gap is not None else None
    return day is None, day.isoformat() if day is not None else ""


def _found(session: Session, loan: LoanRow, sources: Sources) -> list[Row]:
    """All lines of a loan by the bank's rule of checks as it stands today."""
    rule = sources.inspections.rule()
    schedule = Schedule(first_days=rule.first_days, every_months=rule.every_months)
    return rows(session, loan, schedule)


def _pack(session: Session, loan: LoanRow, sources: Sources, *, whole: bool) -> dict[str, object]:
    """What stands on the pack of a loan; its photos too where it is wanted `whole`."""
    found = _found(session, loan, sources)
    seen = _Seen(session, found, sources.pictures if whole else None)
    shown = [seen.shown(row) for row in found]
    return {
        **told(session, loan),
        "rows": [{name: getattr(one, name) for name in _SHOWN} for one in shown],
        "entry_count": sum(not one.missing for one in shown),
        "gap_count": sum(one.missing for one in shown),
        "photo_count": len(seen.plates),
        "plates": seen.plates,
    }


class _Seen:
    """Shows rows: when each record was written, its digest, its photos and where they stand."""

    def __init__(self, session: Session, found: Sequence[Row], pictures: Pictures | None) -> None:
        self._session, self._pictures = session, pictures
        sheet = session.shelf.templates.sheet(KIND)
        self._texts: Mapping[str, str] = sheet.layout["texts"]
        self._gaps: Mapping[str, str] = sheet.layout["gaps"]
        entries = [row.entry for row in found if row.entry is not None]
        tables: dict[str, set[str]] = {}
        for one in entries:
            tables.setdefault(one.table, set()).add(one.row)
        tables.pop("", None)
        self._written = {
            row: said
            for table, ids in tables.items()
            for row, said in witnessed.written(session.store, table, ids).items()
        }
        self._counts = evidence.counts(session.store, [one.photos for one in entries if one.photos])
        self.plates: list[dict[str, object]] = []

    def shown(self, row: Row) -> DutyLine:
        """A line of the index."""
        one = row.entry or Entry(on=row.gap.on if row.gap else None, item=self._missing(row))
        return DutyLine(
            stage=self._session.words.word("duty_stage", row.stage),
            item=one.item,
            on=one.on,
            number=one.number,
            by=one.by,
            proof=" ".join(filter(None, self._proofs(one))),
            missing=row.entry is None,
        )

    def _missing(self, row: Row) -> str:
        """What is not there, and why."""
        if row.gap is None:
            return ""
        item = self._session.words.word("duty_item", row.name) if row.name else ""
        reason = self._gaps[row.gap.code].format(**(row.gap.params or {}))
        none: str = self._session.shelf.templates.house["list"]["none"]
        return f"{item}{none}{reason}"

    def _proofs(self, one: Entry) -> Iterator[str]:
        """The photos and where they stand, when it was written, its digest."""
        count = self._counts.get(one.photos, 0)
        if count:
            yield self._placed(one) if self._pictures else self._texts["photos"].format(count=count)
        moment, digest = self._written.get(one.row, (None, ""))
        if moment is not None:
            here = moment.astimezone(self._session.clock().tzinfo)
            yield self._texts["written"].format(day=here.date().isoformat(), at=f"{here:%H:%M}")
        yield one.proof or digest[:_DIGEST]

    def _placed(self, one: Entry) -> str:
        """The numbers of the photos of a record; those that are elsewhere are said."""
        first, photos = len(self.plates) + 1, evidence.of_record(self._session.store, one.photos)
        away = sum(not self._put(one, photo) for photo in photos)
        last = len(self.plates)
        said = ""
        if last >= first:
            span = str(first) if last == first else self._texts["span"].format(a=first, b=last)
            said = self._texts["placed"].format(span=span)
        return said + (self._texts["away"].format(count=away) if away else "")

    def _put(self, one: Entry, photo: Evidence) -> bool:
        """Put a photo among the plates; False where its bytes are not here."""
        picture = self._pictures.printed(photo.sha256) if self._pictures and photo.here else None
        if picture is None:
            return False
        taken = photo.taken_at.replace("T", " ")[:16]
        self.plates.append(
            {
                "picture": picture,
                "place": str(len(self.plates) + 1),
                "item": one.item,
                "number": one.number,
                "day": one.on.isoformat() if one.on else "",
                "taken": taken or self._texts["no_time"],
                "digest": photo.sha256[:_DIGEST],
            }
        )
        return True
