"""Photos that prove a record: taken over small, compared with the record, kept and handed out."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from statistics import median
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import audit, evidence, inspections, photolist, publicity, visitends
from db import visits as ledger
from db.records.evidence import EvidenceFilter
from db.records.work import VisitFilter
from desktop.errors import UserError
from desktop.rules import privacy
from desktop.rules.periods import in_order
from desktop.services.evidence import folders, pictures
from desktop.services.evidence.camera import metres
from desktop.services.files import spare, write_whole
from desktop.services.places import village_named
from desktop.services.records.evidence import Hint, PhotoLine, PhotosAdded, PhotosWritten

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from db.records.after import Inspection
    from db.records.evidence import Evidence as Row
    from db.records.evidence import Photo
    from desktop.services.records.after import InspectionEntry
    from desktop.services.records.evidence import PhotoFilter
    from desktop.services.records.needs import ActivityEntry
    from desktop.services.records.people import VisitEntry
    from desktop.services.session import Session

_JPEG = b"\xff\xd8\xff"
_SEALED = privacy.P3
"""The class of pictures of people and their homes, and of where these are."""

_E6 = 1_000_000
_FAR_M = 3000
"""Farther than this from where the village's other photos were taken is told."""

_ENOUGH = 3
"""So many other records with a place tell where a village is."""


