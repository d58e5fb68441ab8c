"""What a history leaves to chance, the same whenever its seed is: ids, and names of bundles."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db import ids
from desktop.services.records.traffic import SentBundle
from tests.replicas import founded

_TAIL = 8
"""So many letters of a bundle's name follow from how it was sealed."""


class _Chance:
    """What makes ids, from a seed."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)  # noqa: S311 - play

    def token_hex(self, size: int) -> str:
        """So many bytes as text."""
        return self._random.randbytes(size).hex()


@contextmanager
def steady(seed: str) -> Iterator[None]:
    """All ids that are made meanwhile follow from the seed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "secrets", _Chance(seed))
        yield


@contextmanager
def county_of(number: int) -> Iterator[None]:
    """A county founded anew, with the same ids whenever it is of this number."""
    founded.cache_clear()
    with steady(f"county {number}"):
        folder = founded()
        try:
            yield
        finally:
            founded.cache_clear()
            shutil.rmtree(folder, ignore_errors=True)


def name_anew(stick: Path, sent: Iterable[SentBundle], known: set[str]) -> None:
    """Give new bundles names by chance: sealing them names them by what no seed can give.

    They are taken in the order of their names, and which of a copied ledger's comes first matters.
    """
    told = {one.name: at for at, one in enumerate(sent)}
    new = [path for path in stick.rglob("*.tdb") if path.name not in known]
    for path in sorted(new, key=lambda one: (told.get(one.name, len(told)), one)):
        named = path.with_name(f"{path.stem[:-_TAIL]}{ids.new_incarnation()}{path.suffix}")
        path.rename(named)
        known.add(named.name)
