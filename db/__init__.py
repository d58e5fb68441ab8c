"""The encrypted ledger."""
