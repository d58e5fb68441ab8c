"""The database driver: sqlite-utils standing on SQLCipher instead of plain SQLite."""

from __future__ import annotations

import sys

import sqlcipher3

# sqlite-utils takes "pysqlite3" where it finds one: this makes it stand on SQLCipher.
sys.modules["pysqlite3"] = sqlcipher3

from sqlite_utils.db import Database  # noqa: E402
from sqlite_utils.migrations import Migrations  # noqa: E402

dbapi = sqlcipher3.dbapi2
Connection = sqlcipher3.Connection

__all__ = ["Connection", "Database", "Migrations", "dbapi"]
