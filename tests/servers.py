"""Real servers on loopback for the exchange: WebDAV (with and without TLS) and SFTP."""

from __future__ import annotations

import datetime
import errno
import ipaddress
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import paramiko
from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from wsgidav.wsgidav_app import WsgiDAVApp

USER, PASSWORD = "desk", "correct horse"


@contextmanager
def webdav(folder: Path, tls: tuple[Path, Path] | None = None) -> Iterator[int]:
    """Serve a folder with wsgidav on cheroot; yields the port."""
    app = WsgiDAVApp(
        {
            "provider_mapping": {"/box": str(folder)},
            "http_authenticator": {
                "domain_controller": None,
                "accept_basic": True,
                "accept_digest": False,
                "default_to_digest": False,
            },
            "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
            "verbose": 0,
            "logging": {"enable": False},
        }
    )
    server = Server(("127.0.0.1", 0), app, numthreads=2)
    if tls is not None:
        server.ssl_adapter = BuiltinSSLAdapter(str(tls[0]), str(tls[1]))
    server.error_log = lambda *_args, **_kwargs: None
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server.bind_addr[1]
    finally:
        server.stop()
        thread.join(10)


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A self-signed certificate and its key, as a county's server has them."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)  # noqa: TID251 a server's certificate is of today
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / f"{name}.pem", folder / f"{name}.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


class _Login(paramiko.ServerInterface):
    """Lets the one user in with the one password."""

    def check_auth_password(self, username: str, password: str) -> int:
        good = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:  # noqa: ARG002 paramiko's
        return paramiko.OPEN_SUCCEEDED

    def get_allowed_auths(self, username: str) -> str:  # noqa: ARG002 paramiko's
        return "password"


class _Handle(paramiko.SFTPHandle):
    """An open file of the served folder."""

    def __init__(self, flags: int, path: Path) -> None:
        super().__init__(flags)
        self._path = path
        self.readfile = self.writefile = path.open("r+b" if path.exists() else "w+b")

    def stat(self) -> paramiko.SFTPAttributes:
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


def _answered(work: Callable[[], object]) -> int:
    try:
        work()
    except OSError as error:
        return paramiko.SFTPServer.convert_errno(error.errno or errno.EIO)
    return paramiko.SFTP_OK


class _Folder(paramiko.SFTPServerInterface):
    """Serves one folder; paths cannot leave it."""

    def __init__(self, _server: object, root: Path, **_rest: object) -> None:
        super().__init__(_server)
        self._root = root

    def _at(self, path: str) -> Path:
        return self._root / os.path.normpath("/" + path).lstrip("/")

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        try:
            found = sorted(self._at(path).iterdir())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        listed = []
        for each in found:
            attributes = paramiko.SFTPAttributes.from_stat(each.stat())
            attributes.filename = each.name
            listed.append(attributes)
        return listed

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        try:
            return paramiko.SFTPAttributes.from_stat(self._at(path).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    lstat = stat

    def open(self, path: str, flags: int, attr: object) -> _Handle | int:  # noqa: ARG002
        target = self._at(path)
        if flags & os.O_WRONLY and (target.parent / "readonly").exists():
            return paramiko.SFTP_PERMISSION_DENIED
        if not flags & os.O_CREAT and not target.exists():
            return paramiko.SFTP_NO_SUCH_FILE
        if flags & os.O_TRUNC and target.exists():
            target.write_bytes(b"")
        return _Handle(flags, target)

    def remove(self, path: str) -> int:
        return _answered(self._at(path).unlink)

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        return _answered(lambda: self._at(oldpath).replace(self._at(newpath)))

    def mkdir(self, path: str, attr: object) -> int:  # noqa: ARG002 paramiko's
        return _answered(self._at(path).mkdir)


@contextmanager
def sftp(folder: Path) -> Iterator[tuple[int, bytes]]:
    """Serve a folder over SFTP; yields the port and the host's public key."""
    key = paramiko.ECDSAKey.generate()
    listener = socket.create_server(("127.0.0.1", 0))
    transports: list[paramiko.Transport] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                transport = paramiko.Transport(connection)
                transport.add_server_key(key)
                transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Folder, folder)
                transports.append(transport)
                with suppress(paramiko.SSHException, EOFError):
                    transport.start_server(server=_Login())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], key.asbytes()
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for transport in transports:
            transport.close()
        thread.join(10)
