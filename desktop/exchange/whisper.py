"""A short secret for one reader: sealed to an age recipient, as text that an operation can hold."""

from __future__ import annotations

import base64
import binascii

import pyrage

from desktop.errors import UserError


def seal(text: str, recipient: str) -> str:
    """Seal a text so that only the recipient's identity opens it; base64."""
    to = pyrage.x25519.Recipient.from_str(recipient)
    return base64.b64encode(pyrage.encrypt(text.encode(), [to])).decode()


def unseal(sealed: str, identity: str) -> str:
    """The text again; raises `whisper_damaged`."""
    try:
        blob = base64.b64decode(sealed, validate=True)
        opened: bytes = pyrage.decrypt(blob, [pyrage.x25519.Identity.from_str(identity)])
    except (binascii.Error, pyrage.DecryptError, pyrage.IdentityError) as fault:
        raise UserError("whisper_damaged") from fault
    return opened.decode()
