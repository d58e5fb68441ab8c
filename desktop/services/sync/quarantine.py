"""Bundles that were refused: each is kept, and taken again once its reason is gone."""

from __future__ import annotations

import tempfile
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

from db import audit, bundles, merge
from desktop.errors import UserError
from desktop.services.credentials import load
from desktop.services.receivers import called, called_one
from desktop.services.records.traffic import AsideLine, SyncResult
from desktop.services.sync.inbox import front_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.records.work import Bundle
    from desktop.exchange.bundle import Header
    from desktop.services.needs import Welcome
    from desktop.services.session import Session
    from desktop.services.sync.taking import Taking

ASIDE, GIVEN_UP, TAKEN = "quarantined", "discarded", "taken"
_KEY = 16
_LATE, _STRANGER, _NEWER = "bundle_revoked", "bundle_unknown_device", "bundle_newer"
_EXPIRED = "certificate_expired"


class Quarantine:
    """What a person decides about refused bundles; nothing is lost by any answer."""

    def __init__(self, session: Session, county: Welcome, taking: Taking) -> None:
        self._session = session
        self._county = county
        self._taking = taking

    def release(self, key: str) -> SyncResult:
        """Judge a refused bundle again; one of a revoked device counts because a person says so.

        What is refused again stays where it was, with its reason of today.

        Raises:
            UserError: `quarantine_unknown`, `quarantine_file_missing`.
        """
        one = self._found(key)
        kept = self._kept(one)
        if not kept.is_file():
            raise UserError("quarantine_file_missing", name=one.name)
        self._audit("release", one)
        if one.reason == _LATE and self._session.is_county:
            header = front_of(kept)
            last = {run.stream: run.last for run in header.ranges} if header else {}
            if header is not None:
                self._county.believe(header.device, last)
        return self._again(one)

    def discard(self, key: str) -> None:
        """Put a refused bundle away; its file stays, and it can still be released.

        What it carried is not confirmed to its sender, who keeps it and sends it again.

        Raises:
            UserError: `quarantine_unknown`.
        """
        one = self._found(key)
        bundles.turn(self._session.store, one.sha256, GIVEN_UP)
        self._audit("discard", one)

    def retake(self) -> SyncResult:
        """Take what was refused for a reason that is gone."""
        result = SyncResult()
        for one in self._listed(ASIDE):
            if self._may_pass(one):
                result = _joined(result, self._again(one))
        return result

    def operations(self) -> list[AsideLine]:
        """Operations that came and do not count, newest first."""
        store = self._session.store
        names = called(store)
        return [
            AsideLine(
                op=one.op,
                sender=called_one(names, one.op.partition("/")[0]),
                table=one.table,
                code=one.code,
                at=one.at,
            )
            for one in merge.quarantined(store)
        ]

    def _again(self, one: Bundle) -> SyncResult:
        """Judge a copy, so that a second refusal finds the kept file untouched."""
        with tempfile.TemporaryDirectory(prefix="township-desk-") as folder:
            copy = Path(folder) / "bundle"
            copyfile(self._kept(one), copy)
            result = self._taking.again(one.name, copy, one.sha256)
        if bundles.state_of(self._session.store, one.sha256) == TAKEN:
            self._kept(one).unlink(missing_ok=True)
        return result

    def _may_pass(self, one: Bundle) -> bool:
        """Whether what stood against a bundle is gone, as far as its front tells."""
        if one.reason not in {_STRANGER, _NEWER, _EXPIRED, _LATE}:
            return False
        header = front_of(self._kept(one))
        return header is not None and self._passes(one.reason, header)

    def _passes(self, reason: str, header: Header) -> bool:
        if reason == _NEWER:
            return header.needed <= self._taking.schema
        devices = load(self._session.store).devices()
        signer = devices.signer(header.device)
        if signer is None:
            return False
        if reason == _LATE:
            return all(signer.believes(run.stream, run.last) for run in header.ranges)
        certificate = devices.certificate(header.device)
        today = self._session.today()
        return certificate is not None and certificate.expires_on >= today

    def _found(self, key: str) -> Bundle:
        hits = [one for one in self._listed(ASIDE, GIVEN_UP) if key and one.sha256.startswith(key)]
        if len(hits) != 1:
            raise UserError("quarantine_unknown", key=key)
        return hits[0]

    def _listed(self, *states: str) -> Iterator[Bundle]:
        return reversed(bundles.in_states(self._session.store, states))

    def _kept(self, one: Bundle) -> Path:
        ledger = self._session.ledger
        return ledger.with_name(f"{ledger.name}.quarantine") / f"{one.sha256[:_KEY]}.tdb"

    def _audit(self, what: str, one: Bundle) -> None:
        store, officer = self._session.store, self._session.officer
        audit.record(store, officer, what, subject=one.name, reason=one.reason)


def _joined(one: SyncResult, other: SyncResult) -> SyncResult:
    return SyncResult(
        taken=one.taken + other.taken,
        operations=one.operations + other.operations,
        quarantined=(*one.quarantined, *other.quarantined),
    )
