"""Worked cases of the rules: the open lines, the Chinese pairs, and how an answer is compared."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path

from desktop.rules.lines import answer
from desktop.rules.money import parse_yuan
from desktop.rules.packs import PackSet
from desktop.services.packs import load

ROOT = Path(__file__).parent
SHARES = ("central_t1", "province_t1", "central_t2", "local")
_CONTAINS = ("flags", "codes", "hints", "exits")


@cache
def packs() -> PackSet:
    return load(ROOT.parent / "resources")


def ask(kind: str, case: dict) -> dict:
    return answer(kind, json.dumps(case, ensure_ascii=False), packs())


def open_cases(kind: str) -> list[dict]:
    text = (ROOT / "data" / "cases" / f"{kind}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


@cache
def book(kind: str) -> dict:
    return tomllib.loads((ROOT / "cases" / f"{kind}.toml").read_text(encoding="utf-8"))


def pairs(kind: str) -> list[dict]:
    return book(kind)["pair"]


def sides(kind: str, pair: dict) -> tuple[dict, dict]:
    """Both questions of a pair: the one where the code holds, the one where it does not."""
    whole = book(kind)
    holds = _side(whole, pair.get("with"), pair.get("loan_with"), pair.get("second"))
    other = pair.get("without_second")
    return holds, _side(whole, pair.get("without"), pair.get("loan_without"), other)


def _side(whole: dict, change: dict | None, loan: dict | None, second: dict | None) -> dict:
    case = _without_blanks(deepcopy(whole["baseline"]) | (change or {}))
    if "loan" in whole:
        first = _without_blanks(whole["loan"] | (loan or {}))
        case["loans"] = [first, *([whole["loan"] | second] if second else [])]
    return case


def _without_blanks(table: dict) -> dict:
    return {key: value for key, value in table.items() if value != "" or key == "purpose_text"}


def codes(kind: str, got: dict) -> list[str]:
    """All words of an answer."""
    if kind == "subsidy":
        return got["lines"][0]["flags"]
    rows = [row["code"] for row in got.get("reasons", ()) if row["code"]]
    return [*rows, *[one for key in _CONTAINS for one in got.get(key, ())]]


def problems(kind: str, case: dict) -> list[str]:
    """What of the expectation does not hold; empty is good."""
    got = ask(kind, case)
    assert got["id"] == case["id"]
    return [*_differences(case["expect"], got), *invariants(kind, got)]


def _differences(expect: dict, got: dict) -> Iterator[str]:
    for key, wanted in expect.items():
        if key.endswith("_not"):
            have = got[key.removesuffix("_not")]
            yield from [f"{key}: {one} is there" for one in wanted if one in have]
        else:
            yield from _BY_KEY.get(key, _equal)(key, wanted, got.get(key, "<absent>"))


def _equal(key: str, wanted: object, have: object) -> list[str]:
    same = have == wanted and type(have) is type(wanted)
    return [] if same else [f"{key}: {have!r} != {wanted!r}"]


def _error(key: str, wanted: dict, have: dict) -> list[str]:
    return [] if have["code"] == wanted["code"] else [f"{key}: {have}"]


def _contains(key: str, wanted: list, have: list) -> list[str]:
    return [f"{key}: no {one} in {have}" for one in wanted if one not in have]


def _missing(key: str, wanted: list, have: list) -> list[str]:
    return [] if sorted(have) == sorted(wanted) else [f"{key}: {have} != {wanted}"]


def _lines(key: str, wanted: list, have: list) -> list[str]:
    by_no = {line["loan_no"]: line for line in have}
    return [f"{key}: {text}" for one in wanted for text in _differences(one, by_no[one["loan_no"]])]


def _rows(key: str, wanted: list, have: list) -> list[str]:
    return [f"{key}: no {one}" for one in wanted if not any(one.items() <= h.items() for h in have)]


_BY_KEY: dict[str, Callable] = {
    **dict.fromkeys(_CONTAINS, _contains),
    "error": _error,
    "missing": _missing,
    "lines": _lines,
    "reasons": _rows,
    "readings": _rows,
}


def invariants(kind: str, got: dict) -> list[str]:
    """What always holds, whatever a case expects."""
    holds = _HOLDS.get(kind)
    return [] if "error" in got or holds is None else list(holds(got))


def fen(text: str | None) -> int:
    return 0 if text is None else parse_yuan(text)


def _subsidy_holds(got: dict) -> Iterator[str]:
    for line in got["lines"]:
        parts = [line[name] for name in SHARES if line[name] is not None]
        total = line["subsidy_total"]
        if total is not None and parts and fen(total) != sum(fen(part) for part in parts):
            yield f"{line['loan_no']}: the shares do not add up"
        if total is not None and fen(total) + fen(line["borrower"]) != fen(line["interest"]):
            yield f"{line['loan_no']}: subsidy and borrower are not the interest"
        amounts = (*parts, total, line["borrower"], line["interest"])
        if any(fen(amount) < 0 for amount in amounts):
            yield f"{line['loan_no']}: a negative amount"


def _eligibility_holds(got: dict) -> Iterator[str]:
    every = [rule.name for rule in packs().pack("CN-2026").rules]
    if list(dict.fromkeys(row["rule"] for row in got["reasons"])) != every:
        yield "not a row for each rule, in their order"
    yield from [f"no clause: {row}" for row in got["reasons"] if not row["clause"]]


def _compensation_holds(got: dict) -> Iterator[str]:
    if got["fund_share"] is None:
        return
    if fen(got["fund_share"]) + fen(got["bank_share"]) != fen(got["loss"]):
        yield "the shares do not add up to the loss"


_HOLDS: dict[str, Callable[[dict], Iterator[str]]] = {
    "subsidy": _subsidy_holds,
    "eligibility": _eligibility_holds,
    "compensation": _compensation_holds,
}
