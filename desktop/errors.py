"""What can go wrong in a way the officer can act on."""

from __future__ import annotations


class UserError(Exception):
    """A fault with a code; the sentence for the code lives in `desktop.texts`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        if not self.params:
            return self.code
        shown = ", ".join(f"{name}={value!r}" for name, value in sorted(self.params.items()))
        return f"{self.code}({shown})"


class Stopped(Exception):
    """The officer stopped a long job; the work so far is rolled back."""
