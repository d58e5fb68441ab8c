"""Every sheet on paper: what was set can be read back, typography holds, the code decodes."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.printing import qr
from desktop.printing.drafts import bind
from desktop.printing.flow import extent
from desktop.printing.ink import Symbol, Text
from desktop.printing.scan import read_picture
from tests.papers import NAMES, draft, every, fonts, rows, shown, stamp, templates

KEY_SENTENCE = "是否发放贷款由银行依法自主决策"
ONE_PAGE = {"F01", "F04", "F04B", "F08", "F12", "F13", "F19", "F22", "F27", "FZ"}


def text_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in document]


def plain(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module", params=every(), ids="-".join)
def printed(request: pytest.FixtureRequest) -> tuple[tuple[str, str, str], bytes]:
    kind, paper, pack = request.param
    sheet = draft(kind, paper, pack)
    assert sheet.missing == ()
    return request.param, sheet.render(stamp(sheet))


def test_what_was_set_can_be_read_back(printed: tuple[tuple[str, str, str], bytes]) -> None:
    which, data = printed
    if "@" in which[1]:
        return
    found = plain("".join(text_of(data)))
    for mark in shown(draft(*which)):
        assert plain(mark.text) in found


def test_no_line_begins_or_ends_against_the_rules(
    printed: tuple[tuple[str, str, str], bytes],
) -> None:
    which, data = printed
    if "@" in which[1] or which[0] == "F02":
        return
    breaks = templates().breaks
    for page in text_of(data):
        for line in filter(None, map(str.strip, page.splitlines())):
            assert line[0] not in breaks.no_start - {"…", "—"}, line
            assert line[-1] not in breaks.no_end - {"□", "："}, line


def test_everything_lies_on_the_paper_and_nothing_on_the_foot_line(
    printed: tuple[tuple[str, str, str], bytes],
) -> None:
    which, _ = printed
    sheet = draft(*which)
    for page in sheet.pages(stamp(sheet)):
        texts = [mark for mark in page.marks if isinstance(mark, Text) and not mark.angle]
        *body, foot = texts
        for mark in texts:
            wide = fonts().width(mark.text, mark.role, mark.size) + mark.pitch * len(mark.text)
            assert mark.x >= -0.5 and mark.x + wide <= page.width + 0.5, mark.text
            assert 0 <= mark.y <= page.height, mark.text
        if "@" not in which[1]:
            assert all(mark.y > foot.y + foot.size for mark in body if mark.size < 100)


def test_the_code_on_the_page_is_the_signed_header(
    printed: tuple[tuple[str, str, str], bytes], tmp_path: Path
) -> None:
    which, data = printed
    sheet = draft(*which)
    if which[1] in {"A1", "A2"} or which[:2] == ("F02", "A3-strip"):
        return
    path = tmp_path / "sheet.pdf"
    path.write_bytes(data)
    codes = read_picture(path)
    made = stamp(sheet)
    assert codes
    for code in codes:
        scanned = qr.parse(code)
        assert (scanned.header, scanned.signature) == (made.header, made.signature)
        assert scanned.document == sheet.sheet.code
        assert scanned.digest == sheet.digest[:8]
        for private in ("王", "𬱖", "0012345", "阿卜杜拉", "15400000000"):
            assert private not in code


def test_page_counts_are_those_of_the_design() -> None:
    for kind in ONE_PAGE:
        assert len(draft(kind).pages()) == 1, kind
    assert len(draft("F03").pages()) == 2
    assert len(draft("F03", "A4-14").pages()) == 1
    assert len(draft("F02").pages()) == 9
    assert len(draft("F02", "A3-strip").pages()) == 5
    assert len(draft("F01", "A2@A4").pages()) == 8 + 1
    assert len(draft("F01", "A2@A3").pages()) == 4 + 1


@pytest.mark.parametrize("paper", ["A2@A4", "A2@A3", "A1@A3", "A1@A4"])
def test_the_parts_of_a_large_board_are_the_whole_board(paper: str) -> None:
    sheet = draft("F01", paper)
    pages = sheet.pages(stamp(sheet))[:-1]
    whole = draft("F01", paper[:2]).pages(stamp(draft("F01", paper[:2])))[0]
    left = [page.window.x - page.window.shift_x for page in pages]
    right = [at + page.window.width for at, page in zip(left, pages, strict=True)]
    low = [page.window.y - page.window.shift_y for page in pages]
    high = [at + page.window.height for at, page in zip(low, pages, strict=True)]
    assert (min(left), min(low)) == pytest.approx((0, 0), abs=0.1)
    assert (max(right), max(high)) == pytest.approx((whole.width, whole.height), abs=0.1)
    edges = sorted(set(zip(left, right, strict=True)))
    assert all(after[0] < before[1] for before, after in itertools.pairwise(edges))


def test_pages_have_the_size_of_their_paper() -> None:
    for paper, wanted in (("A4", (210, 297)), ("A3", (297, 420)), ("A2", (420, 594))):
        page = pypdfium2.PdfDocument(draft("F01", paper).render())[0]
        assert [round(side / 72 * 25.4) for side in page.get_size()] == list(wanted)
    assert extent("A4", landscape=True)[0] > extent("A4")[0]


@pytest.mark.parametrize("kind", ["F01", "F03", "F04", "F04B", "F08", "F12", "F22"])
@pytest.mark.parametrize("pack", ["SX-2026", "CN-2026"])
def test_the_bank_alone_decides_stands_on_every_sheet_about_loans(kind: str, pack: str) -> None:
    found = plain("".join(text_of(draft(kind, pack=pack).render())))
    alone = "由银行依法自主决策"
    assert (alone if kind in {"F12", "F22"} else KEY_SENTENCE) in found


@pytest.mark.parametrize("kind", ["F16", "F16W"])
def test_the_public_list_has_no_number_of_a_person(kind: str) -> None:
    found = "".join(text_of(draft(kind).render(stamp(draft(kind)))))
    assert not re.search(r"\d{11,}", found)
    for private in ("1499990012345", "140909123456780456", "15400000000"):
        assert private not in plain(found)
    names = ["王𬱖明", "阿卜杜拉·买买提"]
    assert all((name in plain(found)) is (kind == "F16") for name in names)
    assert ("王\u00d7明" in found) is (kind == "F16W")


def test_the_household_reads_only_its_form_of_address_on_the_slip() -> None:
    sheet = draft("F04")
    upper = [mark.text for mark in shown(sheet) if mark.y > 842 / 3]
    assert any("王\u00d7\u00d7" in text for text in upper)
    assert not any("王𬱖明" in text for text in upper)
    assert draft("F04", head_name="欧阳建国").values["salutation"] == "欧阳\u00d7\u00d7"


def test_the_call_list_shows_masked_numbers() -> None:
    assert "154****0000" in "".join(text_of(draft("DH").render()))


def test_a_voided_row_is_struck_through_and_stays() -> None:
    sheet = draft("F05", rows=rows("F05", 5))
    page = sheet.pages(stamp(sheet))[0]
    assert sum(getattr(mark, "width", 0) == 0.8 for mark in page.marks) == 1
    assert "4" in [mark.text for mark in page.marks if isinstance(mark, Text)]


def test_sums_are_carried_from_page_to_page() -> None:
    pages = text_of(draft("F16", rows=rows("F16", 60)).render())[1:]
    carried = [re.findall(r"过次页\s+([\d,.]+)", page) for page in pages]
    brought = [re.findall(r"承前页\s+([\d,.]+)", page) for page in pages]
    assert carried[-1] == [] and brought[0] == []
    assert carried[:-1] == brought[1:]
    assert f"{60 * 30188 / 100:,.2f}" in pages[-1]


def test_a_list_without_rows_says_so_or_names_what_is_missing() -> None:
    assert "没有记录" in "".join(text_of(draft("F05", rows=[]).render()))
    sheet = draft("LX", rows=[])
    assert sheet.missing == (("rows", "要走访的户"),)
    with pytest.raises(UserError, match="notice_field_missing"):
        sheet.render(stamp(sheet))


def test_five_thousand_rows_are_one_list() -> None:
    sheet = draft("DH", rows=rows("DH", 6) * 833)
    assert len(pypdfium2.PdfDocument(sheet.render(stamp(sheet)))) > 150


def test_missing_fields_are_named_once_and_stop_the_sheet_but_not_the_preview() -> None:
    sheet = draft("F01", supervision_phone="", officer_phone=None)
    assert sheet.missing == (("officer_phone", "联系电话"), ("supervision_phone", "监督电话"))
    assert "预览" in "".join(text_of(sheet.render()))
    with pytest.raises(UserError, match="notice_field_missing") as caught:
        sheet.render(stamp(sheet))
    assert caught.value.params == {"title": "公示牌", "fields": "联系电话、监督电话"}
    assert draft("F04", head_name=" ").missing == (("head_name", "户主姓名"),)


@pytest.mark.parametrize("kind", ["F03", "FZ"])
def test_what_the_sentence_in_a_code_names_is_never_left_out(kind: str, tmp_path: Path) -> None:
    assert draft(kind, outlet="").missing == (("outlet", "网点名称"),)
    assert draft("F03", "A4-14", outlet="").missing == ()  # its code has no sentence
    sheet = draft(kind)
    (tmp_path / "sheet.pdf").write_bytes(sheet.render(stamp(sheet)))
    assert any("真伪请到白文支行或" in text for text in read_picture(tmp_path / "sheet.pdf"))


def test_a_collection_notice_is_locked_until_the_bank_has_released_it() -> None:
    assert draft("F13", released_by="").missing == (("released_by", "本行法律审核人"),)


def test_a_preview_has_no_number_and_no_code() -> None:
    sheet = draft("F04")
    page = sheet.pages()[0]
    assert not any(isinstance(mark, Symbol) for mark in page.marks)
    assert "预览无编号" in "".join(text_of(sheet.render()))


@pytest.mark.parametrize(
    ("mark", "words"),
    [("void", "作废"), ("archive", "历史留档"), ("review", "公示稿供审核"), ("draft", "草稿")],
)
def test_a_mark_is_printed_over_the_whole_sheet(mark: str, words: str) -> None:
    sheet = draft("F16")
    assert any(plain(text.text) == words for text in shown(sheet) if text.angle) is False
    pages = sheet.pages(stamp(sheet, mark=mark))
    assert all(plain(page.marks[0].text) == words for page in pages)


def test_a_renewal_that_was_used_or_a_household_off_the_list_changes_the_reminder() -> None:
    usual, used, off = (
        plain(draft("F12", **flags).canonical_text)
        for flags in ({}, {"renewal_used": True}, {"off_roster": True})
    )
    assert "五、已不在帮扶名单的" in usual and "提出续贷或展期申请" in usual
    assert "二、您这笔贷款已续贷或展期1次，不能再次办理" in used and "提出续贷" not in used
    assert "二、已不在帮扶名单的" in off and "提出续贷" not in off


@pytest.mark.parametrize("name", [*NAMES, "<b>王</b>&amp;{bank}", "王\n明\t二", "=1+1"])
def test_a_name_is_printed_as_it_is(name: str) -> None:
    sheet = draft("F13", borrower_name=name)
    assert plain(name) in plain("".join(text_of(sheet.render(stamp(sheet)))))


def test_an_emoji_in_a_name_stops_the_sheet_and_is_named() -> None:
    with pytest.raises(UserError, match="glyph_missing") as caught:
        draft("F04", head_name="王\U0001f600")
    assert "U+1F600" in str(caught.value.params["characters"])
    with pytest.raises(UserError, match="glyph_missing"):
        draft("DH", rows=[{**rows("DH", 1)[0], "head_name": "王\U0001f600"}])


def test_a_name_too_long_for_the_paper_is_refused_in_words() -> None:
    with pytest.raises(UserError, match="sheet_overflow"):
        draft("F01", bank="长" * 1500).pages()


def test_long_names_of_bank_and_outlet_shrink_the_text_and_keep_the_code() -> None:
    sheet = draft("F01", bank="中国农业银行股份有限公司" * 5, outlet="白文镇营业网点" * 8)
    made = stamp(sheet)
    assert len(sheet.pages(made)) == 1
    codes = [mark for mark in sheet.pages(made)[0].marks if isinstance(mark, Symbol)]
    assert [len(code.rows) for code in codes] == [69]


def test_slogans_are_checked_like_what_ships() -> None:
    refused = {
        "（）": "slogan_empty",
        "长" * 15: "slogan_long",
        "来贷款！": "slogan_mark",
        "零利息贷款": "notice_word_banned",
    }
    for text, code in refused.items():
        with pytest.raises(UserError, match=code):
            draft("F02", slogan=text)
    assert draft("F02", slogan="").missing == (("slogan", "标语"),)
    assert draft("F02", slogan_clause="").missing == (("slogan_clause", "标语依据"),)
    for _, text, _ in templates().slogans("SX-2026"):
        assert draft("F02", "A4-line", slogan=text).missing == ()


def test_the_text_decides_the_digest_and_the_number_does_not() -> None:
    first, again, other = draft("F04"), draft("F04"), draft("F04", village="东坡村")
    assert first.digest == again.digest == hashlib.sha256(first.canonical_text.encode()).digest()
    assert first.digest != other.digest
    assert "{notice_no}" in first.canonical_text


def test_sentences_come_with_their_citations() -> None:
    cited = dict(draft("F04", pack="CN-2026").clauses())
    sentence = next(text for text in cited if text.startswith("二、"))
    assert cited[sentence] == "金发\u30142026\u30152号 四（一）；后句非政策原文"


def test_many_sheets_are_one_document_and_nothing_is_no_document() -> None:
    pairs = [(draft("F04", head_name=name), None) for name in NAMES]
    assert len(pypdfium2.PdfDocument(bind(pairs, title="走访告知单"))) == len(NAMES)
    with pytest.raises(UserError, match="nothing_to_print"):
        bind([])


def test_a_picture_that_is_none_is_refused(tmp_path: Path) -> None:
    for name, content in (("a.png", b"no picture"), ("b.pdf", b"%PDF-1.4 broken"), ("c.jpg", b"")):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(UserError, match="picture_unreadable"):
            read_picture(path)
    with pytest.raises(UserError, match="picture_unreadable"):
        read_picture(tmp_path / "not-there.png")


def test_a_code_is_read_from_a_photograph(tmp_path: Path) -> None:
    sheet = draft("F04")
    page = pypdfium2.PdfDocument(sheet.render(stamp(sheet)))[0]
    path = tmp_path / "photo.jpg"
    page.render(scale=150 / 72).to_pil().convert("RGB").rotate(3, expand=True).save(
        path, quality=70
    )
    codes = read_picture(path)
    assert len(codes) == 2
    assert codes[0].startswith("【山西临县农村商业银行股份有限公司】帮扶小额信贷走访告知单 单号")
    assert codes[1].startswith("BF1:")


SCRIPT = """
import hashlib, sys
from tests.papers import draft, stamp
for kind in ("F01", "F04", "F05", "F16"):
    sheet = draft(kind)
    print(kind, hashlib.sha256(sheet.render(stamp(sheet))).hexdigest())
