"""What officers read: every code has its sentence, every sentence a code, no word out of place."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from db.registry import GONE, TABLES, Kind
from desktop.texts import AREAS, sentence, word
from desktop.texts.exchange import TEXTS as EXCHANGE
from desktop.texts.traffic import by_kind

pytestmark = pytest.mark.no_cover  # the program is read here, not run
MODULES = [import_module(f"desktop.texts.{area}") for area in AREAS]
ROOT = Path(__file__).resolve().parent.parent
CJK = re.compile("[\u2e80-\u303f\u3100-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
ERRORS = {"UserError", "StoreError"}
# What may hold Chinese in a window: texts that Qt translates, and patterns that search for it.
TRANSLATORS = {"tr", "translate", "QT_TR_NOOP", "QT_TRANSLATE_NOOP", "compile"}
# No ranking of people, banks or townships; the sentence that forbids it is the one exception.
RANKING = re.compile("排名|前十|后十|末位")
RANKING_FORBIDDEN = re.compile("不[^。]*排名")
# The bank decides: the program never says that somebody passes. A step of the subsidy's own
# procedure is called 审核通过 by the policy.
DECIDING = re.compile("(?<!审核)通过|可贷|批准")
STANDING = {"certificate_soon", "certificate_over"}
HALF_WIDTH = re.compile("[\u4e00-\u9fff][,;:?!]")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def program() -> list[Path]:
    texts = ROOT / "desktop" / "texts"
    return [path for path in sources("db", "desktop") if texts not in path.parents]


@cache
def nodes(path: Path) -> list[ast.AST]:
    """All that stands in a file; many tests read the same files."""
    return list(ast.walk(tree(path)))


@cache
def strings(path: Path) -> list[ast.Constant]:
    return [
        part
        for part in nodes(path)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


@cache
def error_names() -> set[str]:
    """UserError, StoreError and the classes made from them."""
    names = set(ERRORS)
    for path in program():
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef):
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                names |= {node.name} if bases & names else set()
    return names


@cache
def raised() -> list[tuple[str, set[str] | None, str]]:
    """Every code given to an error, the names given with it (None: not known), and where."""
    return list(_raised())


def _raised() -> Iterator[tuple[str, set[str] | None, str]]:
    for path in program():
        for node in nodes(path):
            if not (isinstance(node, ast.Call) and called(node) in error_names() and node.args):
                continue
            code = node.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                names = {word.arg for word in node.keywords}
                given = None if None in names else {str(name) for name in names}
                yield code.value, given, f"{path.relative_to(ROOT)}:{node.lineno}"


@cache
def areas() -> dict[str, dict[str, str]]:
    """The sentences of each area."""
    return {module.__name__: module.TEXTS for module in MODULES}


@cache
def sentences() -> dict[str, str]:
    return {code: text for texts in areas().values() for code, text in texts.items()}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def nothing(found: Iterable[str]) -> None:
    """Fails with all that was found, one to a line."""
    listed = sorted(found)
    assert not listed, "\n".join(["found:", *listed])


def test_every_code_that_can_be_raised_has_a_sentence() -> None:
    nothing(f"{where} {code}" for code, _, where in raised() if code not in sentences())


def test_every_sentence_belongs_to_a_code_that_something_says() -> None:
    said = {part.value for path in program() for part in strings(path)}
    resources = [*(ROOT / "resources").rglob("*.toml")]
    said |= {word for path in resources for word in re.findall(r"\w+", path.read_text("utf-8"))}
    nothing(set(sentences()) - said)


def test_no_code_has_two_sentences() -> None:
    seen: dict[str, str] = {}
    for area, texts in areas().items():
        nothing(f"{code}: {seen[code]} and {area}" for code in texts if code in seen)
        seen |= dict.fromkeys(texts, area)


def test_every_sentence_shows_only_what_its_code_brings() -> None:
    for code, given, where in raised():
        if given is not None and code in sentences():
            nothing(
                f"{where} {code}: {name}" for name in fields(sentences()[code]) - given - {"code"}
            )


def test_every_sentence_is_a_chinese_sentence() -> None:
    nothing(f"{code}: {text}" for code, text in sentences().items() if not text.endswith("。"))
    nothing(f"{code}: {text}" for code, text in sentences().items() if HALF_WIDTH.search(text))


@pytest.mark.parametrize("folder", ["desktop/ui", "desktop/pages"])
def test_what_a_window_shows_goes_through_tr(folder: str) -> None:
    nothing(
        f"{path.relative_to(ROOT)}:{part.lineno}: {str(part.value)[:40]}"
        for path in sources(folder)
        for part in untranslated(path)
    )


def untranslated(path: Path) -> Iterator[ast.Constant]:
    """Chinese literals that are neither docstrings nor plain arguments of tr()."""
    allowed: set[int] = set()
    for node in nodes(path):
        if isinstance(node, ast.Call) and called(node) in TRANSLATORS:
            allowed |= {id(argument) for argument in node.args}
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            allowed.add(id(node.value))
    for part in strings(path):
        if CJK.search(str(part.value)) and id(part) not in allowed:
            yield part


@cache
def shown() -> list[tuple[str, str]]:
    """Every string that a person may read on the screen, in the terminal or on paper."""
    return list(_shown())


def _shown() -> Iterator[tuple[str, str]]:
    for path in sources("desktop"):
        for part in strings(path):
            if CJK.search(str(part.value)):
                yield f"{path.relative_to(ROOT)}:{part.lineno}", str(part.value)
    for path in sorted((ROOT / "resources" / "notices").rglob("*.toml")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def test_nothing_shown_ranks_people_banks_or_townships() -> None:
    nothing(
        f"{where}: {text[:60]}"
        for where, text in shown()
        if RANKING.search(text) and not RANKING_FORBIDDEN.search(text)
    )


def test_nothing_shown_says_that_a_loan_is_decided() -> None:
    # Printed sheets carry the policy's own words; their lint is in resources/typography/lint.toml.
    nothing(
        f"{where}: {text[:60]}"
        for where, text in shown()
        if where.startswith("desktop") and DECIDING.search(text)
    )


def test_every_resource_table_can_be_read() -> None:
    for path in sorted((ROOT / "resources").rglob("*.toml")):
        tomllib.loads(path.read_text("utf-8"))


def test_every_replicated_table_and_every_field_under_review_has_its_word() -> None:
    for one in TABLES.values():
        assert word("ledger_table", one.name) != one.name
        fields = (*one.fields, GONE) if one.kind is Kind.SHARED else ()
        assert not [field for field in fields if word("note_field", field) == field], one.name


def test_a_bundle_set_aside_is_told_in_a_whole_sentence_though_its_code_alone_was_kept() -> None:
    """The name of a parameter is no word for an officer."""
    told = [code for code in EXCHANGE if code.startswith(("bundle_", "certificate_", "roster_"))]
    for code in {*told, "token_seen_twice"} - {"bundle_ops_broken", *STANDING}:
        assert not re.search("（[a-z]", sentence(code, {"device": "高晓梅"})), code
    assert "2026-01-01" in sentence("certificate_expired", {"officer": "王", "day": "2026-01-01"})


def test_what_waits_is_told_by_its_first_kinds_and_the_rest_in_one_sum() -> None:
    some = dict.fromkeys(list(TABLES)[:8], 2)
    assert by_kind(some).endswith(" · 其他 6") and by_kind(some).count("·") == 5
    assert by_kind({"walk_in": 1, "evidence": 1}) == "名单外人员 1 · 照片 1"
