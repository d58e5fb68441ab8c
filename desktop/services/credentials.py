"""The keys of this ledger and whom it trusts, kept inside the encrypted file."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from db import settings as kept
from db.ids import uuid7
from desktop.errors import UserError
from desktop.exchange import whisper
from desktop.exchange.identity import (
    DeviceKeys,
    DeviceRoster,
    Introduction,
    fingerprint,
    token_id,
)
from desktop.exchange.serving import password_for
from desktop.exchange.transports import Access, read_address
from desktop.services.operations import HUB
from desktop.services.setting_keys import HOST_KEY

if TYPE_CHECKING:
    from datetime import datetime

    from db.store import Store
    from desktop.exchange.identity import Certificate

VALID_FOR = timedelta(days=3 * 365)
_NAME = "secret.credentials"
INVITE = "secret.invite."
_SERVER = "secret.server"
_OWN_LOGIN = "secret.login"
_OTHER_LOGIN = "secret.other_login"
_MAILBOX = "mailbox"

_LOGIN = {"address", "certificate", "user", "password"}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Credentials:
    """What a ledger needs to sign, seal, open and believe.

    `root` is there in the county's ledger only; `token` and `enrolment_identity` until the
    county has answered; `roster` is the signed list of devices, newest version seen.
    """

    keys: DeviceKeys
    root_public: bytes
    county_sealing: str
    hub: str
    roster: bytes
    root: DeviceKeys | None = None
    token: bytes = b""
    enrolment_identity: str = ""
    next_keys: DeviceKeys | None = None
    former_identity: str = ""

    @property
    def county(self) -> str:
        """The fingerprint that names the county."""
        return fingerprint(self.root_public)

    @property
    def identities(self) -> list[str]:
        """The secret age identities that open what is sealed to us."""
        others = (
            self.enrolment_identity,
            self.next_keys.identity if self.next_keys else "",
            self.former_identity,
        )
        return [self.keys.identity, *filter(None, others)]

    def devices(self) -> DeviceRoster:
        """The list of devices, its signature proved."""
        return _opened(self.roster, self.root_public)

    def introduction(self, device: str, incarnation: str) -> Introduction | None:
        """What vouches for us until the county has answered."""
        if not self.token:
            return None
        return Introduction.make(self.token, device, incarnation, self.keys.public())


@lru_cache(maxsize=4)
def _opened(roster: bytes, root_public: bytes) -> DeviceRoster:
    """Proving a list costs a signature for each device, and one exchange asks for it many times."""
    return DeviceRoster.open(roster, root_public)


def _text(blob: bytes) -> str:
    return base64.b64encode(blob).decode()


def save(store: Store, mine: Credentials) -> None:
    """Keep the credentials in the ledger."""
    body = {
        "keys": _text(mine.keys.to_bytes()),
        "root_public": _text(mine.root_public),
        "county_sealing": mine.county_sealing,
        "hub": mine.hub,
        "roster": _text(mine.roster),
        "root": _text(mine.root.to_bytes()) if mine.root else "",
        "token": _text(mine.token),
        "enrolment_identity": mine.enrolment_identity,
        "next_keys": _text(mine.next_keys.to_bytes()) if mine.next_keys else "",
        "former_identity": mine.former_identity,
    }
    kept.keep(store, {_NAME: json.dumps(body, sort_keys=True), HUB: mine.hub})


def load(store: Store) -> Credentials:
    """The credentials of this ledger; raises `sync_not_joined`."""
    text = kept.get(store, _NAME)
    if not text:
        raise UserError("sync_not_joined")
    body = json.loads(text)
    root = base64.b64decode(body["root"])
    coming = base64.b64decode(body.get("next_keys", ""))
    return Credentials(
        keys=DeviceKeys.from_bytes(base64.b64decode(body["keys"])),
        root_public=base64.b64decode(body["root_public"]),
        county_sealing=body["county_sealing"],
        hub=body["hub"],
        roster=base64.b64decode(body["roster"]),
        root=DeviceKeys.from_bytes(root) if root else None,
        token=base64.b64decode(body["token"]),
        enrolment_identity=body["enrolment_identity"],
        next_keys=DeviceKeys.from_bytes(coming) if coming else None,
        former_identity=body.get("former_identity", ""),
    )


class Remembered:
    """Credentials that are read again only where the ledger has others by now."""

    def __init__(self) -> None:
        self._known: tuple[str, Credentials] | None = None

    def load(self, store: Store) -> Credentials:
        """The credentials of this ledger; raises as `load`."""
        text = kept.get(store, _NAME)
        if self._known is None or self._known[0] != text:
            self._known = (text, load(store))
        return self._known[1]


def trust(store: Store) -> str:
    """What changes whenever this ledger trusts other keys; empty before it has joined."""
    return kept.get(store, _NAME)


def adopt_roster(store: Store, mine: Credentials, blob: bytes) -> Credentials:
    """Take a newer list of devices; an older one changes nothing. Raises as `DeviceRoster.open`."""
    fresh = DeviceRoster.open(blob, mine.root_public)
    if fresh.version <= mine.devices().version:
        return mine
    changed = replace(mine, roster=blob)
    if fresh.find(store.identity.device):
        changed = replace(changed, token=b"")
    changed = _in_force(changed, fresh.certificate(store.identity.device))
    save(store, changed)
    return changed


def _in_force(mine: Credentials, certificate: Certificate | None) -> Credentials:
    """The new keys take the place of the old ones once the county has certified them."""
    fresh = mine.next_keys
    if fresh is None or certificate is None or certificate.signing != fresh.public().signing:
        return mine
    return replace(mine, keys=fresh, next_keys=None, former_identity=mine.keys.identity)


def rejoin_roster(store: Store, mine: Credentials, blob: bytes, now: datetime) -> Credentials:
    """The county takes back what a laptop still knows of its own list of devices.

    A county that came back from a copy has forgotten devices; the list that a laptop kept is
    signed by the county's root. Raises as `DeviceRoster.open`.
    """
    kept_list = DeviceRoster.open(blob, mine.root_public)
    joined = mine.devices().joined(kept_list, now)
    if mine.root is None or joined.version == mine.devices().version:
        return mine
    return adopt_roster(store, mine, joined.sign(mine.root))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Invite:
    """What the county promised to the holder of an enrolment package, until it is withdrawn."""

    token: bytes
    role: str
    bank: str
    townships: tuple[str, ...]
    letter: str
    officer: str
    recipient: str
    device: str = ""
    withdrawn: str = ""


def keep_invite(store: Store, invite: Invite) -> None:
    """Keep an invitation under the public name of its token."""
    body = {
        "token": _text(invite.token),
        "role": invite.role,
        "bank": invite.bank,
        "townships": list(invite.townships),
        "letter": invite.letter,
        "officer": invite.officer,
        "recipient": invite.recipient,
        "device": invite.device,
        "withdrawn": invite.withdrawn,
    }
    kept.keep(store, {INVITE + token_id(invite.token): json.dumps(body, sort_keys=True)})


def invites(store: Store) -> dict[str, Invite]:
    """All invitations by the public name of their token."""
    found: dict[str, Invite] = {}
    for key, text in kept.shown(store).items():
        if key.startswith(INVITE):
            body = json.loads(text)
            found[key.removeprefix(INVITE)] = Invite(
                token=base64.b64decode(body["token"]),
                role=body["role"],
                bank=body["bank"],
                townships=tuple(body["townships"]),
                letter=body["letter"],
                officer=body["officer"],
                recipient=body["recipient"],
                device=body["device"],
                withdrawn=body.get("withdrawn", ""),
            )
    return found


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ServerKeys:
    """The county's own server: where it answers, its certificate and key, what passwords grow from.

    `port` 0 stands for one that has never been started.
    """

    host: str
    port: int
    certificate: str
    key: str
    secret: bytes

    @property
    def address(self) -> str:
        """Where laptops find the mailbox."""
        return f"webdavs://{self.host}:{self.port}/"


def keep_server(store: Store, server: ServerKeys) -> None:
    """Keep the county's own server."""
    body = {
        "host": server.host,
        "port": server.port,
        "certificate": server.certificate,
        "key": server.key,
        "secret": _text(server.secret),
    }
    kept.keep(store, {_SERVER: json.dumps(body)})


