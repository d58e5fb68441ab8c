"""Forms: blank with a number of their own or filled from the ledger, bands kept together."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from msgspec.structs import replace

from db import notices as register
from db.ids import uuid7
from desktop.errors import UserError
from desktop.printing import qr
from desktop.printing.drafts import Draft, compose
from desktop.printing.ink import MM, Rule, Text
from desktop.printing.scan import read_picture
from desktop.services.desk import Desk
from desktop.services.records.lending import LoanFilter
from desktop.services.records.papers import NoticeScope, PaperBack
from tests.papers import NAMES, fonts, rows, stamp, templates, values

pytest_plugins = ["tests.window_fixtures"]

BLANKS = [sheet.kind for sheet in templates().sheets.values() if sheet.blank is not None]
FORMS = [kind for kind in BLANKS if templates().sheet(kind).family == "form"]
SIGNED = [
    (kind, [line.label for line in templates().sheet(kind).lines if line.role == "sign"])
    for kind in FORMS
]


def form(kind: str, *, blank: bool = False, pack: str = "SX-2026", **changed: object) -> Draft:
    given = {**values(), "rows": rows(kind, 3), **changed}
    return compose(
        kind, "A4", given, templates=templates(), fonts=fonts(), pack_id=pack, blank=blank
    )


def texts(sheet: Draft) -> list[list[str]]:
    """What is set, page by page."""
    return [
        [mark.text for mark in page.marks if isinstance(mark, Text)]
        for page in sheet.pages(stamp(sheet))
    ]


def printed(sheet: Draft) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(sheet.render(stamp(sheet)))


def plain(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("kind", BLANKS)
def test_a_blank_says_whose_office_it_is_and_nothing_of_anybody(kind: str) -> None:
    sheet = form(kind, blank=True)
    assert sheet.missing == () and sheet.personal() == []
    found = plain("".join("".join(page) for page in texts(sheet)))
    personal = ("王𬱖明", "阿卜杜拉", "1499990012345", "0456", "50,000", "养羊")
    assert not [one for one in personal if one in found]
    assert "141124-A-2026-00123" in found


@pytest.mark.parametrize("kind", BLANKS)
def test_the_code_of_a_blank_is_read_from_its_picture(kind: str, tmp_path: Path) -> None:
    sheet = form(kind, blank=True)
    path = tmp_path / "blank.png"
    pages = pypdfium2.PdfDocument(sheet.render(stamp(sheet)))
    for page in pages:
        page.render(scale=2).to_pil().save(path)
        codes = [code for code in read_picture(path) if "BF1:" in code]
        if codes:
            break
    assert qr.parse(codes[0]).digest == sheet.digest[:8]


def test_a_sheet_that_is_no_form_has_no_blank() -> None:
    with pytest.raises(UserError, match="notice_blank_none"):
        form("F12", blank=True)


@pytest.mark.parametrize(("kind", "places"), SIGNED)
@pytest.mark.parametrize("length", [0, 900, 2600, 5200])
def test_places_to_sign_stand_together_under_something_of_the_form(
    kind: str, places: list[str], length: int
) -> None:
    sheet = form(
        kind, **dict.fromkeys(("purpose", "place"), "养羊、种植玉米谷子，" * (length // 10))
    )
    pages = texts(sheet)
    (signed,) = [page for page in pages if any(label in page for label in places)]
    assert [text for text in signed if text in places] == places
    alone = {*places, *(line.text for line in sheet.lines if line.role in {"section", "foot"})}
    *body, _foot = signed
    assert [text for text in body if text not in alone and "__月__日" not in text]


def test_blanks_are_numbered_one_by_one_and_about_nobody(desk: Desk) -> None:
    desk.settings.set({"bank": ""})
    issued = desk.notices.issue("F11", NoticeScope(blank=True, copies=3), "A4")
    assert len(set(issued.notice_nos)) == 3
    lines = {one.notice_no: one for one in desk.notices.issued()}
    assert {lines[no].subject for no in issued.notice_nos} == {"空白"}
    assert all(desk.notices.verify(no).genuine for no in issued.notice_nos)
    for copies in (0, 101):
        with pytest.raises(UserError, match="copies_wrong"):
            desk.notices.issue("F11", NoticeScope(blank=True, copies=copies), "A4")


@pytest.mark.parametrize(
    ("kind", "nothing", "not_named"),
    [
        ("F11", "no_loan_running", "inspection_not_named"),
        ("F14", "no_loan_running", "renewal_not_named"),
        ("F20", "no_claim_standing", "claim_not_named"),
        ("F21", "no_recovery_standing", "recovery_not_named"),
    ],
)
def test_a_filled_form_without_its_record_is_stopped_in_one_sentence_and_a_blank_is_not(
    desk: Desk, kind: str, nothing: str, not_named: str
) -> None:
    borrowers = {line.household_no for line in desk.loans.listed(LoanFilter()).lines}
    number = next(one for one in desk.households.numbers() if one not in borrowers)
    for scope, code in (
        (NoticeScope(household_nos=(number,)), nothing),
        (NoticeScope(), not_named),
    ):
        for ask in (desk.notices.draft, desk.notices.issue):
            with pytest.raises(UserError, match=code):
                ask(kind, scope, "A4")
    assert not desk.notices.issued()
    assert desk.notices.draft(kind, NoticeScope(blank=True), "A4").missing == ()


def blank_of(desk: Desk, kind: str = "F11") -> str:
    return desk.notices.issue(kind, NoticeScope(blank=True), "A4").notice_nos[0]


def a_loan(desk: Desk) -> tuple[str, str]:
    """A household and the number of its loan."""
    line = desk.loans.listed(LoanFilter(state="live"), limit=1).lines[0]
    return line.household_no, line.loan_no


def test_a_signed_blank_is_kept_with_the_loan_that_it_is_about(desk: Desk) -> None:
    number, (house, loan) = blank_of(desk), a_loan(desk)
    assert desk.notices.paper(number[-5:]).returned_on is None
    back = desk.notices.take_back(PaperBack(text=number, record_no=loan, note="夹在贷款档案"))
    assert (back.about, back.household_no, back.record_no) == ("loan", house, loan)
    assert desk.notices.paper(number) == back and back.returned_on == desk.today()
    assert number in [one.notice_no for one in desk.households.card(house).notices]
    line = next(one for one in desk.notices.issued() if one.notice_no == number)
    assert line.returned_on == desk.today()
    with pytest.raises(UserError, match="form_back_already"):
        desk.notices.take_back(PaperBack(text=number, record_no=loan))
    other = next(one for one in desk.households.numbers() if one != house)
    again = desk.notices.take_back(PaperBack(text=number, household_no=other, again=True))
    assert (again.household_no, again.record_no) == (other, "")


def test_the_last_digits_mean_the_paper_printed_here_before_those_of_other_desks(
    desk: Desk,
) -> None:
    number, store = blank_of(desk), desk.session.store
    mine = register.by_no(store, number)
    assert mine is not None
    others = [
        replace(
            mine,
            id=uuid7(desk.session.clock()),
            notice_no=f"141124-{letter}-2026-{tail}",
            check_code=letter * 8,
        )
        for letter, tail in (("Z", number[-5:]), ("Z", "77777"), ("Y", "77777"))
    ]
    register.issue(store, "县里", others)
    assert desk.notices.paper(number[-5:]).notice_no == number
    with pytest.raises(UserError, match="form_several"):
        desk.notices.paper("77777")


def test_a_filled_form_knows_whose_it_is_and_stays_so(desk: Desk, tmp_path: Path) -> None:
    house, _ = a_loan(desk)
    out = tmp_path / "form.pdf"
    issued = desk.notices.issue("F11", NoticeScope(household_nos=(house,)), "A4", out)
    other = next(one for one in desk.households.numbers() if one != house)
    with pytest.raises(UserError, match="form_of_another"):
        desk.notices.take_back(PaperBack(text=issued.notice_nos[0], household_no=other))
    code = next(one for one in read_picture(out) if "BF1:" in one)
    back = desk.notices.take_back(PaperBack(text=code))
    assert (back.household_no, back.record_no) == (house, desk.notices.paper(code).record_no)
    assert back.record_no


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (PaperBack(text="141124-A-2026-99999"), "form_unknown"),
        (PaperBack(text=" "), "form_unknown"),
        (PaperBack(text="BF1:ABC"), "slip_not_ours"),
        (PaperBack(text="{no}"), "form_whose"),
        (PaperBack(text="{no}", household_no="1"), "household_unknown"),
        (PaperBack(text="{no}", record_no="没有这笔"), "loan_unknown"),
        (PaperBack(text="{no}", returned_on=date(2099, 1, 1)), "day_in_future"),
        (PaperBack(text="{no}", returned_on=date(2020, 1, 1)), "form_before_print"),
    ],
)
def test_a_paper_that_cannot_be_is_not_taken_back(desk: Desk, given: PaperBack, code: str) -> None:
    number = blank_of(desk)
    with pytest.raises(UserError, match=code):
        desk.notices.take_back(replace(given, text=given.text.format(no=number)))
    assert desk.notices.paper(number).returned_on is None


def test_only_forms_come_back_and_none_that_was_voided(desk: Desk) -> None:
    number = blank_of(desk)
    desk.notices.void(number, "印坏了")
    slip = desk.notices.issue(
        "F04", NoticeScope(household_nos=(desk.households.numbers()[0],)), "A4"
    )
    for text, code in ((number, "form_voided"), (slip.notice_nos[0], "form_none")):
        with pytest.raises(UserError, match=code):
            desk.notices.take_back(PaperBack(text=text))


@pytest.mark.parametrize("kind", ["F09", "F20"])
@pytest.mark.parametrize("count", [0, 1, 500])
def test_a_list_inside_a_form_loses_no_row_and_repeats_its_heading(kind: str, count: int) -> None:
    given = [
        {**rows(kind, 1)[0], "item": NAMES[place % 6], "lender": NAMES[place % 6]}
        for place in range(count)
    ]
    sheet = form(kind, rows=given)
    pages = texts(sheet)
    alike = form(kind, rows=rows(kind, count))
    for page in (*sheet.pages(stamp(sheet)), *alike.pages(stamp(alike))):
        *body, foot = (mark for mark in page.marks if isinstance(mark, Text))
        lowest = [mark.y for mark in body] + [m.to_y for m in page.marks if isinstance(m, Rule)]
        assert min(lowest) > foot.y + foot.size
    numbers = [text for page in pages for text in page if text.isdecimal() and len(text) < 4]
    wanted = [str(one["seq"]) for one in sheet.raw_rows]
    assert [one for one in numbers if one in set(wanted)][-len(wanted) :] == wanted
    heads = [page.count("序号") for page in pages]
    assert max(heads) == 1 and sum(heads) == len(
        [page for page in pages if "序号" in page or set(page) & set(wanted)]
    )
    found = plain("".join(page.get_textpage().get_text_range() for page in printed(sheet)))
    assert all(plain(name) in found for name in NAMES[: min(count, 6)])


def test_the_name_of_a_place_to_sign_stands_on_one_line_and_no_choice_is_parted() -> None:
    for kind in BLANKS:
        sheet = form(kind, blank=True)
        found = [text for page in texts(sheet) for text in page]
        lines = templates().sheet(kind).lines
        names = {line.label for line in lines if line.role in {"sign", "list_seal"} and line.label}
        assert names <= set(found), kind
    claim = [text for page in texts(form("F20", blank=True)) for text in page]
    assert any(text.endswith("用途核查（无户贷企用）") for text in claim)


def test_a_claim_says_no_share_of_its_own_that_the_county_may_have_laid_down_otherwise() -> None:
    (page, _) = texts(form("F20", blank=True))
    assert {"风险补偿金承担", "银行承担（元）"} == {text for text in page if "承担" in text}
    assert any("按县里现行的比例" in text for text in page)


def test_every_place_to_seal_holds_a_seal_of_42_millimetres() -> None:
    for one in templates().sheets.values():
        high = [line.high for line in one.lines if line.role == "sign" and "盖章" in line.label]
        assert all(millimetres >= 45 for millimetres in high), one.kind
    sheet = form("F28", rows=rows("F28", 1))
    (page,) = sheet.pages(stamp(sheet))
    (name,) = [mark for mark in page.marks if getattr(mark, "text", "") == "村民委员会（盖章）"]
    below = [mark.y for mark in page.marks if "__日" in getattr(mark, "text", "")]
    assert name.y - max(y for y in below if y < name.y) > 36 * MM


@pytest.mark.parametrize("count", range(24, 34))
def test_no_page_has_only_one_row_of_a_list(count: int) -> None:
    sheet = form("LZ", rows=rows("LZ", count))
    for page in texts(sheet):
        shown = [text for text in page if text.isdecimal() and len(text) < 3]
        assert len(shown) != 1


def test_a_block_that_is_written_in_stays_on_one_page_of_the_blank_report() -> None:
    (page,) = [page for page in texts(form("F25", blank=True)) if "存在问题" in page]
    assert {"五、问题、建议和案例", "意见建议", "案例（不写姓名）"} <= set(page)


def test_a_booklet_is_folded_in_the_middle_of_its_paper() -> None:
    sheet = form("F24", rows=rows("F24", 3))
    page = sheet.pages(stamp(sheet))[0]
    assert (page.width, page.height) == (297 * MM, 210 * MM)
    (cover,) = [mark for mark in page.marks if getattr(mark, "text", "") == "金融产品手册"]
    assert cover.x > page.width / 2


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["F07", "F11"])
def test_the_longest_names_are_printed_whole(kind: str, name: str) -> None:
    sheet = form(kind, applicant_name=name, borrower_name=name, head_name=name)
    assert name in "".join(mark for page in texts(sheet) for mark in page)


def test_a_name_without_a_glyph_stops_the_form_and_is_named() -> None:
    with pytest.raises(UserError, match="glyph_missing") as caught:
        form("F07", applicant_name="王\U0001f600")
    assert "U+1F600" in str(caught.value.params["characters"])
