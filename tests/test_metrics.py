"""The registry of figures: what the texts forbid is refused with its clause, everywhere."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desktop.errors import UserError
from desktop.places import RESOURCES
from desktop.printing.lint import Lint
from desktop.printing.messages import Messages
from desktop.rules.metrics import Kind, Metrics
from desktop.services.desk import Desk
from desktop.services.exports.layouts import layout
from desktop.services.records.lists import ListFilter
from desktop.texts import sentence

pytest_plugins = ["tests.window_fixtures"]
ROOT = Path(__file__).resolve().parent.parent
TEXT = (RESOURCES / "metrics.toml").read_text("utf-8")
METRICS = Metrics.parse(TEXT)
LINT = Lint.parse((RESOURCES / "typography" / "lint.toml").read_text("utf-8"))
VOLUMES = ("贷款余额", "新增贷款", "获贷率", "loan_balance", "new_loans", "loan_rate", "户均贷款")
WAYS = ("by", "order", "target", "beside")


def refused(code: str, **ways: str) -> UserError:
    with pytest.raises(UserError) as caught:
        METRICS.ask(code, **ways)
    return caught.value


@pytest.mark.parametrize("code", VOLUMES)
@pytest.mark.parametrize("way", WAYS)
def test_a_figure_of_loans_is_refused_any_group_order_target_or_comparison(
    code: str, way: str
) -> None:
    fault = refused(code, **{way: "village"})
    assert fault.code == "metric_forbidden"
    said = sentence(fault.code, fault.params)
    assert "晋四(一)" in said
    assert METRICS.quote in said


@given(
    code=some.sampled_from(VOLUMES),
    ways=some.dictionaries(some.sampled_from(WAYS), some.text(min_size=1), min_size=1),
)
def test_no_way_around_it_exists(code: str, ways: dict[str, str]) -> None:
    assert refused(code, **ways).code == "metric_forbidden"


def test_the_clause_is_quoted_word_for_word() -> None:
    policy = (RESOURCES / "policy" / "sx-2026.txt").read_text("utf-8")
    assert METRICS.quote in policy


@pytest.mark.parametrize("way", ['by = ["village"]', 'order = ["division"]', 'beside = ["bank"]'])
def test_nobody_can_declare_a_figure_of_loans_with_a_way_to_rank_it(way: str) -> None:
    changed = TEXT.replace('name = "贷款余额"', f'name = "贷款余额"\n{way}')
    assert changed != TEXT
    with pytest.raises(ValueError, match="stands alone"):
        Metrics.parse(changed)
    with pytest.raises(ValueError, match="needed"):
        Metrics.parse(TEXT.replace('clause = "晋四(三)"', 'clause = ""'))


@pytest.mark.parametrize("code", [one.code for one in METRICS.known.values()])
def test_no_figure_has_a_target_or_an_order_by_its_value(code: str) -> None:
    assert refused(code, target="100").code in {"metric_no_target", "metric_forbidden"}
    for order in ("value", "desc", code):
        assert refused(code, order=order).code in {"metric_way_unknown", "metric_forbidden"}


def test_every_figure_is_declared_whole_and_asked_by_code_or_name() -> None:
    for one in METRICS.known.values():
        assert one.name and one.unit and one.source and one.clause
        assert METRICS.ask(one.code) is METRICS.ask(one.name)
        for by in one.by:
            assert METRICS.ask(one.code, by=by) is one
    assert refused("luck").code == "metric_unknown"
    kinds = {one.kind for one in METRICS.known.values()}
    assert kinds >= {Kind.OUTREACH, Kind.PROCESS, Kind.MATURITY, Kind.CREDIT_VOLUME}


def test_every_list_by_place_or_time_shows_declared_figures_only() -> None:
    for path in (RESOURCES / "lists").glob("*.toml"):
        raw = tomllib.loads(path.read_text("utf-8"))
        if "by" not in raw:
            continue
        made = layout(path.stem, path.read_text("utf-8"))
        numbers = [one for one in made.columns if one.kind in {"int", "money", "rate"}]
        assert numbers
        for one in numbers:
            assert METRICS.ask(one.metric, by=made.by, order=made.order).kind in {
                Kind.OUTREACH,
                Kind.PROCESS,
            }


@pytest.mark.parametrize("sort", ["本季未告知", "从未告知", "told_quarter"])
def test_no_list_of_figures_is_ordered_by_a_figure(desk: Desk, tmp_path: Path, sort: str) -> None:
    with pytest.raises(UserError, match="metric_way_unknown"):
        desk.exports.write("rounds", tmp_path / "a.xlsx", ListFilter(sort=sort))
    assert not (tmp_path / "a.xlsx").exists()
    desk.exports.write("rounds", tmp_path / "a.xlsx", ListFilter(sort="行政村"))


def test_a_figure_is_read_whole_or_by_its_groups_in_their_own_order(desk: Desk) -> None:
    villages = [one.village for one in desk.households.villages()]
    found = desk.reports.figure("never_told", by="village", order="division")
    assert [one.group for one in found] == villages
    (whole,) = desk.reports.figure("never_told")
    assert whole.value == sum(one.value for one in found)
    assert len(desk.reports.figure("visits", by="week", order="time")) == 12
    by_result = desk.reports.figure("visits", by="result")
    assert sum(one.value for one in by_result) == desk.reports.figure("visits")[0].value
    assert len(desk.reports.figure("households", by="township")) == 1
    for stage in ("needs", "needs_checked"):
        assert len(desk.reports.figure(stage)) == 1
    for hidden in ("loan_balance", "overdue"):
        with pytest.raises(UserError, match="metric_not_shown"):
            desk.reports.figure(hidden)


def sql() -> Iterator[tuple[str, str]]:
    """Every text of the ledger's own code."""
    for path in (ROOT / "db").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


