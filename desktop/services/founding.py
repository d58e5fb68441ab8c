"""New ledgers: a county with its root key, or a laptop from an enrolment package."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

from db import backup, households, ops, peers
from db import settings as kept
from db.ids import new_device, new_incarnation
from db.keys import KeyFile
from db.merge import take_many
from db.records.core import Identity
from db.store import Store, beside, remove_whole
from desktop.errors import UserError
from desktop.exchange import escrow
from desktop.exchange import package as packages
from desktop.exchange.bundle import read_json
from desktop.exchange.identity import Certificate, DeviceKeys, DeviceRoster, fingerprint
from desktop.exchange.identity import County as Named
from desktop.services.credentials import (
    VALID_FOR,
    Credentials,
    keep_login,
    save,
    tell_recovery,
)
from desktop.services.facts import person
from desktop.services.listings import Made
from desktop.services.operations import FROM_KEYS, SERVER
from desktop.services.setting_keys import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from desktop.services.shelf import Shelf

_REGION = 6
_FIRST_LETTER = "Z"


class Founding:
    """Makes ledgers; a failure leaves nothing behind."""

    def __init__(self, clock: Callable[[], datetime], shelf: Shelf) -> None:
        self._clock = clock
        self._shelf = shelf

    def create_county(
        self, ledger: Path, *, name: str, region: str, officer: str, password: str
    ) -> Made:
        """A new county ledger with its root key; raises `region_form`, `name_empty`."""
        name, officer = person(name), person(officer)
        if len(region) != _REGION or not region.isdigit():
            raise UserError("region_form", region=region)
        root, keys = DeviceKeys.generate(), DeviceKeys.generate()
        identity = Identity(
            device=new_device(),
            incarnation=new_incarnation(),
            role="county",
            county_code=region,
            county_name=name.strip(),
            letter=_FIRST_LETTER,
        )
        with self._new(ledger, identity, officer, password) as (store, code):
            save(store, self._first_credentials(root, keys, identity, officer))
        return Made(
            device=identity.device,
            officer=officer,
            role="county",
            townships=(),
            households=0,
            recovery_code=code,
        )

    def recover_county(
        self, ledger: Path, *, file: Path, code: str, officer: str, password: str
    ) -> Made:
        """The county's ledger anew from its saved keys; the laptops give back what they hold.

        Raises:
            UserError: `path_missing`, `keys_file_damaged`, `keys_code_wrong`, `name_empty`, and
                `ledger_exists`, `password_too_short` of the ledger.
        """
        if not file.is_file():
            raise UserError("path_missing", name=str(file))
        officer = person(officer)
        body = escrow.open_keys(file.read_bytes(), code)
        identity = Identity(
            device=body.device,
            incarnation=body.incarnation,
            role="county",
            county_code=body.county_code,
            county_name=body.county_name,
            letter=body.letter,
        )
        keys = DeviceKeys.from_bytes(body.keys)
        with self._new(ledger, identity, officer, password) as (store, recovery):
            mine = Credentials(
                keys=keys,
                root=DeviceKeys.from_bytes(body.root),
                root_public=body.root_public,
                county_sealing=keys.public().sealing,
                hub=body.device,
                roster=body.roster,
            )
            with store.transaction():
                backup.be_reborn(store)
            save(store, mine)
            kept.keep(store, {**body.invites, FROM_KEYS: body.saved_at.isoformat()})
        return Made(
            device=identity.device,
            officer=officer,
            role="county",
            townships=(),
            households=0,
            recovery_code=recovery,
        )

    def _first_credentials(
        self, root: DeviceKeys, keys: DeviceKeys, identity: Identity, officer: str
    ) -> Credentials:
        """The county's own certificate and the first list of devices."""
        now = self._clock()
        named = fingerprint(root.public().signing)
        blob = Certificate.issue(
            root,
            serial=1,
            device=identity.device,
            incarnation=identity.incarnation,
            officer=officer,
            role="county",
            bank="",
            townships=(),
            letter=identity.letter,
            public=keys.public(),
            county=Named(code=identity.county_code, fingerprint=named),
            issued_at=now,
            expires_on=(now + 10 * VALID_FOR).date(),
        )
        empty = DeviceRoster(county=named, version=0, issued_at=now)
        return Credentials(
            keys=keys,
            root=root,
            root_public=root.public().signing,
            county_sealing=keys.public().sealing,
            hub=identity.device,
            roster=empty.with_device(blob, identity.device, now).sign(root),
        )

    @contextmanager
    def _new(
        self, ledger: Path, identity: Identity, officer: str, password: str
    ) -> Iterator[tuple[Store, str]]:
        """A fresh encrypted file and its recovery code; gone again if anything inside fails.

        Raises:
            StoreError: `ledger_exists`, `keys_exist`, `password_too_short`.
        """
        key = secrets.token_bytes(32)
        store = Store.create(
            ledger, key, clock=self._clock, identity=identity, surnames=self._shelf.surnames
        )
        try:
            code = KeyFile.create(ledger, officer.strip(), password, key)
        except BaseException:
            store.close()
            remove_whole(ledger)
            raise
        try:
            yield store, code
        except BaseException:
            store.close()
            remove_whole(ledger)
            for ending in ("keys", "lock"):
                beside(ledger, ending).unlink(missing_ok=True)
            raise
        store.close()

    def join(self, ledger: Path, *, package: Path, code: str, officer: str, password: str) -> Made:
        """A new ledger from an enrolment package, the first snapshot in it.

        Raises:
            UserError: `path_missing`, `code_wrong`, `package_damaged`, `package_newer`,
                `name_empty`, and `ledger_exists`, `password_too_short` of the ledger.
        """
        if not package.is_file():
            raise UserError("path_missing", name=str(package))
        officer = person(officer)
        contents = packages.open_package(package.read_bytes(), code)
        identity = Identity(
            device=new_device(),
            incarnation=new_incarnation(),
            role=str(contents.role),
            county_code=contents.county_code,
            county_name=contents.county_name,
            townships=contents.townships,
            letter=contents.letter,
        )
        with self._new(ledger, identity, officer, password) as (store, recovery):
            mine = Credentials(
                keys=DeviceKeys.generate(),
                root_public=contents.root_public,
                county_sealing=contents.county_sealing,
                hub=str(contents.extras.get("hub", "")),
                roster=contents.roster,
                token=contents.token,
                enrolment_identity=contents.enrolment_identity,
            )
            save(store, mine)
            self._settle(store, contents, mine, officer.strip(), recovery)
            count = len(households.numbers(store))
        return Made(
            device=identity.device,
            officer=officer.strip(),
            role=identity.role,
            townships=identity.townships,
            households=count,
            recovery_code=recovery,
        )

    def _settle(
        self,
        store: Store,
        contents: packages.PackageContents,
        mine: Credentials,
        officer: str,
        recovery: str,
    ) -> None:
        """Take the snapshot, fill in what the county handed down, write the first operation."""
        roster = mine.devices()

        def role_of(sender: str) -> tuple[str, tuple[str, ...]] | None:
            certificate = roster.certificate(sender)
            return (str(certificate.role), roster.served(sender)) if certificate else None

        stubs = contents.extras.get("stubs")
        take_many(
            *(store, contents.ops),
            authority=role_of,
            expected={},
            stubs=stubs,
            linked=True,
            read=read_json,
        )
        peers.confirm(store, mine.hub, ops.vector(store), self._clock())
        handed = {key: text for key, text in contents.settings.items() if key in NAMES}
        kept.keep(store, {**handed, "officer_name": officer})
        keep_login(store, contents.extras.get(SERVER))
        tell_recovery(store, officer, recovery, self._clock())
