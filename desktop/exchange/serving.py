"""The county's own mailbox server: WebDAV over TLS on a folder, with a login for each device.

Readers may fetch anything, for all bundles are sealed; a device may write and remove its own
bundles in `up` and nothing else. The login of a package that was not used yet is good for the
bundles of one device that the county does not know: the first that it writes for.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import errno
import hashlib
import hmac
import ipaddress
import logging
import os
import re
import secrets
import socket
import tempfile
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from desktop.errors import UserError
from desktop.exchange.bundle import Limits
from desktop.exchange.durable import PART
from desktop.exchange.mailbox import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from cheroot.wsgi import Server

    Environ = dict[str, Any]
    App = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

VALID_FOR = timedelta(days=10 * 365)
_READING = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND"})
_WRITING = frozenset({"PUT", "DELETE", "MOVE"})
_THREADS = 16
_HEAD_BYTES = 64 << 10
MOST_BYTES = 3 * Limits().file_bytes
"""What the bundles of one device may take up here: two that it keeps and one that it writes."""
_SHORT = 8
_NAME = re.compile(
    rf"[0-9a-z]{{1,20}}-([0-9a-f]{{{_SHORT}}})-[0-9]{{1,19}}-[0-9]{{1,19}}-[0-9a-f]{{8}}"
    rf"{re.escape(SUFFIX)}(?:{re.escape(PART)})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What a device shows: its password, and its number once the county knows it.

    Without a number it is none of the known devices.
    """

    password: str
    device: str = ""
    known: frozenset[str] = frozenset()


def password_for(secret: bytes, user: str) -> str:
    """The password of a login; whoever has the county's secret can tell it again."""
    digest = hmac.new(secret, user.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:20]).decode().lower()


def make_certificate(host: str, now: datetime) -> tuple[str, str]:
    """A certificate of its own for a server and its key, both PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "township-desk")])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=365))
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.SubjectAlternativeName([_name_of(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return made.public_bytes(serialization.Encoding.PEM).decode(), secret.decode()


def _locked(key: str, password: str) -> str:
    """A server's key (PEM) under a password: what a cut leaves behind on the disk opens nothing."""
    from cryptography.hazmat.primitives import serialization

    found = serialization.load_pem_private_key(key.encode(), None)
    return found.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password.encode()),
    ).decode()


def _name_of(host: str) -> Any:  # noqa: ANN401 - one of the library's kinds of names
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def fingerprint_of(certificate: str) -> str:
    """The SHA-256 of a certificate (PEM) in groups that can be read out."""
    import ssl

    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest().upper()
    return " ".join(digest[start : start + 4] for start in range(0, 32, 4))


class MailboxServer:
    """A running server; `logins` may be changed by its owner while it runs."""

    def __init__(self, folder: Path, logins: Mapping[str, Login]) -> None:
        self._folder = folder
        self._logins = logins
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether it answers."""
        return self._server is not None

    def start(self, host: str, port: int, *, certificate: str, key: str) -> int:
        """Answer at an address; gives the port, a free one for 0.

        Raises:
            UserError: `server_port_taken`, `server_host_unknown`.
        """
        from cheroot.ssl.builtin import BuiltinSSLAdapter
        from cheroot.wsgi import Server as Wsgi

        _try_out(host, port)

        class Quiet(Wsgi):
            """A server whose visitors' faults are not ours to print."""

            def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:  # noqa: FBT001, FBT002 - cheroot's
                """Nothing."""

        class Patient(BuiltinSSLAdapter):
            """Shakes hands where a visitor is served, so that a silent one holds up nobody else."""

            def wrap(self, sock: socket.socket) -> tuple[Any, dict[str, str]]:
                """The socket, and what the request says of it."""
                secure = self.context.wrap_socket(
                    sock, do_handshake_on_connect=False, server_side=True
                )
                return secure, {"wsgi.url_scheme": "https", "HTTPS": "on"}

        server = Quiet((host, port), self._app(), numthreads=_THREADS)
        server.max_request_header_size = _HEAD_BYTES
        server.max_request_body_size = Limits().file_bytes
        with tempfile.TemporaryDirectory(prefix="township-desk-") as folder:
            paths, once = (Path(folder) / "certificate", Path(folder) / "key"), secrets.token_hex()
            for path, text in zip(paths, (certificate, _locked(key, once)), strict=True):
                path.touch(mode=0o600)
                path.write_text(text, "ascii")
            server.ssl_adapter = Patient(str(paths[0]), str(paths[1]), private_key_password=once)
        server.prepare()
        self._server = server
        self._thread = threading.Thread(target=server.serve, name="mailbox-server", daemon=True)
        self._thread.start()
        return int(server.bind_addr[1])

    def stop(self) -> None:
        """Answer no more; what was begun is not kept."""
        if self._server is not None:
            self._server.stop()
        if self._thread is not None:
            self._thread.join(10)
        self._server = self._thread = None

    def _app(self) -> App:
        from wsgidav.dc.base_dc import BaseDomainController
        from wsgidav.wsgidav_app import WsgiDAVApp

        logins = self._logins
        quiet = logging.getLogger("wsgidav")  # it would write who came to the terminal
        quiet.addHandler(logging.NullHandler())
        quiet.propagate = False

        class Devices(BaseDomainController):  # type: ignore[misc]  # the library has no types
            """Lets in who has a login."""

            def get_domain_realm(self, _path: str, _environ: Environ) -> str:
                return "township-desk"

            def require_authentication(self, _realm: str, _environ: Environ) -> bool:
                return True

            def basic_auth_user(
                self, _realm: str, user: str, password: str, _environ: Environ
            ) -> bool:
                known = logins.get(user)
                return known is not None and hmac.compare_digest(known.password, password)

            def supports_http_digest_auth(self) -> bool:
                return False

        inner = WsgiDAVApp(
            {
                "provider_mapping": {"/": str(self._folder)},
                "http_authenticator": {
                    "domain_controller": Devices,
                    "accept_basic": True,
                    "accept_digest": False,
                    "default_to_digest": False,
                },
                "dir_browser": {"enable": False},
                "lock_storage": None,
                "property_manager": None,
                "verbose": 0,
                "logging": {"enable": False},
            }
        )
        return _guarded(inner, logins, self._folder / "up")


