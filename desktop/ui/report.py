"""A report of our own mistakes as a local file without names, ID numbers or phones."""

from __future__ import annotations

import logging
import platform
import re
import sys
import traceback
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

KEPT_LINES = 200
_DIGITS = re.compile(r"\d{5,}[0-9Xx*]*")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")


def scrubbed(text: str) -> str:
    """The text with every long number and every Chinese word blotted out."""
    return _HAN.sub(lambda found: "\u00d7" * len(found[0]), _DIGITS.sub("#####", text))


class LastLines(logging.Handler):
    """Keeps the last lines of the log for a report."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=KEPT_LINES)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self.lines.append(self.format(record))


class Reporter:
    """Writes the reports and tells the officer where one lies."""

    def __init__(
        self,
        folder: Path,
        *,
        version: str,
        clock: Callable[[], datetime],
        where: Callable[[], str],
        tell: Callable[[Path], None],
    ) -> None:
        """`where` names the page that is open; `tell` shows the path of a written report."""
        self._folder = folder
        self._version = version
        self._clock = clock
        self._where = where
        self._tell = tell
        self.lines = LastLines()

    def install(self) -> None:
        """Take every exception that nobody caught, from slots too, and listen to the log."""
        logging.getLogger().addHandler(self.lines)
        sys.excepthook = self._caught

    def write(self, error: BaseException) -> Path:
        """Write the report and give its path."""
        self._folder.mkdir(parents=True, exist_ok=True)
        now = self._clock()
        path = self._folder / f"report-{now:%Y%m%d-%H%M%S}.txt"
        path.write_text(self._text(error, now), encoding="utf-8")
        return path

    def _text(self, error: BaseException, now: datetime) -> str:
        frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
        parts = [
            f"version {self._version}  python {platform.python_version()}  {platform.platform()}",
            f"at {now.isoformat()}  page {self._where()}",
            f"{type(error).__name__}: {scrubbed(str(error))}",
            *(scrubbed(frame.rstrip()) for frame in frames),
            "",
            *(scrubbed(line) for line in self.lines.lines),
        ]
        return "\n".join(parts) + "\n"

    def take(self, error: BaseException) -> None:
        """Report a mistake of ours and say so."""
        logging.getLogger(__name__).error("bug", exc_info=error)
        self._tell(self.write(error))

    def _caught(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.take(error)
