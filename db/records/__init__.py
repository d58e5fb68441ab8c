"""Rows and answers of the ledger as frozen structs, each taken from the module that defines it."""
