"""Operations between ledger and bundle, and who may have which."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


HUB = "secret.hub"
"""The setting that holds the device of the county's hub."""

ROTATION = "rotation"
"""What a laptop's bundle calls the new keys that it asks the county to certify."""

FORMER_KEY = "secret.former_key."
"""The county's setting that still believes a device's last key."""

REFUSED = "secret.refused."
"""The county's setting that remembers a laptop whose package somebody else had used."""

FROM_KEYS = "sync.from_keys"
"""The setting of a county's ledger that was made again from its saved keys."""

TOLD = "sync.told"
"""What the county has told this laptop about itself, and what it has told each laptop."""

SERVER = "server"
"""What a package or bundle of the county calls the login for its own server."""

DIFFERS = "sync.differs"
"""The setting that names tables in which the county shows something else than this ledger."""

CLOCK = "sync.clock."
"""The setting that keeps which moment a device's bundle said, where it cannot be by this clock."""

_AHEAD, _BEHIND = timedelta(days=1), timedelta(days=366)
"""A bundle cannot be of tomorrow; one of more than a year ago is not taken on a day by chance."""

_CLASSES = {
    "officer": ("work", "private", "bank", "subsidy"),
    "bank_desk": ("work", "private", "bank", "subsidy"),
    "agriculture_desk": ("work", "subsidy"),
    "regulator_desk": (),
    "county": ("work", "private", "bank", "subsidy"),
}


def audiences_of(role: str, townships: Iterable[str]) -> frozenset[str]:
    """The audiences that a certificate of this role and these townships may have."""
    classes = _CLASSES[role]
    offices = {"offices"} if role in {"county", "agriculture_desk"} else set()
    return frozenset({"*", *offices, *(f"{code}.{kind}" for code in townships for kind in classes)})


def clocks_differ(said: datetime, now: datetime) -> bool:
    """Whether a moment that a bundle says cannot be by this machine's clock."""
    return said - now > _AHEAD or now - said > _BEHIND


def gap_text(stream: str, first: int, last: int) -> str:
    """A gap as its sender and numbers; the sentence is the caller's."""
    return f"{stream.partition('/')[0][:8]} {first}-{last}"