def server_of(store: Store) -> ServerKeys | None:
    """The county's own server, where it has ever been started."""
    text = kept.get(store, _SERVER)
    if not text:
        return None
    body = json.loads(text)
    return ServerKeys(**{**body, "secret": base64.b64decode(body["secret"])})


def login_for(store: Store, token: str) -> dict[str, str]:
    """What the holder of an invitation needs for the county's server; empty without a server."""
    server = server_of(store)
    if server is None or not server.port:
        return {}
    return {
        "address": server.address,
        "certificate": server.certificate,
        "user": token,
        "password": password_for(server.secret, token),
    }


def keep_login(store: Store, said: object) -> None:
    """Keep what the county says of its server; its address is proposed where there is none."""
    if not isinstance(said, dict) or set(said) != _LOGIN:
        return
    text = json.dumps({key: str(value) for key, value in said.items()}, sort_keys=True)
    if kept.get(store, _OWN_LOGIN) != text:
        proposed = {} if kept.get(store, _MAILBOX) else {_MAILBOX: str(said["address"])}
        kept.keep(store, {_OWN_LOGIN: text, **proposed})


def access_to(store: Store, mailbox: str) -> Access | None:
    """How a server is reached: the login that the county gave for its own, else what was kept here.

    The county's server without TLS is another place: a password does not go out in the clear.

    Raises:
        UserError: `mailbox_address`.
    """
    parts = read_address(mailbox)
    if parts is None:
        return None
    text = kept.get(store, _OWN_LOGIN)
    said = json.loads(text) if text else {"address": ""}
    if text and _server(mailbox) == _server(said["address"]):
        return Access(user=said["user"], password=said["password"], certificate=said["certificate"])
    known, mark = json.loads(kept.get(store, _OTHER_LOGIN) or "{}"), kept.get(store, HOST_KEY)
    password = str(known.get(parts.netloc, ""))
    return Access(password=password, host_key=mark) if password or mark else None


