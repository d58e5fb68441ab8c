"""The station: bank, outlet, phones; and who works here."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from db import households
from db import settings as kept
from desktop.errors import UserError
from desktop.services.records.people import Station
from desktop.services.setting_keys import (
    HOST_KEY,
    KEYS,
    MOST_PHOTO_MB,
    NAMES,
    PHOTO_MB,
    RELEASED_TEXT,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.listings import SettingKey
    from desktop.services.session import Session

_PHONE = re.compile(r"[0-9+\-() ]{3,24}")
_LONGEST = 200
_MOST_DAYS = 365
_RELEASE, _LOCKED = "released_on", "F13"
_MAILBOX = "mailbox"
_HOST_KEY = re.compile("SHA256:[A-Za-z0-9+/]{43}")


class Settings:
    """What is typed once and stands on every sheet."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keys(self) -> list[SettingKey]:
        """All settings in the order in which they are shown."""
        return list(KEYS)

    def show(self) -> dict[str, str]:
        """Every setting, empty where nobody filled it in."""
        values = kept.shown(self._session.store)
        return {one.key: values.get(one.key, "") for one in KEYS}

    def set(self, values: Mapping[str, str]) -> None:
        """Keep settings; all or none. Raises `setting_unknown`, `setting_invalid`."""
        cleaned: dict[str, str] = {}
        for key, value in values.items():
            if key not in NAMES:
                raise UserError(
                    "setting_unknown", key=key, known=", ".join(one.key for one in KEYS)
                )
            text = " ".join(value.split())
            if len(text) > _LONGEST or not _fits(key, text):
                raise UserError("setting_invalid", key=key, value=value[:40])
            cleaned[key] = text
        secret: dict[str, str] = {}
        if _MAILBOX in cleaned:
            from desktop.services.credentials import parted

            cleaned[_MAILBOX], secret = parted(cleaned[_MAILBOX])
        kept.keep(self._session.store, {**cleaned, **secret, **self._released(cleaned)})

    def _released(self, values: Mapping[str, str]) -> dict[str, str]:
        """A new day of release is one of the collection notice as its text is now."""
        day, store = values.get(_RELEASE), self._session.store
        if day is None or day == kept.get(store, _RELEASE):
            return {}
        return {RELEASED_TEXT: self._session.shelf.templates.sheet(_LOCKED).version if day else ""}

    def station(self) -> Station:
        """Who works here, as certificate and settings say now."""
        store = self._session.store
        identity = store.identity
        values = kept.shown(store)
        names = {one.township_code: one.township for one in households.villages(store)}
        codes = identity.townships or tuple(sorted(names))
        return Station(
            county_code=identity.county_code,
            county_name=identity.county_name,
            role=identity.role,
            officer=self._session.officer,
            bank=values.get("bank", ""),
            outlet=values.get("outlet", ""),
            townships=tuple(
                (code, names.get(code) or values.get(f"township.{code}", code)) for code in codes
            ),
            device=identity.device,
            letter=identity.letter,
            ledger=self._session.ledger,
        )


def _fits(key: str, text: str) -> bool:
    """Whether a value can be that setting; an empty one always can."""
    if text and key == _RELEASE:
        return _is_day(text)
    if text and key == HOST_KEY:
        return bool(_HOST_KEY.fullmatch(text))
    if text and key == PHOTO_MB:
        return text.isascii() and text.isdecimal() and int(text) <= MOST_PHOTO_MB
    if text and key.startswith("days_"):
        parts = text.split(",") if key == "days_maturity" else [text]
        return all(part.isascii() and part.isdecimal() for part in parts) and all(
            0 < int(part) <= _MOST_DAYS for part in parts
        )
    return not text or not key.endswith(("_phone", "hotline")) or bool(_PHONE.fullmatch(text))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
