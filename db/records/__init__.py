"""Rows and answers of the ledger as frozen dataclasses."""
