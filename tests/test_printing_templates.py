"""The sheets as data: every sentence has its clause, every field its declaration and its class."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from desktop.errors import UserError
from desktop.printing.templates import read_sheet
from desktop.rules.privacy import masked
from tests.papers import RESOURCES, templates

if TYPE_CHECKING:
    from desktop.printing.templates import Sheet

SHEET = """
kind = "X1"
code = 200
title = "试"
family = "letter"
scope = "household"
level = "{level}"
qr = "machine"
packs = ["SX-2026"]
[paper]
A4 = {{ side = 20, top = 20, title = 22, body = 14 }}
[fields]
bank = {{ label = "银行", from = "settings", class = "{privacy}" }}
[[lines]]
role = "title"
text = "{text}"
{clause}
"""


def read(
    *,
    level: str = "open",
    privacy: str = "office",
    text: str = "{bank}试",
    clause: str = 'note = "式"',
) -> Sheet:
    content = SHEET.format(level=level, privacy=privacy, text=text, clause=clause)
    known = templates()
    return read_sheet("X1", {"X1": content.encode()}, known.house, known.lint)


def test_the_daily_sheets_exist() -> None:
    wanted = {
        "F01", "F02", "F03", "F04", "F04B", "F05", "F06", "F06C", "F08", "F12", "F13", "F16",
        "F16W", "F19", "F22", "F27", "FZ", "LX", "DH",
    }  # fmt: skip
    kinds = templates().kinds()
    assert wanted <= {kind.kind for kind in kinds}
    assert all(kind.title and kind.papers for kind in kinds)
    assert all(len(set(kind.paper_labels)) == len(kind.papers) for kind in kinds)
    assert {kind.scope for kind in kinds} <= {
        "village",
        "household",
        "township",
        "period",
        "county",
    }


def test_document_types_differ_and_lead_back_to_their_kind() -> None:
    sheets = templates().sheets.values()
    assert len({sheet.code for sheet in sheets}) == len(sheets)
    assert all(templates().kind_of(sheet.code) == sheet.kind for sheet in sheets)
    assert templates().kind_of(255) == ""


@pytest.mark.parametrize("pack", ["SX-2026", "CN-2026"])
def test_every_sentence_has_a_clause_that_the_policy_has_or_says_that_it_has_none(
    pack: str,
) -> None:
    policy = tomllib.loads((RESOURCES / "policy" / f"{pack.lower()}.toml").read_text("utf-8"))
    known = {clause["item"] for clause in policy["clause"]}
    for sheet in templates().sheets.values():
        for line in sheet.lines:
            assert line.note or line.clauses, line.text
            assert set(line.clauses.get(pack, ())) <= known, (sheet.kind, line.text)
    for _, text, cited in templates().slogans(pack):
        assert cited, text


def test_the_document_numbers_are_those_of_the_policy() -> None:
    for pack_id, pack in templates().packs.items():
        text = (RESOURCES / "policy" / f"{pack_id.lower()}.toml").read_text("utf-8")
        document = tomllib.loads(text)["document"]
        assert (pack.number, pack.short, pack.name) == (
            document["number"], document["short"], document["title"],
        )  # fmt: skip


def test_under_the_national_pack_no_sentence_says_what_only_shanxi_says() -> None:
    only = re.compile(r"晋金管发|包干|一卡通|省级|汇总申报|全额付息|季度末|山西|3\.5个百分点")
    for sheet in templates().sheets.values():
        if "CN-2026" in sheet.packs:
            for line in sheet.lines:
                assert not (line.holds("CN-2026") and only.search(line.text)), line.text
    assert not any(only.search(text) for _, text, _ in templates().slogans("CN-2026"))


def test_a_public_sheet_cannot_carry_what_is_private() -> None:
    for privacy in ("account", "id_number", "phone", "health", "cause", "category", "contract"):
        for level in ("open", "M1", "M2"):
            with pytest.raises(UserError, match="template_field_forbidden"):
                read(level=level, privacy=privacy)
    for privacy in ("health", "cause"):
        with pytest.raises(UserError, match="template_field_forbidden"):
            read(level="M0", privacy=privacy)
    assert read(level="M0", privacy="account").kind == "X1"


def test_a_field_that_is_not_declared_or_not_used_is_found() -> None:
    with pytest.raises(UserError, match="template_fields_differ") as caught:
        read(text="{bank}{outlet}")
    assert caught.value.params["fields"] == "outlet"
    with pytest.raises(UserError, match="template_fields_differ"):
        read(text="试")


def test_a_sentence_without_a_clause_is_found() -> None:
    with pytest.raises(UserError, match="template_clause_missing"):
        read(clause="")


def test_a_banned_word_is_found_unless_the_line_is_let_through() -> None:
    with pytest.raises(UserError, match="notice_word_banned") as caught:
        read(text="{bank}无　息")
    assert caught.value.params["word"] == "无息"
    assert "先付息" in str(caught.value.params["reason"])
    read(text="{bank}无息", clause='note = "式"\nallow = ["无息"]')


def test_the_templates_use_only_marks_and_digits_that_every_face_has() -> None:
    text = "".join(line.text for sheet in templates().sheets.values() for line in sheet.lines)
    assert not set(text) & set("☑✓√①②~!?")


def test_what_is_not_there_is_named_with_what_is() -> None:
    with pytest.raises(UserError, match="notice_kind_unknown"):
        templates().sheet("F99")
    with pytest.raises(UserError, match="paper_unknown"):
        templates().sheet("F04").paper("A3")
    for pack in ("LEGACY-2021", "SN-AK"):
        with pytest.raises(UserError, match="notice_pack_unsupported"):
            templates().pack(templates().sheet("F06"), pack)


def test_a_sheet_like_another_takes_its_sentences_and_changes_with_it() -> None:
    public, web = templates().sheet("F16"), templates().sheet("F16W")
    assert [line.text for line in web.lines] == [line.text for line in public.lines]
    assert web.version != public.version
    assert web.rows["borrower_name"].mask == "middle"
    assert "household_tail" not in web.rows


def test_phones_on_paper_have_the_mask_of_the_screens() -> None:
    field = templates().sheet("DH").rows["phone"]
    writer = templates().writer
    for number in ("13800138000", "13800138000、0358-4421234、4421234", "765432", "95588"):
        assert writer.show(field, {"phone": number}) == masked("phone", number)
    assert writer.show(field, {"phone": "765432"}) == "******"
