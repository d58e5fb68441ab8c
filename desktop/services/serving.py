"""The county's own server: started and stopped with one word, with a login for each laptop."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db import audit, device
from db import settings as kept
from db.store import beside
from desktop.errors import UserError
from desktop.exchange.mailbox import Mailbox
from desktop.exchange.serving import (
    Login,
    MailboxServer,
    fingerprint_of,
    make_certificate,
    password_for,
)
from desktop.services.credentials import ServerKeys, invites, keep_server, load, server_of

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.session import Session

HOST, PORT = "127.0.0.1", 18443
_FOLDER = "mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLine:
    """The county's server: whether it answers, where, its folder here, its certificate's mark."""

    running: bool
    address: str
    fingerprint: str
    folder: Path
    logins: int


class Serving:
    """One server for one ledger."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._logins: dict[str, Login] = {}
        self._server = MailboxServer(self.folder, self._logins)

    @property
    def folder(self) -> Path:
        """Where the bundles of the server lie; the county exchanges with it as with a stick."""
        return beside(self._session.ledger, _FOLDER)

    def start(self, *, host: str = "", port: int | None = None) -> ServerLine:
        """Answer over TLS, on this machine alone unless a host is named.

        Certificate and logins are made once; they go into packages and bundles from then on.

        Raises:
            UserError: `county_only`, `server_port_taken`, `server_host_unknown`.
        """
        mine, store = load(self._session.store), self._session.store
        if mine.root is None:
            raise UserError("county_only")
        if self._server.running:
            return self.state()
        keys = self._keys(host, port)
        self.folder.mkdir(exist_ok=True)
        with Mailbox.open(self.folder, county_fingerprint=mine.county) as box:
            name = store.identity.county_name
            box.mark(county_fingerprint=mine.county, name=name, sign=mine.root.sign)
        self._renew(keys)
        bound = self._server.start(keys.host, keys.port, certificate=keys.certificate, key=keys.key)
        keep_server(store, replace(keys, port=bound))
        if not kept.get(store, _FOLDER):
            kept.keep(store, {_FOLDER: str(self.folder)})
        audit.record(store, self._session.officer, "serve", subject=keys.host, reason="")
        return self.state()

    def stop(self) -> None:
        """Answer no more."""
        self._server.stop()

    def state(self) -> ServerLine:
        """Whether it answers and where; who was let in or revoked since counts from now on."""
        keys = server_of(self._session.store)
        if keys is not None and self._server.running:
            self._renew(keys)
        return ServerLine(
            running=self._server.running,
            address=keys.address if keys is not None else "",
            fingerprint=fingerprint_of(keys.certificate) if keys is not None else "",
            folder=self.folder,
            logins=len(self._logins),
        )

    def _keys(self, host: str, port: int | None) -> ServerKeys:
        known = server_of(self._session.store)
        if known is None:
            where = host or HOST
            certificate, key = make_certificate(where, self._session.clock())
            known = ServerKeys(
                host=where,
                port=PORT,
                certificate=certificate,
                key=key,
                secret=secrets.token_bytes(32),
            )
        return replace(known, host=host or known.host, port=known.port if port is None else port)

    def _renew(self, keys: ServerKeys) -> None:
        """Who may come in: holders of open invitations, and laptops that are not revoked."""
        store = self._session.store
        known = {one.device: one.state for one in device.certs(store)}
        revoked = {one for one, state in known.items() if state != "active"}
        fresh = {
            token: Login(
                password=password_for(keys.secret, token),
                device=one.device,
                known=frozenset(known),
            )
            for token, one in invites(store).items()
            if one.device not in revoked and not one.withdrawn
        }
        for gone in set(self._logins) - set(fresh):
            del self._logins[gone]
        self._logins.update(fresh)
