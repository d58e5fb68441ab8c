"""One table of a pack file, read key by key; whatever is wrong names file, table and key."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.rules import money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_RATIO = "1/16"


class Table:
    """A TOML table; every key must be taken, an unknown one is refused by `done`."""

    def __init__(self, file: str, path: str, raw: object) -> None:
        self.file = file
        self.path = path
        if not isinstance(raw, dict):
            raise UserError("pack_value_wrong", file=file, table=path, key="", form="[table]")
        self.raw: dict[str, object] = raw
        self.taken: set[str] = set()

    def fault(self, code: str, key: str, **params: object) -> UserError:
        """An error that names this file, this table and a key."""
        return UserError(code, file=self.file, table=self.path, key=key, **params)

    def _take(self, key: str) -> object:
        if key not in self.raw:
            raise self.fault("pack_key_missing", key)
        self.taken.add(key)
        return self.raw[key]

    def has(self, key: str) -> bool:
        """Whether the key stands in the table."""
        return key in self.raw

    def text(self, key: str, default: str | None = None) -> str:
        """A text; a default makes the key optional."""
        if default is not None and key not in self.raw:
            return default
        value = self._take(key)
        if not isinstance(value, str):
            raise self.fault("pack_value_wrong", key, form='"…"')
        return value

    def word(self, key: str, words: Sequence[str], default: str | None = None) -> str:
        """A text that is one of the words known here."""
        value = self.text(key, default)
        if value not in words:
            raise self.fault("pack_word_unknown", key, word=value, form=" | ".join(words))
        return value

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """A list of texts."""
        if optional and key not in self.raw:
            return ()
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.fault("pack_value_wrong", key, form='["…"]')
        return tuple(value)

    def day(self, key: str) -> date:
        """A day; a moment is refused."""
        value = self._take(key)
        if type(value) is not date:
            raise self.fault("pack_value_wrong", key, form="2026-02-24")
        return value

    def maybe_day(self, key: str) -> date | None:
        """A day, or None where the key is absent."""
        return self.day(key) if key in self.raw else None

    def whole(self, key: str) -> int:
        """A whole number from 0."""
        value = self._take(key)
        if type(value) is not int or value < 0:
            raise self.fault("pack_value_wrong", key, form="36")
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._take(key)
        if not isinstance(value, bool):
            raise self.fault("pack_value_wrong", key, form="true | false")
        return value

    def number(self, key: str, unit: str) -> int:
        """A number in the unit of its parameter: fen, parts of `RATE_ONE`, or a count."""
        if unit == "day":
            return self.day(key).toordinal()
        if unit not in ("yuan", "percent", "points", "ratio"):
            return self.whole(key)
        text = self.text(key)
        try:
            return _number(text, unit)
        except (UserError, ValueError, ZeroDivisionError):
            forms = {"yuan": '"50000.00"', "ratio": f'"{_RATIO}"'}
            raise self.fault("pack_value_wrong", key, form=forms.get(unit, '"2.5"')) from None

    def value(self, key: str) -> object:
        """Whatever stands there, to be read by somebody else."""
        return self._take(key)

    def table(self, key: str) -> Table:
        """A table inside this one."""
        return Table(self.file, self._inner(key), self._take(key))

    def maybe_table(self, key: str) -> Table:
        """A table inside this one; an absent one is empty."""
        return self.table(key) if key in self.raw else Table(self.file, self._inner(key), {})

    def tables(self, key: str) -> Iterator[Table]:
        """A list of tables inside this one; absent is empty."""
        rows = self._take(key) if key in self.raw else []
        if not isinstance(rows, list):
            raise self.fault("pack_value_wrong", key, form=f"[[{key}]]")
        for index, row in enumerate(rows):
            yield Table(self.file, f"{self._inner(key)}[{index}]", row)

    def entries(self) -> Iterator[tuple[str, Table]]:
        """All tables inside this one by name."""
        for key in self.raw:
            yield key, self.table(key)

    def done(self) -> None:
        """Refuse the keys that nobody took."""
        for key in self.raw:
            if key not in self.taken:
                raise self.fault("pack_key_unknown", key)

    def _inner(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def _number(text: str, unit: str) -> int:
    if unit == "yuan":
        return money.parse_yuan(text)
    if unit == "ratio":
        part, _, whole = text.partition("/")
        share, rest = divmod(int(part) * money.RATE_ONE, int(whole))
        if rest:
            raise ValueError(text)
        return share
    return money.parse_percent(text)
