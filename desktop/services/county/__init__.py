"""The county's side: packages for new laptops, the signed list of devices, revoking."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
import secrets
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import audit, device, ops
from db import settings as kept
from db.compaction import Snapshot
from desktop.errors import UserError
from desktop.exchange import package, whisper
from desktop.exchange.identity import (
    Certificate,
    DeviceKeys,
    DevicePublic,
    Introduction,
    Role,
    fingerprint,
    new_sealing_key,
    renew_root,
    token_id,
)
from desktop.exchange.identity import County as Named
from desktop.services.county.certifying import issue_again, keys_asked_for, next_letter
from desktop.services.county.inviting import awaited, withdraw
from desktop.services.county.saving import save_keys
from desktop.services.credentials import (
    VALID_FOR,
    Credentials,
    Invite,
    adopt_roster,
    invites,
    keep_invite,
    load,
    login_for,
)
from desktop.services.files import write_once
from desktop.services.listings import DeviceLine, Package
from desktop.services.operations import (
    FORMER_KEY,
    REFUSED,
    ROTATION,
    SERVER,
    audiences_of,
)
from desktop.services.setting_keys import HANDED_DOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from desktop.services.session import Session

_TOWNSHIP = re.compile(r"\d{9}")
_SCHEMA = 1


class County:
    """Verbs that only the county's ledger has."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def enrol(
        self, *, townships: Sequence[str], officer: str, role: str, bank: str, out: Path
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
            letter=next_letter(store, mine.devices()),
            officer=officer.strip(),
            recipient=recipient,
        )
        values = kept.shown(store)
        handed = {key: values.get(key, "") for key in HANDED_DOWN if values.get(key)}
        if bank.strip():
            handed["bank"] = bank.strip()
        first = Snapshot(store, {}, audiences_of(role, codes), shortened=True)
        login = login_for(store, token_id(invite.token))
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
            ops=tuple(first.operations()),
            vector={},
            roster=mine.roster,
            extras={"hub": mine.hub, "stubs": first.stubs(), SERVER: login},
        )
        code = package.new_code()
        sealed = package.seal(contents, code)
        write_once(out, sealed)
        keep_invite(store, invite)
        self._audit("enrol", invite.letter)
        return Package(path=out, code=code, townships=codes, role=role)

    def devices(self) -> list[DeviceLine]:
        """Laptops and desks: invited, active, revoked."""
        self._mine()
        store = self._session.store
        active = [
            DeviceLine(
                device=one.device,
                township=",".join(one.townships),
                officer=one.officer_name,
                role=one.role,
                state=one.state,
                last_seen=one.last_seen,
                expires_on=one.expires_on,
                revoked_at=one.revoked_at,
            )
            for one in device.certs(store)
        ]
        return [*active, *awaited(store)]

    def assign(self, start: str, townships: Sequence[str]) -> DeviceLine:
        """Give a device other townships to serve; the next exchange brings them complete.

        What it wrote in townships that it served before still counts when it arrives later.

        Raises:
            UserError: `county_only`, `device_unknown`, `device_ambiguous`, `device_not_active`,
                `township_form`, `township_unknown`.
        """
        codes = self._codes(townships)
        line = self._one(start)
        issue_again(self._session, self._mine(), line.device, townships=codes)
        self._audit("assign", line.device)
        return replace(line, township=",".join(codes))

    def renew(self, start: str) -> DeviceLine:
        """Issue a device's certificate again from today, before it ends or after it has.

        Bundles that were refused because it had ended are taken with the next exchange.

        Raises:
            UserError: `county_only`, `device_unknown`, `device_ambiguous`, `device_not_active`.
        """
        line = self._one(start)
        made = issue_again(self._session, self._mine(), line.device)
        self._audit("renew", line.device)
        return replace(line, expires_on=made.expires_on)

    def renew_root(self) -> str:
        """Put a new root key in the place of the old one; gives its fingerprint.

        The old root signs for the new one, and the list of devices carries that to everybody; what
        the old one signed stays good.

        Raises:
            UserError: `county_only`.
        """
        mine, now = self._mine(), self._session.clock()
        root = DeviceKeys.generate()
        assert mine.root is not None  # noqa: S101 - _mine is the county's
        word = renew_root(mine.root, root.public().signing, now)
        blob = mine.devices().with_root(word, now).sign(root)
        adopt_roster(self._session.store, dataclasses.replace(mine, root=root), blob)
        self._audit("renew_root", "")
        return fingerprint(root.public().signing)

    def save_keys(self, out: Path) -> str:
        """Write the county's keys under a new code, which is shown once; raises as `save_keys`."""
        return save_keys(self._session, self._mine(), out)

    def attend(self, device_id: str, extras: Mapping[str, object]) -> None:
        """Before a bundle counts: its sender's certificate holds, and new keys are certified.

        The old key's signature stays good until the new one is seen, for bundles on their way.

        Raises:
            UserError: `certificate_expired`.
        """
        mine, store = self._mine(), self._session.store
        certificate = mine.devices().certificate(device_id)
        line = mine.devices().find(device_id)
        if certificate is None or line is None or line.state != "active":
            return
        if certificate.expires_on < self._session.today():
            day = certificate.expires_on.isoformat()
            raise UserError("certificate_expired", officer=certificate.officer, day=day)
        fresh = keys_asked_for(extras.get(ROTATION))
        if fresh is None or fresh.signing == certificate.signing:
            return
        kept.keep(store, {FORMER_KEY + device_id: certificate.signing.hex()})
        issue_again(self._session, mine, device_id, public=fresh)
        self._audit("rekey", device_id)

    def revoke(self, start: str) -> DeviceLine:
        """Revoke a device: what it sent so far stays, later bundles wait for a person.

        With a package that was not used nobody enrols any more; one that is revoked stays as it is.

        Raises:
            UserError: `county_only`, `device_unknown`, `device_ambiguous`.
        """
        mine = self._mine()
        line = self._one(start)
        if line.state == "revoked":
            return line
        store = self._session.store
        now = self._session.clock()
        if withdraw(store, line.device, now):
            self._audit("revoke", line.device)
            return replace(line, state="revoked")
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
        self._audit("revoke", line.device)
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
        self._audit("believe", device_id)

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
        self._audit("recovery_code", line.device)
        return whisper.unseal(sealed[-1].recovery_sealed, mine.keys.identity)

    def welcome(self, introduction: Introduction, device_id: str, incarnation: str) -> bytes | None:
        """Judge a newcomer: the signing key to expect, or None for a stranger.

        Raises:
            UserError: `token_seen_twice` where another device has used the package.
        """
        invite = invites(self._session.store).get(introduction.token_id)
        if invite is None or not introduction.proves(invite.token, device_id, incarnation):
            return None
        if invite.withdrawn:
            return None
        if invite.device and invite.device != device_id:
            told = {"sealing": introduction.sealing, "officer": invite.officer}
            kept.keep(self._session.store, {REFUSED + device_id: json.dumps(told)})
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
            keep_invite(store, dataclasses.replace(invite, device=device_id))

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

    def _audit(self, what: str, subject: str) -> None:
        audit.record(self._session.store, self._session.officer, what, subject=subject, reason="")

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

    def _one(self, start: str) -> DeviceLine:
        hits = [one for one in self.devices() if one.device.startswith(start) and start]
        if not hits:
            raise UserError("device_unknown", device=start)
        if len(hits) > 1:
            raise UserError("device_ambiguous", device=start)
        return hits[0]
