"""The county's keys on their own, under a code on paper: for the day its computer is gone.

Layout, format version 1: magic 8 | version 1 | Argon2id memory in KiB 4, passes 1 | salt 16 | nonce
12 | AES-256-GCM( msgpack ), big-endian.
"""

from __future__ import annotations

import secrets
import struct
from datetime import datetime
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop.errors import UserError
from desktop.exchange import package
from desktop.exchange.identity.keys import UNREADABLE, Device, Hash, Incarnation

MAGIC = b"\x89TDK\r\n\x1a\n"
VERSION = 1
_FRONT = struct.Struct(">8sBIB16s12s")
_MOST_MEMORY_KIB, _MOST_PASSES = 1024 * 1024, 16
_MOST_BYTES = 64 << 20


class CountyKeys(msgspec.Struct, frozen=True, kw_only=True):
    """All that makes a county the one that its laptops believe; `invites` are open packages."""

    device: Device
    incarnation: Incarnation
    county_code: str
    county_name: str
    letter: str
    keys: bytes
    root: bytes
    root_public: Hash
    roster: bytes
    saved_at: Annotated[datetime, msgspec.Meta(tz=True)]
    invites: dict[str, str] = {}


def seal(body: CountyKeys, code: str) -> bytes:
    """Seal the keys under a code; raises as `package.read_code`."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    front = _FRONT.pack(MAGIC, VERSION, package.MEMORY_KIB, package.PASSES, salt, nonce)
    key = _stretch(package.read_code(code), salt, package.MEMORY_KIB, package.PASSES)
    return front + AESGCM(key).encrypt(nonce, msgspec.msgpack.encode(body), front)


def open_keys(blob: bytes, code: str) -> CountyKeys:
    """The keys under a code that was typed.

    Raises:
        UserError: `keys_file_damaged`, `keys_code_wrong` and those of `package.read_code`.
    """
    letters = package.read_code(code)
    if not _FRONT.size < len(blob) <= _MOST_BYTES:
        raise UserError("keys_file_damaged")
    magic, version, memory, passes, salt, nonce = _FRONT.unpack_from(blob)
    sound = memory <= _MOST_MEMORY_KIB and 0 < passes <= _MOST_PASSES
    if magic != MAGIC or version != VERSION or not sound:
        raise UserError("keys_file_damaged")
    try:
        key = _stretch(letters, salt, memory, passes)
        plain = AESGCM(key).decrypt(nonce, blob[_FRONT.size :], blob[: _FRONT.size])
        return msgspec.msgpack.decode(plain, type=CountyKeys)
    except InvalidTag as error:
        raise UserError("keys_code_wrong") from error
    except (ValueError, *UNREADABLE) as error:
        raise UserError("keys_file_damaged") from error


def _stretch(letters: str, salt: bytes, memory_kib: int, passes: int) -> bytes:
    return Argon2id(
        salt=salt, length=32, iterations=passes, lanes=1, memory_cost=memory_kib
    ).derive(letters.encode())
