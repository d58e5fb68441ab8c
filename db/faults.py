"""What can go wrong with the ledger."""

from __future__ import annotations


class StoreError(Exception):
    """A fault of the ledger with a code; the sentence for the code lives in the texts."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        if not self.params:
            return self.code
        shown = ", ".join(f"{name}={value!r}" for name, value in sorted(self.params.items()))
        return f"{self.code}({shown})"