class Evidence:
    """Photos of visits, of what was held or hung at a place, and of checks of loans.

    What reads files touches no ledger and may run on any thread.
    """

    read_file = staticmethod(pictures.read_file)
    read_bytes = staticmethod(pictures.read_bytes)
    glance = staticmethod(pictures.glance)
    newest = staticmethod(folders.newest)
    codes = staticmethod(pictures.codes)

    def __init__(self, session: Session) -> None:
        self._session = session

    def stage(self, photo: Photo, day: date | None = None) -> PhotoLine:
        """Keep a photo for a record that is still typed; the same picture is kept once."""
        evidence.stage(self._session.store, photo)
        return self._staged(photo, day)

    def staged(self, hashes: Sequence[str], day: date | None = None) -> list[PhotoLine]:
        """The photos that a draft names, without those that are gone."""
        store = self._session.store
        kept = [one for one in hashes if evidence.data(store, one) is not None]
        return [self._staged(one, day) for one in evidence.staged(store, kept)]

    def unstage(self, hashes: Collection[str]) -> None:
        """Forget photos that were taken out of a form again."""
        if hashes and not self._session.read_only:
            evidence.unstage(self._session.store, hashes)

    def of_entry(self, entry: VisitEntry | ActivityEntry | InspectionEntry) -> list[Photo]:
        """The photos of an entry: files are read, staged ones are there; raises as `read_file`."""
        staged = evidence.staged(self._session.store, entry.photos)
        return [*staged, *self.of_files(entry.evidence)]

    def of_files(self, paths: Sequence[Path]) -> list[Photo]:
        """The photos in files, all or none; raises as `read_file`."""
        return [pictures.read_file(path) for path in paths]

    def attach(self, record_id: str, photos: Sequence[Photo]) -> PhotosAdded:
        """Add photos to a record in one save; those that it has are passed over.

        Raises:
            StoreError: as `db.evidence.attach`.
        """
        ids = evidence.attach(self._session.store, self._session.officer, record_id, photos)
        return PhotosAdded(ids=tuple(ids), already=len(photos) - len(ids))

    def attach_files(self, visit_no: str, paths: Sequence[Path]) -> PhotosAdded:
        """Add files to a visit by its number, all or none.

        Raises:
            UserError: `visit_unknown`, `photo_none`, and those of `read_file`.
        """
        visit = ledger.by_no(self._session.store, visit_no)
        if visit is None:
            raise UserError("visit_unknown", visit_no=visit_no)
        return self._attach_files(visit.id, paths)

    def attach_files_there(self, activity_no: str, paths: Sequence[Path]) -> PhotosAdded:
        """Add files to what was held or hung at a place, by its number, all or none.

        Raises:
            UserError: `activity_unknown`, `photo_none`, and those of `read_file`.
        """
        activity = publicity.by_no(self._session.store, activity_no)
        if activity is None:
            raise UserError("activity_unknown", activity_no=activity_no)
        return self._attach_files(activity.id, paths)

    def attach_files_to_check(self, inspection_no: str, paths: Sequence[Path]) -> PhotosAdded:
        """Add files to a check of a loan by any of its numbers, all or none.

        Raises:
            UserError: `inspection_unknown`, `photo_none`, and those of `read_file`.
        """
        return self._attach_files(self._check(inspection_no).id, paths)

    def _check(self, inspection_no: str) -> Inspection:
        """The check as it counts now, which has the photos."""
        found = inspections.history(self._session.store, inspection_no)
        if not found:
            raise UserError("inspection_unknown", inspection_no=inspection_no)
        return found[-1]

    def _attach_files(self, record_id: str, paths: Sequence[Path]) -> PhotosAdded:
        if not paths:
            raise UserError("photo_none")
        return self.attach(record_id, self.of_files(paths))

    def turn(self, ids: Sequence[str], *, back: bool) -> Sequence[str]:
        """Take photos off their record, or bring them back, while neither is final; gives them.

        Raises:
            StoreError: as `db.evidence.turn`.
        """
        evidence.turn(self._session.store, self._session.officer, ids, back=back)
        return ids

    def of_record(self, record_id: str) -> list[PhotoLine]:
        """The photos of a record as they were added, with what does not go with it."""
        rows = evidence.of_record(self._session.store, record_id)
        centre = self._centre(rows)
        return [self._line(one, centre, told=True) for one in rows]

    def picture(self, sha256: str) -> bytes:
        """The picture itself; raises `photo_elsewhere`."""
        found = evidence.data(self._session.store, sha256)
        if found is None:
            raise UserError("photo_elsewhere")
        return found

    def printed(self, sha256: str) -> tuple[bytes, int, int] | None:
        """A picture small enough for paper, with its size; None where it is not here or broken."""
        found = evidence.data(self._session.store, sha256)
        if found is None:
            return None
        try:
            return pictures.printed(found)
        except UserError:
            return None

    def listed(self, wanted: PhotoFilter) -> list[PhotoLine]:
        """The photos of a part of the ledger; raises `village_unknown`."""
        rows = photolist.listed(self._session.store, self._asked(wanted))
        return [self._line(one, None) for one in rows]

    def reveal(self, wanted: PhotoFilter, reason: str) -> list[PhotoLine]:
        """The same with the places of people's homes; who, what and why goes on record first.

        Raises:
            UserError: `reason_missing`, `photo_role_refused`, `village_unknown`.
        """
        why = self._allowed(reason)
        rows = photolist.listed(self._session.store, self._asked(wanted))
        self._record("reveal", f"{len(rows)} {_part(wanted)}", why)
        return [_with_place(self._line(one, None), one) for one in rows]

    def export(self, wanted: PhotoFilter, folder: Path, reason: str) -> PhotosWritten:
        """Write photos as files named by record and place; who, what and why goes on record first.

        The visits are final from then on, also where only some of the files could be written.

        Raises:
            UserError: `reason_missing`, `photo_role_refused`, `photo_none`, `out_folder_missing`,
                `village_unknown`, and those of `files`.
        """
        store, why = self._session.store, self._allowed(reason)
        if not folder.is_dir():
            raise UserError("out_folder_missing", name=str(folder))
        asked = self._asked(wanted)
        rows = photolist.listed(store, asked)
        here = [one for one in rows if one.here]
        if not here:
            raise UserError("photo_elsewhere" if rows else "photo_none")
        named = [(one, folder / _named(here, one)) for one in here]
        for _, out in named:
            spare(out, _JPEG)
        self._record("photos", f"{len(here)} {_part(wanted)}", why)
        if not asked.activity_no and not asked.inspection_no:
            visitends.keep_left(store, visitends.EXPORTED, _left(asked))  # before any of it leaves
        for one, out in named:
            write_whole(out, evidence.data(store, one.sha256) or b"")
        return PhotosWritten(files=tuple(out for _, out in named), elsewhere=len(rows) - len(here))

    def _allowed(self, reason: str) -> str:
        """The reason, where there is one and the role at work may give it."""
        why = " ".join(reason.split())
        if not why:
            raise UserError("reason_missing")
        if _SEALED not in self._with_reason():
            raise UserError("photo_role_refused")
        return why

    def _record(self, what: str, subject: str, reason: str) -> None:
        officer = self._session.officer
        audit.record(self._session.store, officer, what, subject=subject, reason=reason)

    def _with_reason(self) -> Sequence[str]:
        """The classes that the role at work may hand out with a reason, as for lists."""
        rules = tomllib.loads(self._session.shelf.text("lists/rules.toml"))
        return list(rules["with_reason"].get(self._session.store.identity.role, ()))

    def _asked(self, wanted: PhotoFilter) -> EvidenceFilter:
        in_order(wanted.from_on, wanted.to_on)
        place = village_named(self._session.store, wanted.village) if wanted.village else None
        return EvidenceFilter(
            visit_no=wanted.visit_no,
            activity_no=wanted.activity_no,
            inspection_no=self._check(no).inspection_no if (no := wanted.inspection_no) else "",
            household_no=wanted.household_no,
            village=(place.division_code or place.village) if place else "",
            from_on=wanted.from_on,
            to_on=wanted.to_on,
        )

    def _staged(self, photo: Photo, day: date | None) -> PhotoLine:
        line = _line_of(photo)
        hints = [*_day_hint(line.taken_at, day), *self._used(photo.sha256, "")]
        return replace(line, hints=tuple(hints))

    def _line(self, row: Row, centre: tuple[int, int] | None, *, told: bool = False) -> PhotoLine:
        line = replace(
            _line_of(row),
            here=row.here,
            id=row.id,
            visit_no=row.visit_no,
            activity_no=row.activity_no,
            inspection_no=row.inspection_no,
            activity_type=row.activity_type,
            day=row.day,
            household_no=row.household_no,
            head_name=row.head_name,
            village=row.village,
            added_at=row.added_at,
            officer=row.officer,
        )
        hints = _day_hint(line.taken_at, row.day)
        if told:
            hints += [*_place_hint(row, centre), *self._used(row.sha256, row.visit)]
        return replace(line, hints=tuple(hints))

    def _used(self, sha256: str, but_record: str) -> list[Hint]:
        """The record of another household, or of another village, has the same picture."""
        own = {_whose(one) for one in evidence.of_record(self._session.store, but_record)}
        for one in evidence.of_hash(self._session.store, sha256):
            if one.visit == but_record or _whose(one) in own:
                continue
            if one.activity_no:
                params = {"village": one.village, "day": one.day}
                return [Hint(code="photo_used_there", params=params)]
            params = {"who": one.head_name or one.household_no, "day": one.day}
            return [Hint(code="photo_used", params=params)]
        return []

    def _centre(self, rows: Sequence[Row]) -> tuple[int, int] | None:
        """Where a village is, as photos of other visits there tell it; None while few do."""
        placed = [one for one in rows if one.latitude_e6 is not None and one.division_code]
        if not placed:
            return None
        found = evidence.places(self._session.store, placed[0].division_code, placed[0].visit)
        if len(found) < _ENOUGH:
            return None
        return round(median(n for n, _ in found)), round(median(e for _, e in found))


