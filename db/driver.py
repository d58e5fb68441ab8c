"""The database driver: SQLCipher, and sqlite-utils standing on it for the schema's steps."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import sqlcipher3

if TYPE_CHECKING:
    from sqlite_utils.db import Database

dbapi = sqlcipher3.dbapi2
Connection = sqlcipher3.Connection

__all__ = ["Connection", "database", "dbapi"]


def database(connection: Any) -> Database:  # noqa: ANN401 - the driver has no types
    """The connection as sqlite-utils sees it; loaded only where a step is taken (start-up time)."""
    # sqlite-utils takes "pysqlite3" where it finds one: this makes it stand on SQLCipher.
    sys.modules["pysqlite3"] = sqlcipher3

    from sqlite_utils.db import Database

    return Database(connection, execute_plugins=False)
