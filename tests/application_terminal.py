"""The verbs of applications on the ledgers of a township and its bank."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from desktop import cli
from desktop.cli.frame import Answer, Call, plain
from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.door import Door


class Verbs:
    """Runs verbs of the real command line on one open ledger."""

    def __init__(self, desk: Desk) -> None:
        self.open = desk

    def answer(self, *argv: object) -> Answer:
        words = [str(one) for one in argv]
        args = cli.parser(Path, words[0]).parse_args(words)
        answer: Answer = args.run.run(Here(args, cast("Door", None), self.open))
        return answer

    def __call__(self, *argv: object) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(json.dumps(plain(self.answer(*argv).data)))
        return found

    def refused(self, *argv: object) -> str:
        with pytest.raises(UserError) as error:
            self.answer(*argv)
        return error.value.code


@dataclass(frozen=True, slots=True)
class Here(Call):
    """A call on a ledger that is open already: keys are derived elsewhere."""

    open: Desk

    @contextmanager
    def desk(self, *, write: bool = True) -> Iterator[Desk]:
        del write
        yield self.open