def _try_out(host: str, port: int) -> None:
    """Take the address for a moment: what stands against it is told before anything is begun."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        if os.name == "posix":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            taken = error.errno in {errno.EADDRINUSE, errno.EACCES}
            code = "server_port_taken" if taken else "server_host_unknown"
            raise UserError(code, host=host, port=port) from error


def _guarded(inner: App, logins: Mapping[str, Login], folder: Path) -> App:
    """Hand on what a device may do: read, and lay down or remove its own bundles in `up`.

    What was judged is written out anew, so that nothing can be read in two ways: a login that was
    not proved here is none, and a bundle is moved to the path that was looked at.
    """
    writers = _Writers()

    def app(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        user, password = _shown(environ)
        login = logins.get(user)
        if login is None or not _is_password(login, password):
            environ.pop("HTTP_AUTHORIZATION", None)
            return inner(environ, start_response)
        environ["HTTP_AUTHORIZATION"] = _written(user, password)
        refusal = _refusal(environ, folder, lambda named: writers.device_of(user, login, named))
        if refusal:
            start_response(refusal, [("Content-Length", "0")])
            return [b""]
        return inner(environ, start_response)

    return app


def _refusal(environ: Environ, folder: Path, device_of: Callable[[Collection[str]], str]) -> str:
    """The answer to what a device may not do; nothing for what it may."""
    method = environ["REQUEST_METHOD"]
    if method in _READING:
        return ""
    named = _named(environ, method)
    if named is None or named - {device_of(named)}:
        return "403 Forbidden"
    if method == "MOVE":
        environ["HTTP_DESTINATION"] = quote(f"/{_destination(environ).strip('/')}")
    if method == "PUT" and not _has_room(environ, folder):
        return "507 Insufficient Storage"
    return ""


def _has_room(environ: Environ, folder: Path) -> bool:
    """Whether a device's bundles and the one that it lays down are not more than it may have."""
    name = environ["PATH_INFO"].strip("/").rpartition("/")[2]
    length = str(environ.get("CONTENT_LENGTH") or "0")
    coming = int(length) if length.isdecimal() else 0
    others = [each for each in folder.glob(f"*-{_device_in(f'up/{name}')}-*") if each.name != name]
    with contextlib.suppress(FileNotFoundError):  # one that goes away meanwhile takes no room
        return coming + sum(each.stat().st_size for each in others) <= MOST_BYTES
    return True


class _Writers:
    """Whose bundles a login may write: those of its device, or of one that nobody else is."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}

    def device_of(self, user: str, login: Login, named: Collection[str]) -> str:
        """The short number of the device; nothing where all that are named are others'."""
        if login.device:
            return login.device[:_SHORT]
        taken = {device for each, device in self._first.items() if each != user}
        taken |= {device[:_SHORT] for device in login.known}
        for device in named:
            if device not in taken:
                return self._first.setdefault(user, device)
        return ""


def _is_password(login: Login, password: str) -> bool:
    return hmac.compare_digest(login.password.encode(), password.encode())


def _written(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def _shown(environ: Environ) -> tuple[str, str]:
    """The user and the password of a request."""
    kind, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(token).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _named(environ: Environ, method: str) -> set[str] | None:
    """The short numbers of the devices whose bundles would change; None for all that nobody may."""
    paths = [environ.get("PATH_INFO", "")]
    if method == "MKCOL":  # asked for by clients before they write; the folder is there
        return set() if str(paths[0]).strip("/") == "up" else None
    if method == "MOVE":
        paths.append(_destination(environ))
    named = {_device_in(path) for path in paths}
    return named if method in _WRITING and "" not in named else None


def _destination(environ: Environ) -> str:
    """The path to which a bundle is to be moved."""
    return unquote(urlsplit(environ.get("HTTP_DESTINATION", "")).path)


def _device_in(path: str) -> str:
    """The short number in the name of a bundle that lies in `up`; nothing for other paths."""
    folder, _, name = path.strip("/").partition("/")
    match = _NAME.fullmatch(name)
    return match[1] if folder == "up" and match else ""
