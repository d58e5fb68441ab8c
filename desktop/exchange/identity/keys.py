"""Keys of a device and of the county, and the first greeting of a new device."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Annotated

import msgspec
import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from desktop.errors import UserError

SIGNATURE_BYTES = 64
# What msgspec raises for bytes that are no message of the kind (bad UTF-8 is a plain ValueError).
UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)

Hash = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Device = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{32}\Z")]
Incarnation = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{8}\Z")]
Fingerprint = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{32}\Z")]
Recipient = Annotated[str, msgspec.Meta(pattern=r"\Aage1[0-9a-z]{10,200}\Z")]


def fingerprint(public_key: bytes) -> str:
    """Name a public signing key by 32 hex characters; a county is named by its first root key."""
    return hashlib.sha256(b"township-desk key\0" + public_key).hexdigest()[:32]


def key_id(recipient: str) -> str:
    """Name a sealing recipient by 16 hex characters, as bundles do in their plain header."""
    return hashlib.sha256(b"township-desk recipient\0" + recipient.encode()).hexdigest()[:16]


def new_sealing_key() -> tuple[str, str]:
    """Make a sealing key alone, as an enrolment needs it: (secret identity, recipient)."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipient_of(identity: str) -> str:
    """The recipient to which one seals so that this secret identity can open."""
    return str(pyrage.x25519.Identity.from_str(identity).to_public())


def is_recipient(text: str) -> bool:
    """Tell whether one can seal to this recipient; whoever asks for a key may write anything."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def verify(public_key: bytes, data: bytes, signature: bytes) -> bool:
    """Tell whether the holder of the key signed exactly this data; never raises."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePublic:
    """What others may know of a device: its signing key (32 bytes) and its age recipient."""

    signing: bytes
    sealing: str

    @property
    def key_id(self) -> str:
        """The name of the sealing key in bundle headers, 16 hex characters."""
        return key_id(self.sealing)

    @property
    def fingerprint(self) -> str:
        """The name of the signing key, 32 hex characters."""
        return fingerprint(self.signing)


class _Secret(msgspec.Struct, frozen=True, array_like=True):
    """The stored form of a device's keys."""

    version: int
    seed: Hash
    identity: str


@dataclass(frozen=True, slots=True, repr=False)
class DeviceKeys:
    """The secret keys of one device, or of a county root; they never leave the encrypted ledger."""

    seed: bytes
    identity: str

    @classmethod
    def generate(cls) -> DeviceKeys:
        """Make new keys from the system's randomness."""
        identity, _ = new_sealing_key()
        return cls(Ed25519PrivateKey.generate().private_bytes_raw(), identity)

    @classmethod
    def from_bytes(cls, blob: bytes) -> DeviceKeys:
        """Read what `to_bytes` wrote; raises `device_keys_damaged`."""
        try:
            secret = msgspec.msgpack.decode(blob, type=_Secret)
            recipient_of(secret.identity)
        except (*UNREADABLE, pyrage.IdentityError) as error:
            raise UserError("device_keys_damaged") from error
        return cls(secret.seed, secret.identity)

    def to_bytes(self) -> bytes:
        """The secret form, to be kept inside the encrypted ledger and nowhere else."""
        return msgspec.msgpack.encode(_Secret(1, self.seed, self.identity))

    def public(self) -> DevicePublic:
        return DevicePublic(
            signing=Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw(),
            sealing=recipient_of(self.identity),
        )

    def sign(self, data: bytes) -> bytes:
        """Sign with Ed25519: 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(data)

    def __repr__(self) -> str:
        return "DeviceKeys(secret)"


class Introduction(msgspec.Struct, frozen=True, kw_only=True):
    """A new device's keys, vouched for by the one-use token of its enrolment package.

    It rides in the plain header of the device's first bundles until the county has answered with
    a certificate; it holds no secret (the token itself stays inside the package).
    """

    token_id: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{16}\Z")]
    signing: Hash
    sealing: Recipient
    proof: Hash

    @classmethod
    def make(
        cls, token: bytes, device: str, incarnation: str, public: DevicePublic
    ) -> Introduction:
        return cls(
            token_id=token_id(token),
            signing=public.signing,
            sealing=public.sealing,
            proof=_proof(token, device, incarnation, public.signing, public.sealing),
        )

    def proves(self, token: bytes, device: str, incarnation: str) -> bool:
        """Tell whether these are keys, made by who holds the token, for this device."""
        expected = _proof(token, device, incarnation, self.signing, self.sealing)
        return hmac.compare_digest(expected, self.proof) and is_recipient(self.sealing)


def token_id(token: bytes) -> str:
    """The public name of an enrolment token, 16 hex characters."""
    return hashlib.sha256(b"township-desk token\0" + token).hexdigest()[:16]


def _proof(token: bytes, device: str, incarnation: str, signing: bytes, sealing: str) -> bytes:
    said = b"\0".join([device.encode(), incarnation.encode(), signing.hex().encode()])
    return hmac.digest(token, said + b"\0" + sealing.encode(), "sha256")
