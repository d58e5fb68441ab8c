"""The way to a ledger: make one, join, unlock, recover, restore; before anything is open."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from db import backup, households, ops, peers
from db import settings as kept
from db.ids import new_device, new_incarnation
from db.keys import KeyFile
from db.merge import take
from db.records import Identity
from db.store import Store
from desktop.errors import UserError
from desktop.exchange import package, whisper
from desktop.exchange.identity import Certificate, DeviceKeys, DeviceRoster, fingerprint
from desktop.exchange.identity import County as Named
from desktop.services import demo
from desktop.services.county import VALID_FOR
from desktop.services.credentials import Credentials, save
from desktop.services.notices import kinds_of
from desktop.services.operations import to_ops
from desktop.services.policy import Policy
from desktop.services.session import Session
from desktop.services.setting_keys import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from desktop.services.desk import Desk
    from desktop.services.records import NoticeKind
    from desktop.services.shelf import Shelf
    from desktop.services.whereabouts import Whereabouts
    from desktop.words import Words

    Build = Callable[[Session, bytes], Desk]

_REGION = 6
_FIRST_LETTER = "Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A new ledger: who it is, and the recovery code that is shown once."""

    device: str
    officer: str
    role: str
    townships: tuple[str, ...]
    households: int
    recovery_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A ledger that came back from a copy, as a new incarnation."""

    counts: dict[str, int]
    incarnation: str
    kept: Path | None


class Door:
    """Opens and makes ledgers; `build` puts the services over an open one."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        shelf: Shelf,
        words: Words,
        build: Build,
        whereabouts: Whereabouts,
    ) -> None:
        self.whereabouts = whereabouts
        self._clock = clock
        self._shelf = shelf
        self._words = words
        self._build = build

    @cached_property
    def policy(self) -> Policy:
        """The rules alone, without a ledger."""
        return Policy(self._shelf)

    def notice_kinds(self) -> list[NoticeKind]:
        """The sheets that can be printed."""
        return kinds_of(self._shelf)

    def today(self) -> date:
        """The day at this place."""
        return self._clock().astimezone().date()

    def officers(self, ledger: Path) -> list[str]:
        """Who has a password here; raises `ledger_missing`, `keys_missing`."""
        return KeyFile.load(ledger).officers()

    def officer_at(self, ledger: Path, named: str) -> str:
        """Who is at work: the one named, else the only one; raises `officer_needed`."""
        names = self.officers(ledger)
        if named:
            return named
        if len(names) != 1:
            raise UserError("officer_needed", known=", ".join(names))
        return names[0]

    def unlock(self, ledger: Path, officer: str, password: str, *, read_only: bool = False) -> Desk:
        """Open a ledger with a person's password; raises the codes of `KeyFile.unlock`."""
        return self.open(ledger, officer, self.key(ledger, officer, password), read_only=read_only)

    def key(self, ledger: Path, officer: str, password: str) -> bytes:
        """The ledger's key; the derivation takes about a tenth of a second on purpose."""
        return KeyFile.load(ledger).unlock(officer, password, self._clock())

    def open(self, ledger: Path, officer: str, key: bytes, *, read_only: bool = False) -> Desk:
        """Open a ledger with its key; raises the codes of `Store.open`."""
        store = Store.open(
            ledger, key, clock=self._clock, surnames=self._shelf.surnames, read_only=read_only
        )
        session = Session(
            store=store,
            ledger=ledger,
            officer=officer,
            clock=self._clock,
            shelf=self._shelf,
            words=self._words,
            read_only=read_only,
        )
        return self._build(session, key)

    def create_county(
        self, ledger: Path, *, name: str, region: str, officer: str, password: str
    ) -> Made:
        """A new county ledger with its root key; raises `region_form`, `name_empty`."""
        if not name.strip() or not officer.strip():
            raise UserError("name_empty")
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
        store, code = self._new(ledger, identity, officer, password)
        try:
            save(store, self._first_credentials(root, keys, identity, officer))
        finally:
            store.close()
        return Made(
            device=identity.device,
            officer=officer,
            role="county",
            townships=(),
            households=0,
            recovery_code=code,
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

    def _new(
        self, ledger: Path, identity: Identity, officer: str, password: str
    ) -> tuple[Store, str]:
        """A fresh encrypted file and its key file; raises `ledger_exists`."""
        key = secrets.token_bytes(32)
        store = Store.create(
            ledger, key, clock=self._clock, identity=identity, surnames=self._shelf.surnames
        )
        try:
            code = KeyFile.create(ledger, officer.strip(), password, key)
        except BaseException:
            store.close()
            ledger.unlink(missing_ok=True)
            raise
        return store, code

    def join(self, ledger: Path, *, package: Path, code: str, officer: str, password: str) -> Made:
        """A new ledger from an enrolment package, the first snapshot in it (sync.md 5.14).

        Raises:
            UserError: `path_missing`, `code_wrong`, `package_damaged`, `package_newer`,
                `name_empty`, and `ledger_exists`, `password_too_short` of the ledger.
        """
        if not package.is_file():
            raise UserError("path_missing", name=str(package))
        if not officer.strip():
            raise UserError("name_empty")
        contents = _open_package(package.read_bytes(), code)
        identity = Identity(
            device=new_device(),
            incarnation=new_incarnation(),
            role=str(contents.role),
            county_code=contents.county_code,
            county_name=contents.county_name,
            townships=contents.townships,
            letter=contents.letter,
        )
        store, recovery = self._new(ledger, identity, officer, password)
        try:
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
        finally:
            store.close()
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
        contents: package.PackageContents,
        mine: Credentials,
        officer: str,
        recovery: str,
    ) -> None:
        """Take the snapshot, fill in what the county handed down, write the first operation."""
        roster = mine.devices()

        def role_of(sender: str) -> tuple[str, tuple[str, ...]] | None:
            certificate = roster.certificate(sender)
            return (str(certificate.role), certificate.townships) if certificate else None

        take(store, to_ops(contents.ops), authority=role_of)
        peers.confirm(store, mine.hub, ops.vector(store), self._clock())
        handed = {key: text for key, text in contents.settings.items() if key in NAMES}
        kept.keep(store, {**handed, "officer_name": officer})
        public = mine.keys.public()
        with store.write(officer) as w:
            w.insert(
                "enrolment",
                store.identity.device,
                {
                    "device": store.identity.device,
                    "token": "",
                    "officer_name": officer,
                    "signing_key": public.signing.hex(),
                    "sealing_key": public.sealing,
                    "recovery_sealed": whisper.seal(recovery, mine.county_sealing),
                    "enrolled_at": self._clock(),
                },
                scope="*",
            )

    def recover(self, ledger: Path, *, code: str, officer: str, new_password: str) -> None:
        """Set a new password with the recovery code; raises `wrong_code`, `officer_unknown`."""
        KeyFile.load(ledger).recover(code, officer, new_password)

    def restore(
        self, file: Path, *, to: Path, officer: str, password: str, replace: bool = False
    ) -> Restored:
        """Bring a copy back as a new incarnation; what was there is kept beside it.

        Raises:
            UserError: `restore_exists`, `path_missing`; and those of `unlock`.
        """
        if not file.is_file():
            raise UserError("path_missing", name=str(file))
        if to.exists() and not replace:
            raise UserError("restore_exists", name=to.name)
        key = KeyFile.load(file).unlock(officer, password, self._clock())
        done = backup.restore(file, to, key, clock=self._clock, surnames=self._shelf.surnames)
        return Restored(counts=done.counts, incarnation=done.incarnation, kept=done.kept)

    def demonstration(self, folder: Path) -> demo.DemoPlace:
        """The demonstration county of this machine, built when it is not there yet."""
        found = demo.found(folder)
        return found or self.make_demo(folder)

    def make_demo(
        self, folder: Path, *, households: int = 600, say: Callable[[str], None] | None = None
    ) -> demo.DemoPlace:
        """A made-up county in an empty folder."""
        return demo.build(
            self,
            folder,
            source=self._shelf.text("demo.toml"),
            households=households,
            today=self.today(),
            say=say,
        )


def _open_package(blob: bytes, code: str) -> package.PackageContents:
    """Open a package (named apart, since `package` is also the argument of `join`)."""
    return package.open_package(blob, code)