def _part(wanted: PhotoFilter) -> str:
    number = wanted.visit_no or wanted.activity_no or wanted.inspection_no
    return number or wanted.household_no or wanted.village


def _whose(row: Row) -> tuple[str, str]:
    """A household, or where there is none a village."""
    return row.household_no, "" if row.household_no else row.village


def _line_of(photo: Photo | Row) -> PhotoLine:
    return PhotoLine(
        sha256=photo.sha256,
        size=photo.size,
        width=photo.width,
        height=photo.height,
        taken_at=_moment(photo.taken_at),
        placed=None not in {photo.latitude_e6, photo.longitude_e6},
    )


def _with_place(line: PhotoLine, row: Row) -> PhotoLine:
    return replace(line, latitude=_degrees(row.latitude_e6), longitude=_degrees(row.longitude_e6))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _degrees(value_e6: int | None) -> str:
    return "" if value_e6 is None else f"{value_e6 / _E6:.5f}"


def _day_hint(taken_at: datetime | None, day: date | None) -> list[Hint]:
    """The photo was taken on another day than that of its record."""
    if taken_at is None or day is None or taken_at.date() == day:
        return []
    params = {"taken": taken_at.date(), "day": day}
    return [Hint(code="photo_other_day", params=params)]


def _place_hint(row: Row, centre: tuple[int, int] | None) -> list[Hint]:
    """The photo was taken far from where other photos of the village were."""
    if centre is None or row.latitude_e6 is None or row.longitude_e6 is None:
        return []
    away = metres(centre, (row.latitude_e6, row.longitude_e6))
    if away <= _FAR_M:
        return []
    code = "photo_far_there" if row.activity_no else "photo_far"
    return [Hint(code=code, params={"km": round(away / 1000), "village": row.village})]


def _named(rows: Sequence[Row], row: Row) -> str:
    """Day, number of the record and place in it; no name of a person."""
    place = 1 + [one.id for one in rows if one.visit == row.visit].index(row.id)
    return f"{row.day}_{row.visit_no or row.activity_no or row.inspection_no}_{place}.jpg"


def _left(asked: EvidenceFilter) -> VisitFilter:
    return VisitFilter(
        from_on=asked.from_on,
        to_on=asked.to_on,
        village=asked.village,
        household_no=asked.household_no,
        text=asked.visit_no,
    )
