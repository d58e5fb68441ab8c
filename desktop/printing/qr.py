"""The signed code on every sheet: a 25-byte header, a signature, no personal data."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

PREFIX = "BF1:"
VERSION = 1
ED25519 = 1
SIGNATURE_BYTES = 64
_HEADER = struct.Struct(">BBBHQHH8s")
_EPOCH = date(2020, 1, 1)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_CLEAR = "34679ACDEFGHJKMNPQRTUVWXY"
_CHECK_LENGTH = 8
_MASK = 3
_LETTERS: Final = 2  # the modes of ISO/IEC 18004
_BYTES: Final = 4
_MACHINE_VERSION, _READABLE_VERSION, _LAST_READABLE = 6, 13, 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What a code says about its sheet; nothing of it is proved before the signature is."""

    version: int
    document: int
    algorithm: int
    key_id: int
    number: int
    issued_on: date
    unit: int
    digest: bytes
    header: bytes
    signature: bytes


def header(
    *, document: int, key_id: int, number: int, issued_on: date, unit: int, digest: bytes
) -> bytes:
    """The 25 bytes that are signed: document type, key, number, date, unit, start of the hash."""
    return _HEADER.pack(
        VERSION, document, ED25519, key_id, number, (issued_on - _EPOCH).days, unit, digest[:8]
    )


def payload(head: bytes, signature: bytes) -> str:
    """The machine code: `BF1:` and Base45 of header and signature, 138 characters."""
    return PREFIX + base45(head + signature)


def check_code(head: bytes, signature: bytes) -> str:
    """Eight characters without look-alikes that stand for the signed header."""
    number = int.from_bytes(hashlib.sha256(head + signature).digest()[:16], "big")
    code = ""
    for _ in range(_CHECK_LENGTH):
        number, rest = divmod(number, len(_CLEAR))
        code += _CLEAR[rest]
    return f"{code[:4]}-{code[4:]}"


def typed_code(text: str) -> str:
    """A typed check code in the form in which it is printed; empty if it is none."""
    plain = "".join(char for char in text.upper() if char.isalnum())
    if len(plain) != _CHECK_LENGTH or set(plain) - set(_CLEAR):
        return ""
    return f"{plain[:4]}-{plain[4:]}"


def parse(text: str) -> Scanned:
    """Read a machine or readable code; raises `code_not_ours` for anything else."""
    _, found, coded = text.strip().rpartition(PREFIX)
    if not found or set(coded) - set(_ALPHABET):
        raise UserError("code_not_ours")
    raw = unbase45(coded)
    if len(raw) != _HEADER.size + SIGNATURE_BYTES or raw[0] != VERSION:
        raise UserError("code_not_ours")
    head, signature = raw[: _HEADER.size], raw[_HEADER.size :]
    version, document, algorithm, key_id, number, days, unit, digest = _HEADER.unpack(head)
    return Scanned(
        version=version, document=document, algorithm=algorithm, key_id=key_id, number=number,
        issued_on=_EPOCH + timedelta(days=days), unit=unit, digest=digest,
        header=head, signature=signature,
    )  # fmt: skip


def base45(data: bytes) -> str:
    """RFC 9285."""
    out = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, rest = divmod(number, 45)
            out.append(_ALPHABET[rest])
    return "".join(out)


def unbase45(text: str) -> bytes:
    """RFC 9285 backwards; raises `code_not_ours` for text that is not Base45."""
    out = bytearray()
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        number = sum(_ALPHABET.index(char) * 45**place for place, char in enumerate(group))
        size = len(group) - 1
        if not size or number >= 256**size:
            raise UserError("code_not_ours")
        out += number.to_bytes(size, "big")
    return bytes(out)


@lru_cache(maxsize=64)
def machine_symbol(code: str) -> tuple[str, ...]:
    """The modules of a machine code: version 6-M, 41 x 41, rows of 0 and 1."""
    return _symbol((code,), _MACHINE_VERSION)


@lru_cache(maxsize=64)
def readable_symbol(sentences: Sequence[str], code: str) -> tuple[str, ...]:
    """The modules of a sentence and the code: the first sentence that fits version 13 or 14-M."""
    from qrcode.exceptions import DataOverflowError

    for sentence in sentences:
        for version in range(_READABLE_VERSION, _LAST_READABLE + 1):
            try:
                return _symbol((sentence, code), version)
            except (DataOverflowError, ValueError):
                continue
    return machine_symbol(code)


def _symbol(parts: Sequence[str], version: int) -> tuple[str, ...]:
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode
    from qrcode.util import QRData

    symbol = QRCode(version=version, error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    for part in parts:
        mode: Literal[2, 4] = _LETTERS if part.startswith(PREFIX) else _BYTES
        symbol.add_data(QRData(part.encode("utf-8"), mode=mode))
    symbol.make(fit=False)
    return tuple("".join("1" if dark else "0" for dark in row) for row in symbol.get_matrix())
