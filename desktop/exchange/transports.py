"""From an address to a place: a path, webdav(s)://, sftp://; each library is loaded when needed.

A further transport is one more line in `_OPENERS`. The county's own WebDAV server is not here.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from desktop.errors import UserError
from desktop.exchange.durable import this_system
from desktop.exchange.places import LocalPlace, Place, RemotePlace

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    import paramiko

    from desktop.exchange.durable import System

TIMEOUT_SECONDS = 20.0
_STATUS = {
    401: "mailbox_login",
    403: "mailbox_read_only",
    404: "mailbox_missing",
    405: "mailbox_read_only",
    407: "mailbox_login",
    423: "mailbox_read_only",
    507: "mailbox_full",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a server asks of us and what we ask of it.

    Attributes:
        user: name for the server; the one in the address counts if this is empty.
        password: never shown, never in an address that is kept.
        certificate: the server's TLS certificate (PEM) that alone is believed; empty asks the
            system's authorities.
        host_key: fingerprint of the SFTP server's key as `SHA256:...`; empty refuses and tells it.
        timeout: seconds without an answer after which the server counts as unreachable.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    certificate: str = ""
    host_key: str = ""
    timeout: float = TIMEOUT_SECONDS


def open_place(
    address: str | Path, access: Access | None = None, system: System | None = None
) -> Place:
    """Reach the place that an address names; servers are contacted, folders are not touched.

    Raises:
        UserError: `mailbox_address` for a scheme that is not known or a server without a name,
            `mailbox_unreachable`, `mailbox_login`, `mailbox_certificate`, `mailbox_host_key`.
    """
    parts = read_address(str(address))
    if parts is None:
        return LocalPlace(Path(address), system or this_system())
    return _OPENERS[parts.scheme](parts, access or Access())


def read_address(address: str) -> SplitResult | None:
    """The parts of a server's address; None for a folder.

    Raises:
        UserError: `mailbox_address` for a scheme, name or port that cannot be.
    """
    if "://" not in address:
        return None
    try:
        parts = urlsplit(address)
        known = parts.scheme in _OPENERS and parts.port != 0
    except ValueError:
        known = False
    if not known or not parts.hostname:
        raise UserError("mailbox_address", address=_without_password(address))
    return parts


def _open_webdav(parts: SplitResult, access: Access) -> Place:
    from webdav4.fsspec import WebdavFileSystem

    secure = parts.scheme.lower() == "webdavs"
    port = f":{parts.port}" if parts.port else ""
    base = f"{'https' if secure else 'http'}://{parts.hostname}{port}{parts.path.rstrip('/')}/"
    user, password = _login(parts, access)
    fs = WebdavFileSystem(
        base,
        auth=(user, password) if user else None,
        verify=_tls(access) if secure else True,
        timeout=access.timeout,
        trust_env=False,
        skip_instance_cache=True,
    )

    def move(source: str, target: str) -> None:
        fs.client.move(source, target, overwrite=True)

    return RemotePlace(
        fs,
        "",
        shown=_shown(parts),
        move=move,
        fault=webdav_fault,
        close=fs.client.http.close,
    )


def _open_sftp(parts: SplitResult, access: Access) -> Place:
    import paramiko
    from fsspec.implementations.sftp import SFTPFileSystem

    shown = _shown(parts)
    user, password = _login(parts, access)
    try:
        fs = SFTPFileSystem(
            parts.hostname,
            port=parts.port or 22,
            username=user or None,
            password=password or None,
            timeout=access.timeout,
            banner_timeout=access.timeout,
            auth_timeout=access.timeout,
            allow_agent=False,
            look_for_keys=False,
            host_key_policy=_pin(access.host_key, shown),
            skip_instance_cache=True,
        )
    except UserError:
        raise
    except (OSError, EOFError, paramiko.SSHException) as error:
        raise UserError(sftp_fault(error) or "mailbox_unreachable", place=shown) from error
    fs.ftp.get_channel().settimeout(access.timeout)
    prefix = unquote(parts.path).rstrip("/") + "/"
    return RemotePlace(fs, prefix, shown=shown, move=fs.mv, fault=sftp_fault, close=fs.client.close)


_OPENERS: dict[str, Callable[[SplitResult, Access], Place]] = {
    "webdav": _open_webdav,
    "webdavs": _open_webdav,
    "sftp": _open_sftp,
}


def _tls(access: Access) -> ssl.SSLContext:
    """Believe the pinned certificate alone, under whatever name; else the system's authorities."""
    import ssl

    if not access.certificate:
        return ssl.create_default_context()
    try:
        context = ssl.create_default_context(cadata=access.certificate)
    except ssl.SSLError as error:
        raise UserError("mailbox_certificate", place="") from error
    context.check_hostname = False
    return context


def _pin(expected: str, shown: str) -> paramiko.MissingHostKeyPolicy:
    import paramiko

    class Pinned(paramiko.MissingHostKeyPolicy):
        """Goes on only with the server whose key the officer has confirmed."""

        def missing_host_key(
            self,
            client: paramiko.SSHClient,  # noqa: ARG002 paramiko's
            hostname: str,  # noqa: ARG002 paramiko's
            key: paramiko.PKey,
        ) -> None:
            found = host_key_fingerprint(key.asbytes())
            if found != expected:
                code = "mailbox_host_key" if expected else "mailbox_host_new"
                raise UserError(code, place=shown, fingerprint=found)

    return Pinned()


def host_key_fingerprint(key: bytes) -> str:
    """The fingerprint of an SSH host key as OpenSSH shows it."""
    digest = base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")
    return f"SHA256:{digest}"


def webdav_fault(error: Exception) -> str | None:
    import httpx
    from webdav4.client import ClientError, ForbiddenOperation, InsufficientStorage

    if isinstance(error, InsufficientStorage):
        return "mailbox_full"
    if isinstance(error, ForbiddenOperation):
        return "mailbox_read_only"
    if isinstance(error, FileNotFoundError):
        return "mailbox_vanished"
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return "mailbox_certificate"
    if not isinstance(error, (ClientError, httpx.HTTPError, OSError)):
        return None
    response = getattr(error, "response", None)
    return _STATUS.get(getattr(response, "status_code", 0), "mailbox_unreachable")


def sftp_fault(error: Exception) -> str | None:
    import paramiko

    if isinstance(error, paramiko.AuthenticationException):
        return "mailbox_login"
    if isinstance(error, FileNotFoundError):
        return "mailbox_vanished"
    if isinstance(error, PermissionError):
        return "mailbox_read_only"
    if isinstance(error, (OSError, EOFError, paramiko.SSHException)):
        return "mailbox_unreachable"
    return None


def _login(parts: SplitResult, access: Access) -> tuple[str, str]:
    user = access.user or unquote(parts.username or "")
    return user, access.password or unquote(parts.password or "")


def _shown(parts: SplitResult) -> str:
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"


def _without_password(address: str) -> str:
    scheme, mark, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return scheme + mark + host.rpartition("@")[2] + slash + path
