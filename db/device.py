"""Devices: the county's certificates, laptops that enrolled, this ledger's own townships."""

from __future__ import annotations

from msgspec.structs import replace

from db import bundles
from db.hlc import moment_of
from db.records.core import Identity
from db.records.work import DeviceCert, Enrolment
from db.store import Store
from db.values import shape_of

_CERT = shape_of(DeviceCert, "device_cert")
_ENROLMENT = shape_of(Enrolment, "enrolment")


def certs(store: Store) -> list[DeviceCert]:
    """All devices with a certificate, with when the last bundle of each came.

    Where its bundles came to another machine, the newest clock among its operations stands there.
    """
    came = bundles.last_from(store)
    seen: dict[str, int] = {}
    for name, head in store.streams.items():
        device = name.partition("/")[0]
        seen[device] = max(seen.get(device, 0), head.hlc)
    rows = store.rows(
        f"SELECT id, {_CERT.columns} FROM device_cert WHERE gone = 0 ORDER BY letter, id"
    )
    return [
        _CERT.read(
            row[1:],
            device=row[0],
            last_seen=came.get(row[0]) or (moment_of(seen[row[0]]) if seen.get(row[0]) else None),
        )
        for row in rows
    ]


def cert(store: Store, device: str) -> DeviceCert | None:
    """The certificate of one device, or None."""
    return next((one for one in certs(store) if one.device == device), None)


def enrolments(store: Store) -> list[Enrolment]:
    """Laptops that introduced themselves, oldest first; nobody does that for another one."""
    return _ENROLMENT.all(
        store.rows(
            f"SELECT {_ENROLMENT.columns} FROM enrolment e WHERE gone = 0 AND EXISTS (SELECT 1 "
            "FROM stream s WHERE s.id = e.stream AND instr(s.name, e.device || '/') = 1) "
            "ORDER BY hlc, id"
        )
    )


def set_identity(store: Store, identity: Identity) -> None:
    """Keep who this ledger is, after the county changed its certificate.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        store.set_identity(identity)


def set_townships(store: Store, townships: tuple[str, ...]) -> None:
    """Keep the townships that the county has certified for this device.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    set_identity(store, replace(store.identity, townships=tuple(townships)))
