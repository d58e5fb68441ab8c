"""Sealed bundles and mailboxes."""
