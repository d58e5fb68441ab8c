"""The policy packs as they ship, changed for a test, and the error that a change gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from desktop.errors import UserError
from desktop.rules.packs import parse
from desktop.texts.rules import TEXTS
from tests.rule_cases import packs

POLICY = Path(__file__).parent.parent / "resources" / "policy"
SHANXI, NATIONAL = (packs().pack(name).document.number for name in ("SX-2026", "CN-2026"))
PLAN = """
[pack]
id = "COUNTY"
layer = "county"
over = "SX-2026"
regions = ["140581"]
checked_on = 2026-11-20

[document]
number = "临县实施细则"
title = "实施细则"
issuers = ["临县"]
short = "临"
note = "试验"
"""


@cache
def files() -> dict[str, str]:
    found = [*POLICY.glob("*.toml"), *POLICY.glob("*.txt")]
    return {path.name: path.read_text(encoding="utf-8") for path in found}


def refused(change: Callable[[dict[str, str]], object] | None = None, **added: str) -> UserError:
    """The error that a changed set of files gives."""
    changed = dict(files())
    if change is not None:
        change(changed)
    changed |= {f"{name}.toml": text for name, text in added.items()}
    with pytest.raises(UserError) as error:
        parse(changed)
    found = error.value
    assert found.code in TEXTS
    assert TEXTS[found.code].format_map(_Strict(found.params)).endswith("。")
    return found


class _Strict(dict):
    """A sentence may ask only for what the error brings."""

    def __missing__(self, key: str) -> str:
        raise AssertionError(key)
