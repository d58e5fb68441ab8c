"""The program on the terminal, in this process."""

from __future__ import annotations

import pytest

from tests.terminal import Terminal


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Runs verbs as a person does who is asked for the usual password."""
    return Terminal(capsys, monkeypatch)