def parted(mailbox: str) -> tuple[str, dict[str, str]]:
    """An address as it is shown, and what is kept apart from it: the password that stood in it."""
    try:
        parts = read_address(mailbox)
    except UserError:
        return mailbox, {}
    if parts is None or not parts.password:
        return mailbox, {}
    netloc = f"{parts.username}@{parts.netloc.rpartition('@')[2]}"
    secret = {_OTHER_LOGIN: json.dumps({netloc: unquote(parts.password)})}
    return urlunsplit(parts._replace(netloc=netloc)), secret


def _server(address: str) -> tuple[str, str]:
    """By what way to which server an address leads."""
    parts = urlsplit(address)
    return parts.scheme, parts.netloc.rpartition("@")[2].lower()


def tell_recovery(store: Store, officer: str, code: str, now: datetime) -> None:
    """Write the operation that carries this device's recovery code, readable by the county only."""
    mine = load(store)
    public = mine.keys.public()
    device = store.identity.device
    with store.write(officer) as w:
        w.insert(
            "enrolment",
            uuid7(now),
            {
                "device": device,
                "token": "",
                "officer_name": officer,
                "signing_key": public.signing.hex(),
                "sealing_key": public.sealing,
                "recovery_sealed": whisper.seal(code, mine.county_sealing),
                "enrolled_at": now,
            },
            scope="*",
        )
