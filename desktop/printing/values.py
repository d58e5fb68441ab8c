"""How a value is written on paper, and what a mask leaves of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.printing.templates import Field

MONEY = "money"
MONEY_WORDS = "money_words"
SHORT_DAY, MONTH = "day", "month"
QUARTER = "quarter"
_TAIL = 4
_COMPOUND = 2
_ONE_LINE = str.maketrans(dict.fromkeys("\r\n\t\v\f", " "))


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes values in the way of the house: dates, amounts in fen, masks.

    `phone` masks phones, `money` writes an amount in fen out in formal numerals.
    """

    house: Mapping[str, Any]
    phone: Callable[[str], str]
    money: Callable[[int], str]

    def show(self, field: Field, values: Mapping[str, object]) -> str:
        """The text of a field, masked as its template says; empty where there is no value."""
        text = self._text(values.get(field.of), field.kind)
        mask = self._masks().get(field.mask)
        return mask(text) if mask and text else text

    def _text(self, value: object, kind: str) -> str:
        if value is None:
            return ""
        if isinstance(value, date):
            return self.day(value, form=kind)
        if isinstance(value, int) and kind in {MONEY, MONEY_WORDS, QUARTER}:
            return self._number(value, kind)
        if isinstance(value, tuple | list):
            joiner: str = self.house["formats"]["joiner"]
            return joiner.join(self._text(item, kind) for item in value)
        return str(value).translate(_ONE_LINE).strip()

    def _number(self, value: int, kind: str) -> str:
        if kind == QUARTER:
            return str(self.house["formats"]["quarters"][str(value)])
        return yuan(value) if kind == MONEY else self.money(value)

    def blank(self, field: Field) -> str:
        """Where the value of a field is to be written by hand."""
        blanks: Mapping[str, str] = self.house["formats"]["blanks"]
        return field.blank or blanks.get(field.kind) or str(self.house["formats"]["blank"])

    def day(self, value: date, *, form: str = "") -> str:
        """A day, or a moment with its time; `day` is for narrow columns, `month` names no day."""
        moment = value if isinstance(value, datetime) else None
        name = form if form in {SHORT_DAY, MONTH} else "moment" if moment else "date"
        pattern: str = self.house["formats"][name]
        return pattern.format(
            year=value.year, month=value.month, day=value.day,
            hour=moment.hour if moment else 0, minute=moment.minute if moment else 0,
        )  # fmt: skip

    def _masks(self) -> Mapping[str, Callable[[str], str]]:
        return {
            "surname": self._surname,
            "middle": self._middle,
            "tail": _tail,
            "phone": self.phone,
        }

    def _surname(self, name: str) -> str:
        """Surname and two marks: how a sheet addresses somebody whom others may see it for."""
        masks = self.house["masks"]
        cover: str = masks["cover"]
        compound = name[:_COMPOUND] in masks["compound"].split()
        return name[: _COMPOUND if compound else 1] + cover * 2

    def _middle(self, name: str) -> str:
        """First and last character; a name of two keeps its first."""
        cover: str = self.house["masks"]["cover"]
        if len(name) <= _COMPOUND:
            return name[:1] + cover
        return name[0] + cover * (len(name) - 2) + name[-1]


def _tail(text: str) -> str:
    return text[-_TAIL:]


def yuan(fen: int) -> str:
    """An amount in fen as yuan with thousands separators and two decimals."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}"
