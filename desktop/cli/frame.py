"""What every verb shares: its shape, its answer, and how typed values are read and shown."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.services import amounts
from desktop.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.desk import Desk
    from desktop.services.door import Door

PASSWORD = "TOWNSHIP_DESK_PASSWORD"
NEW_PASSWORD = "TOWNSHIP_DESK_NEW_PASSWORD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a verb says: the JSON document and the text for a person."""

    data: Mapping[str, object]
    text: str
    status: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the parsed arguments and the door to the ledgers."""

    args: argparse.Namespace
    door: Door

    @contextmanager
    def desk(self, *, write: bool = True) -> Iterator[Desk]:
        """The services of the ledger that was named, closed at the end."""
        ledger: Path = self.args.ledger
        officer = self.door.officer_at(ledger, self.args.officer)
        desk = self.door.unlock(ledger, officer, self.password(), read_only=not write)
        try:
            yield desk
        finally:
            desk.close()

    def password(self) -> str:
        """The password of who is at work: from the environment, else asked for."""
        return secret(PASSWORD, "密码：")

    def new_password(self) -> str:
        """The password that is to be set: its own variable, else the usual one, else asked for."""
        for name in (NEW_PASSWORD, PASSWORD):
            if os.environ.get(name):
                return os.environ[name]
        return secret(NEW_PASSWORD, "新密码：")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A verb of the command line: its words, its help, its arguments and what it does."""

    words: tuple[str, ...]
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Call], Answer]
    ledger: bool = True
    own_output: bool = field(default=False)
    """The text is what programs read, with --json too."""


def secret(variable: str, prompt: str) -> str:
    """A password from the environment or the terminal; raises `password_needed` without both."""
    value = os.environ.get(variable)
    if value:
        return value
    if not sys.stdin or not sys.stdin.isatty():
        raise UserError("password_needed", variable=variable)
    return getpass.getpass(prompt, stream=sys.stderr)


def day(text: str) -> date:
    """A day as ISO text; argparse reports what does not fit."""
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise UserError("day_invalid", value=text) from fault


def fen(text: str) -> int:
    """Yuan with up to two places, to fen; a trailing 万 means ten thousand yuan."""
    return amounts.typed(text)


def reason(text: str | None) -> str:
    """A reason that may be left out; one that is given says something.

    Raises:
        UserError: `reason_missing`.
    """
    if text is not None and not text.strip():
        raise UserError("reason_missing")
    return text or ""


def code(enum: str, text: str) -> str:
    """The enum code of a word or code that was typed; an empty text stays empty."""
    return words().code(enum, text) if text else ""


def plain(value: object) -> object:
    """A value as JSON shows it: days ISO, moments ISO, paths as text."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value


def yuan(amount_fen: int | None) -> str | None:
    """Fen as the text that JSON carries, "383.33"."""
    return None if amount_fen is None else amounts.plain(amount_fen)


def show(answer: Answer, *, as_json: bool) -> None:
    """Print one answer: exactly one JSON document, or the text."""
    if as_json:
        sys.stdout.write(json.dumps(plain(answer.data), ensure_ascii=False) + "\n")
    elif answer.text:
        sys.stdout.write(answer.text.rstrip("\n") + "\n")


def table(rows: Iterable[Iterable[object]]) -> str:
    """Rows as lines, cells parted by two spaces, none shown as a dash."""
    return "\n".join(
        "  ".join("-" if cell in {None, ""} else str(cell) for cell in row) for row in rows
    )


def items(rows: list[dict[str, object]], lines: str, *, empty: str) -> Answer:
    """The answer of a verb that lists."""
    return Answer(data={"items": rows}, text=lines or empty)


def nothing(_parser: argparse.ArgumentParser) -> None:
    """A verb without arguments of its own."""
