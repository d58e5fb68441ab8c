"""Who is who in the exchange: keys, certificates and the county's list of devices."""

from desktop.exchange.identity.certificates import (
    Certificate,
    County,
    Role,
    follow_roots,
    renew_root,
)
from desktop.exchange.identity.devices import DeviceRoster, Enrolled, Signer
from desktop.exchange.identity.keys import (
    DeviceKeys,
    DevicePublic,
    Introduction,
    fingerprint,
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
    "fingerprint",
    "follow_roots",
    "key_id",
    "new_sealing_key",
    "recipient_of",
    "renew_root",
    "token_id",
    "verify",
]
