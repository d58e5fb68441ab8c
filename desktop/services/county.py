"""The county's side: packages for new laptops, the signed list of devices, revoking."""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from db import audit, device, ops
from db import settings as kept
from desktop.errors import UserError
from desktop.exchange import package, whisper
from desktop.exchange.identity import (
    Certificate,
    DevicePublic,
    Introduction,
    Role,
    new_sealing_key,
)
from desktop.exchange.identity import County as Named
from desktop.services.credentials import (
    VALID_FOR,
    Credentials,
    Invite,
    adopt_roster,
    invites,
    keep_invite,
    load,
)
from desktop.services.files import spare, write_whole
from desktop.services.listings import DeviceLine, Package
from desktop.services.operations import audiences_of, to_tuples
from desktop.services.setting_keys import HANDED_DOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from desktop.services.session import Session

_TOWNSHIP = re.compile(r"\d{9}")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_SCHEMA = 1


class County:
    """Verbs that only the county's ledger has."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def enrol(
        self,
        *,
        townships: Sequence[str],
        officer: str,
        role: str,
        bank: str,
        out: Path,
    ) -> Package:
        """Write an enrolment package, with the first snapshot in it.

        Raises:
            UserError: `county_only`, `township_form`, `township_unknown`, `name_empty`,
                `out_folder_missing`, `out_not_writable`.
        """
        mine = self._mine()
        codes = self._codes(townships)
        if not officer.strip():
            raise UserError("name_empty")
        store = self._session.store
        secret, recipient = new_sealing_key()
        invite = Invite(
            token=secrets.token_bytes(32),
            role=role,
            bank=bank.strip(),
            townships=codes,
            letter=self._next_letter(),
            officer=officer.strip(),
            recipient=recipient,
        )
        values = kept.shown(store)
        handed = {key: values.get(key, "") for key in HANDED_DOWN if values.get(key)}
        if bank.strip():
            handed["bank"] = bank.strip()
        contents = package.PackageContents(
            token=invite.token,
            county_code=store.identity.county_code,
            county_name=store.identity.county_name,
            root_public=mine.root_public,
            county_sealing=mine.county_sealing,
            enrolment_identity=secret,
            role=Role(role),
            bank=invite.bank,
            townships=codes,
            letter=invite.letter,
            officer=invite.officer,
            created_at=self._session.clock(),
            schema=_SCHEMA,
            settings=handed,
            ops=tuple(to_tuples(ops.range_since(store, {}, audiences_of(role, codes)))),
            vector={},
            roster=mine.roster,
            extras={"hub": mine.hub},
        )
        code = package.new_code()
        sealed = package.seal(contents, code)
        spare(out, sealed[:4])
        write_whole(out, sealed)
        keep_invite(store, invite)
        audit.record(store, self._session.officer, "enrol", subject=invite.letter, reason="")
        return Package(path=out, code=code, townships=codes, role=role)

    def devices(self) -> list[DeviceLine]:
        """Laptops and desks: invited, active, revoked."""
        self._mine()
        store = self._session.store
        waiting = [
            DeviceLine(
                device=name,
                township=",".join(invite.townships),
                officer=invite.officer,
                role=invite.role,
                state="invited",
                last_seen=None,
            )
            for name, invite in invites(store).items()
            if not invite.device
        ]
        active = [
            DeviceLine(
                device=one.device,
                township=",".join(one.townships),
                officer=one.officer_name,
                role=one.role,
                state=one.state,
                last_seen=one.last_seen,
            )
            for one in device.certs(store)
        ]
        return [*active, *waiting]

    def assign(self, start: str, townships: Sequence[str]) -> DeviceLine:
        """Give a device other townships to serve; the next exchange brings them complete.

        What it wrote in townships that it served before still counts when it arrives later.

        Raises:
            UserError: `county_only`, `device_unknown`, `device_ambiguous`, `device_not_active`,
                `township_form`, `township_unknown`.
        """
        mine, store, now = self._mine(), self._session.store, self._session.clock()
        codes = self._codes(townships)
        line = self._one(start)
        before = mine.devices().certificate(line.device)
        if line.state != "active" or before is None or mine.root is None:
            raise UserError("device_not_active", device=line.device[:8])
        blob = Certificate.issue(
            mine.root,
            serial=len(mine.devices().devices) + 1,
            device=line.device,
            incarnation=before.incarnation,
            officer=before.officer,
            role=str(before.role),
            bank=before.bank,
            townships=codes,
            letter=before.letter,
            public=DevicePublic(signing=before.signing, sealing=before.sealing),
            county=Named(code=store.identity.county_code, fingerprint=mine.county),
            issued_at=now,
            expires_on=(now + VALID_FOR).date(),
        )
        fresh = mine.devices().with_device(blob, line.device, now)
        adopt_roster(store, mine, fresh.sign(mine.root))
        with store.write(self._session.officer) as w:
            fields = {"townships": list(codes), "certificate": base64.b64encode(blob).decode()}
            w.set("device_cert", line.device, fields)
        audit.record(store, self._session.officer, "assign", subject=line.device, reason="")
        return replace(line, township=",".join(codes))

    def revoke(self, start: str) -> DeviceLine:
        """Revoke a device: what it sent so far stays, later bundles wait for a person.

        Raises:
            UserError: `county_only`, `device_unknown`, `device_ambiguous`.
        """
        mine = self._mine()
        line = self._one(start)
        store = self._session.store
        now = self._session.clock()
        cutoffs = {
            stream: seq
            for stream, (seq, _chain) in ops.vector(store).items()
            if stream.startswith(line.device)
        }
        assert mine.root is not None  # noqa: S101 - _mine is the county's
        fresh = mine.devices().revoke(line.device, cutoffs, now)
        adopt_roster(store, mine, fresh.sign(mine.root))
        with store.write(self._session.officer) as w:
            w.set("device_cert", line.device, {"state": "revoked", "revoked_at": now})
        audit.record(store, self._session.officer, "revoke", subject=line.device, reason="")
        return replace(line, state="revoked")

    def believe(self, device_id: str, last: Mapping[str, int]) -> None:
        """Count what a revoked device wrote up to a number of each stream; it stays revoked.

        Raises:
            UserError: `county_only`.
        """
        mine, store, now = self._mine(), self._session.store, self._session.clock()
        enrolled = mine.devices().find(device_id)
        if enrolled is None or enrolled.state != "revoked" or mine.root is None:
            return
        cutoffs = dict(enrolled.cutoffs)
        for stream, seq in last.items():
            cutoffs[stream] = max(seq, cutoffs.get(stream, 0))
        fresh = mine.devices().revoke(device_id, cutoffs, now)
        adopt_roster(store, mine, fresh.sign(mine.root))
        audit.record(store, self._session.officer, "believe", subject=device_id, reason="")

    def recovery_code(self, start: str) -> str:
        """The recovery code of a laptop whose officer forgot the password; audited.

        Raises:
            UserError: `county_only`, `device_unknown`, `device_ambiguous`,
                `recovery_not_received`.
        """
        mine = self._mine()
        line = self._one(start)
        store = self._session.store
        sealed = [one for one in device.enrolments(store) if one.device == line.device]
        if not sealed:
            raise UserError("recovery_not_received")
        audit.record(store, self._session.officer, "recovery_code", subject=line.device, reason="")
        return whisper.unseal(sealed[-1].recovery_sealed, mine.keys.identity)

    def welcome(self, introduction: Introduction, device_id: str, incarnation: str) -> bytes | None:
        """Judge a newcomer: the signing key to expect, or None for a stranger.

        Raises:
            UserError: `token_seen_twice` where another device has used the package.
        """
        invite = invites(self._session.store).get(introduction.token_id)
        if invite is None or not introduction.proves(invite.token, device_id, incarnation):
            return None
        if invite.device and invite.device != device_id:
            raise UserError("token_seen_twice")
        return introduction.signing

    def certify(self, introduction: Introduction, device_id: str, incarnation: str) -> None:
        """Answer a newcomer's first bundles: list of devices, certificate, used invitation.

        Each of the three is done where it is missing, so that a cut between them heals with the
        device's next bundle.
        """
        store = self._session.store
        invite = invites(store).get(introduction.token_id)
        if invite is None:
            return
        blob = self._listed(introduction, invite, device_id, incarnation)
        if device.cert(store, device_id) is None:
            self._keep_certificate(blob, invite, introduction, device_id)
        if invite.device != device_id:
            keep_invite(store, replace(invite, device=device_id))

    def _listed(
        self, introduction: Introduction, invite: Invite, device_id: str, incarnation: str
    ) -> bytes:
        """The device's certificate, issued and put on the signed list where it is not there."""
        mine, store, now = self._mine(), self._session.store, self._session.clock()
        assert mine.root is not None  # noqa: S101 - _mine is the county's
        roster = mine.devices()
        enrolled = roster.find(device_id)
        if enrolled is not None:
            return enrolled.certificate
        blob = Certificate.issue(
            mine.root,
            serial=len(roster.devices) + 1,
            device=device_id,
            incarnation=incarnation,
            officer=invite.officer,
            role=invite.role,
            bank=invite.bank,
            townships=invite.townships,
            letter=invite.letter,
            public=DevicePublic(signing=introduction.signing, sealing=introduction.sealing),
            county=Named(code=store.identity.county_code, fingerprint=mine.county),
            issued_at=now,
            expires_on=(now + VALID_FOR).date(),
        )
        adopt_roster(store, mine, roster.with_device(blob, device_id, now).sign(mine.root))
        return blob

    def _keep_certificate(
        self, blob: bytes, invite: Invite, introduction: Introduction, device_id: str
    ) -> None:
        now = self._session.clock()
        with self._session.store.write(self._session.officer) as w:
            w.insert(
                "device_cert",
                device_id,
                {
                    "officer_name": invite.officer,
                    "role": invite.role,
                    "bank": invite.bank,
                    "letter": invite.letter,
                    "state": "active",
                    "certificate": base64.b64encode(blob).decode(),
                    "signing_key": introduction.signing.hex(),
                    "sealing_key": introduction.sealing,
                    "token": introduction.token_id,
                    "townships": list(invite.townships),
                    "issued_on": now.date(),
                    "expires_on": (now + VALID_FOR).date(),
                },
                scope="*",
            )

    def _mine(self) -> Credentials:
        if not self._session.is_county:
            raise UserError("county_only")
        return load(self._session.store)

    def _codes(self, townships: Sequence[str]) -> tuple[str, ...]:
        codes = tuple(dict.fromkeys(code.strip() for code in townships if code.strip()))
        if not codes:
            raise UserError("township_form", township="")
        region = self._session.store.identity.county_code
        for code in codes:
            if not _TOWNSHIP.fullmatch(code):
                raise UserError("township_form", township=code)
            if not code.startswith(region):
                raise UserError("township_unknown", township=code)
        return codes

    def _next_letter(self) -> str:
        used = {one.letter for one in invites(self._session.store).values()}
        used.add(self._session.store.identity.letter)
        singles = list(_LETTERS)
        doubles = [first + second for first in _LETTERS for second in _LETTERS]
        return next(each for each in [*singles, *doubles] if each not in used)

    def _one(self, start: str) -> DeviceLine:
        hits = [one for one in self.devices() if one.device.startswith(start) and start]
        if not hits:
            raise UserError("device_unknown", device=start)
        if len(hits) > 1:
            raise UserError("device_ambiguous", device=start)
        return hits[0]
