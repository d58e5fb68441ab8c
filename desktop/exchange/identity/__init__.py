"""Who is who in the exchange: keys, certificates and the county's list of devices."""

from desktop.exchange.identity.certificates import (
    Certificate,
    County,
    Role,
    follow_roots,
    renew_root,
)
from desktop.exchange.identity.devices import DeviceRoster, Enrolled, Signer
from desktop.exchange.identity.documents import county_keys, document_signed, sign_document
from desktop.exchange.identity.keys import (
    DeviceKeys,
    DevicePublic,
    Introduction,
    fingerprint,
    is_recipient,
    key_id,
    new_sealing_key,
    recipient_of,
    token_id,
    verify,
)

__all__ = [
    "Certificate",
    "County",
    "DeviceKeys",
    "DevicePublic",
    "DeviceRoster",
    "Enrolled",
    "Introduction",
    "Role",
    "Signer",
    "county_keys",
    "document_signed",
    "fingerprint",
    "follow_roots",
    "is_recipient",
    "key_id",
    "new_sealing_key",
    "recipient_of",
    "renew_root",
    "sign_document",
    "token_id",
    "verify",
]