SUMMED = {
    "db/compensation.py": "whether the fund is a sixteenth of what it stands for, by product",
}


def test_no_query_sums_or_orders_amounts_of_loans() -> None:
    summed = re.compile(r"(sum|avg|total)\([^)]*(balance|principal)_fen", re.IGNORECASE)
    ordered = re.compile(r"ORDER BY[^()]*(balance|principal|amount)_fen", re.IGNORECASE)
    found = [where for where, text in sql() if summed.search(text) or ordered.search(text)]
    assert [where.partition(":")[0] for where in found] == list(SUMMED)


RANKING = re.compile("排名|前十|后十|末位")
NEGATED = re.compile("不[^。]*(排名|前十|后十|末位)|身份证号末位")
ALLOWED = {
    "resources/typography/lint.toml": "the list of banned words itself",
    "resources/policy": "the policy word for word",
    "resources/notices": "checked line by line by the lint of the templates",
}


def test_no_word_of_ranking_stands_in_any_string_template_or_report() -> None:
    found = []
    for path in [*(ROOT / "desktop").rglob("*.py"), *RESOURCES.rglob("*.toml")]:
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(tuple(ALLOWED)):
            continue
        for place, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if RANKING.search(line) and not NEGATED.search(line) and "得以" not in line:
                found.append(f"{name}:{place}: {line.strip()[:60]}")
    assert not found, "\n".join(found)


def strings(said: object, allowed: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every text of a file, however deep, with the words that are let through where it stands."""
    if isinstance(said, dict):
        allowed += tuple(said.get("allow", ()))
        for key, inner in said.items():
            if key != "allow":
                yield from strings(inner, allowed)
    elif isinstance(said, list):
        for inner in said:
            yield from strings(inner, allowed)
    elif isinstance(said, str):
        yield said, allowed


def test_the_lint_finds_nothing_in_any_text_for_the_clipboard_or_on_paper() -> None:
    seen, found = 0, []
    for path in [RESOURCES / "messages.toml", *(RESOURCES / "notices").glob("*.toml")]:
        for text, allowed in strings(tomllib.loads(path.read_text("utf-8"))):
            seen += 1
            found += [f"{path.name}: {one.word}" for one in LINT.find(text, allowed=allowed)]
    assert seen > 1000 and not found


@pytest.mark.parametrize("word", ["排名", "免 息"])
def test_no_text_for_the_clipboard_with_a_banned_word_is_even_read(word: str) -> None:
    text = (RESOURCES / "messages.toml").read_text("utf-8")
    house = (RESOURCES / "typography" / "house.toml").read_text("utf-8")
    with pytest.raises(UserError, match="notice_word_banned"):
        Messages.parse(text.replace('text = "', f'text = "{word}', 1), house, LINT)