"""


def test_the_same_input_gives_the_same_bytes_in_any_process() -> None:
    root = Path(__file__).parent.parent
    answers = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT], cwd=root, check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
        ).stdout
        for seed, zone, locale in (("0", "UTC", "C"), ("12345", "Asia/Shanghai", "C.UTF-8"))
    }  # fmt: skip
    assert len(answers) == 1
    assert len(answers.pop().split()) == 8


def test_the_document_names_itself_and_nobody() -> None:
    document = pypdfium2.PdfDocument(io.BytesIO(draft("F04").render()))
    assert document.get_metadata_value("Title") == "走访告知单"
    assert document.get_metadata_value("Author") == ""


def test_large_print_has_the_receipt_on_a_page_of_its_own() -> None:
    sheet = draft("F04", "A4-18")
    first, second = text_of(sheet.render(stamp(sheet)))
    assert KEY_SENTENCE in plain(first) and "走访告知单" in first
    assert "走访回执" in second and "走访回执" not in first
    assert max(mark.size for mark in shown(sheet) if "意向都不是" in mark.text) == 18
    with pytest.raises(UserError, match="sheet_overflow"):
        draft("F04", "A4-18", bank="长" * 800).pages()


def test_what_a_sheet_says_of_a_person_is_named_before_printing() -> None:
    assert draft("F04").personal() == ["户主姓名", "称呼", "户编号"]
    assert draft("F01").personal() == []
    assert "电话" in draft("DH").personal()
    assert draft("F16W").personal() == ["借款人", "中央贴息（元）", "省级贴息（元）", "合计（元）"]


@pytest.mark.parametrize("kind", ["F01", "F04", "F12", "F16", "F05"])
@given(text=st.text(max_size=70), other=st.text(alphabet="，。（）“”1a　王 ", max_size=40))
@settings(max_examples=15)
def test_whatever_is_typed_is_printed_or_refused_in_words(kind: str, text: str, other: str) -> None:
    given_rows = [{**rows(kind, 1)[0], "head_name": text, "topics": other}]
    try:
        sheet = draft(
            kind, head_name=text, bank=other, outlet=text, township=other, rows=given_rows
        )
        if not sheet.missing:
            sheet.render(stamp(sheet))
    except UserError as refused:
        assert refused.code in {"glyph_missing", "sheet_overflow"}  # noqa: PT017 one of two ways
