"""Fields of a JSON line, read strictly: every fault has a code and names the field."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.rules import identity, money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_FIRST_DAY = "1900-01-01"
_REGION = re.compile(r"[0-9]{6}", re.ASCII)


class Fault(Exception):
    """A line cannot be answered: `code` as documented, `field` its path, `form` what may stand."""

    def __init__(self, code: str, field: str, form: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.form = form


def parse_line(line: str) -> dict[str, object]:
    """A line as an object of whole characters; raises `bad_json`."""
    try:
        value = json.loads(line, parse_constant=_refuse)
        if "\\u" in line:
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Fault("bad_json", "") from None
    if not isinstance(value, dict):
        raise Fault("bad_json", "")
    return value


def _refuse(text: str) -> object:
    raise ValueError(text)


class Fields:
    """One object of a line; null is as good as absent."""

    def __init__(self, raw: dict[str, object], path: str = "") -> None:
        self.raw = raw
        self.path = path

    def only(self, names: Iterable[str]) -> None:
        """Refuse every field that is not one of these."""
        for name in self.raw:
            if name not in names:
                raise Fault("unknown_field", self.where(name))

    def need(self, names: Iterable[str]) -> None:
        """Refuse the line if one of these is absent or null."""
        for name in names:
            if self.raw.get(name) is None:
                raise Fault("missing_field", self.where(name))

    def where(self, name: str) -> str:
        """The path of a field, for the message."""
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, name: str, form: str) -> Fault:
        """The fault of a field whose value cannot be taken."""
        return Fault("bad_value", self.where(name), form)

    def text(self, name: str) -> str | None:
        """A text."""
        value = self.raw.get(name)
        if value is not None and not isinstance(value, str):
            raise self.wrong(name, '"…"')
        return value

    def flag(self, name: str) -> bool | None:
        """True or false."""
        value = self.raw.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name, "true / false")
        return value

    def whole(self, name: str, choices: Sequence[int] | None = None, least: int = 0) -> int | None:
        """A whole number, at least so much or one of a few."""
        value = self.raw.get(name)
        if value is None:
            return None
        fits = isinstance(value, int) and not isinstance(value, bool)
        if not fits or (value not in choices if choices else value < least):  # type: ignore[operator]
            form = " / ".join(str(one) for one in choices) if choices else f">= {least}"
            raise self.wrong(name, form)
        return value  # type: ignore[return-value]

    def word(self, name: str, words: Sequence[str]) -> str | None:
        """One of a few words."""
        value = self.raw.get(name)
        if value is not None and value not in words:
            raise self.wrong(name, " / ".join(words))
        return value  # type: ignore[return-value]

    def day(self, name: str) -> date | None:
        """A day, `YYYY-MM-DD`."""
        value = self.raw.get(name)
        if value is None:
            return None
        try:
            if isinstance(value, str) and _DAY.fullmatch(value) and value >= _FIRST_DAY:
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise self.wrong(name, "YYYY-MM-DD")

    def yuan(self, name: str, *, negative: bool = False) -> int | None:
        """Yuan as fen; with `negative` an amount below zero, else not below zero."""
        value = self.raw.get(name)
        if value is None:
            return None
        form = "-50000.00" if negative else "50000.00"
        try:
            fen = money.parse_yuan(value) if isinstance(value, str) else None
        except UserError:
            fen = None
        if fen is None or (fen >= 0 if negative else fen < 0 or str(value).startswith("-")):
            raise self.wrong(name, f'"{form}"')
        return fen

    def percent(self, name: str, most: int | None = None) -> int | None:
        """A percent as parts of `RATE_ONE`, at most so many percent."""
        value = self.raw.get(name)
        if value is None:
            return None
        try:
            rate = money.parse_percent(value) if isinstance(value, str) else None
        except UserError:
            rate = None
        if rate is None or (most is not None and rate > most * money.RATE_ONE // 100):
            raise self.wrong(name, '"3.60"' if most is None else f'"0" - "{most}"')
        return rate

    def id_number(self, name: str) -> str | None:
        """An identity number of 18 places, X in capitals."""
        value = self.text(name)
        if value is None:
            return None
        if not identity.well_formed(value) or value != value.strip():
            raise self.wrong(name, "149999198105060007")
        return identity.normal(value)

    def region(self, name: str) -> str:
        """A county's code of six digits."""
        value = self.text(name)
        if value is None or _REGION.fullmatch(value) is None:
            raise self.wrong(name, "140581")
        return value

    def table(self, name: str) -> Fields:
        """An object inside this one; absent is empty."""
        value = self.raw.get(name)
        if value is not None and not isinstance(value, dict):
            raise self.wrong(name, "{…}")
        return Fields(value or {}, self.where(name))

    def tables(self, name: str) -> list[Fields]:
        """A list of objects inside this one; absent is empty."""
        value = self.raw.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(name, "[{…}]")
        return [Fields(one, f"{self.where(name)}[{index}]") for index, one in enumerate(value)]
