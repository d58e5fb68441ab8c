"""How `expect` of a worked case is compared with an answer; shared by the tests of the rules."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from desktop.rules.lines import answer
from desktop.rules.packs import PackSet
from desktop.services.packs import load

ROOT = Path(__file__).parent
_CONTAINS = ("flags", "codes", "hints", "exits")


@cache
def packs() -> PackSet:
    return load(ROOT.parent / "resources")


def open_cases(kind: str) -> list[dict]:
    text = (ROOT / "data" / "cases" / f"{kind}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def problems(kind: str, case: dict) -> list[str]:
    """What of the expectation does not hold; empty is good."""
    got = answer(kind, json.dumps(case, ensure_ascii=False), packs())
    assert got["id"] == case["id"]
    return [*_differences(case["expect"], got), *invariants(kind, got)]


def _differences(expect: dict, got: dict) -> list[str]:
    found: list[str] = []
    for key, wanted in expect.items():
        found += _difference(key, wanted, got)
    return found


def _difference(key: str, wanted: object, got: dict) -> list[str]:
    if key.endswith("_not"):
        have = got[key.removesuffix("_not")]
        return [f"{key}: {one} is there" for one in wanted if one in have]
    have = got.get(key, "<absent>")
    if key == "error":
        return [] if isinstance(have, dict) and have["code"] == wanted["code"] else [f"error {have}"]
    if key in _CONTAINS:
        return [f"{key}: no {one} in {have}" for one in wanted if one not in have]
    if key == "missing":
        return [] if sorted(have) == sorted(wanted) else [f"missing {have} != {wanted}"]
    if key == "lines":
        by_no = {line["loan_no"]: line for line in have}
        return [text for line in wanted for text in _differences(line, by_no[line["loan_no"]])]
    if key in ("reasons", "readings"):
        return [f"{key}: no {row}" for row in wanted if not any(row.items() <= one.items() for one in have)]
    same = have == wanted and type(have) is type(wanted)
    return [] if same else [f"{key}: {have!r} != {wanted!r}"]


def invariants(kind: str, got: dict) -> list[str]:
    """What always holds, whatever the case expects."""
    if "error" in got:
        return []
    return _HOLDS[kind](got)


def _fen(text: str | None) -> int:
    return 0 if text is None else round(float(text) * 100)


def _subsidy_holds(got: dict) -> list[str]:
    found = []
    for line in got["lines"]:
        shares = ("central_t1", "province_t1", "central_t2", "local")
        if line["subsidy_total"] is None:
            continue
        total = _fen(line["subsidy_total"])
        if any(line[name] is not None for name in shares) and total != sum(_fen(line[n]) for n in shares):
            found.append(f"{line['loan_no']}: the shares do not add up")
        if total + _fen(line["borrower"]) != _fen(line["interest"]):
            found.append(f"{line['loan_no']}: subsidy and borrower are not the interest")
        if any(_fen(line[name]) < 0 for name in (*shares, "subsidy_total", "borrower", "interest")):
            found.append(f"{line['loan_no']}: a negative amount")
    return found


def _eligibility_holds(got: dict) -> list[str]:
    rules = [row["rule"] for row in got["reasons"]]
    every = [rule.name for rule in packs().pack("CN-2026").rules]
    found = [] if list(dict.fromkeys(rules)) == every else [f"rules {rules}"]
    return found + [f"no clause: {row}" for row in got["reasons"] if not row["clause"]]


def _compensation_holds(got: dict) -> list[str]:
    if got["fund_share"] is None:
        return []
    parts = _fen(got["fund_share"]) + _fen(got["bank_share"])
    return [] if parts == _fen(got["loss"]) else ["the shares do not add up to the loss"]


_HOLDS = {
    "subsidy": _subsidy_holds,
    "eligibility": _eligibility_holds,
    "compensation": _compensation_holds,
    "renewal": lambda got: [],
}
