"""How much a ledger holds, for a look before a restore and after a backup."""

from __future__ import annotations

from db.gate import Gate

_SQL = {
    "operations": "SELECT count(*) FROM op",
    "households": "SELECT count(*) FROM household WHERE household_status = 'listed'",
    "members": "SELECT count(*) FROM member",
    "visits": "SELECT count(*) FROM outreach_visit WHERE gone = 0",
    "checks": "SELECT count(*) FROM eligibility_check WHERE gone = 0",
    "notices": "SELECT count(*) FROM notice_issued WHERE gone = 0",
    "activities": "SELECT count(*) FROM publicity_activity WHERE gone = 0",
    "roster_versions": "SELECT count(*) FROM roster_version WHERE gone = 0",
    "audit_lines": "SELECT count(*) FROM audit",
    "loans": "SELECT count(*) FROM loan WHERE gone = 0",
}


def counts(gate: Gate) -> dict[str, int]:
    """Rows of the main tables by the plural noun of what they are."""
    return {name: gate.number(sql) for name, sql in _SQL.items()}
