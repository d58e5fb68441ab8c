"""Paper under bad conditions: full disks, open files, empty villages, whole townships, markup."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pypdfium2
import pytest

from desktop.errors import UserError
from desktop.printing.scan import read_picture
from desktop.services.desk import Desk
from desktop.services.records.papers import NoticeScope
from desktop.texts import sentence
from tests.papers import draft, stamp

pytest_plugins = ["tests.window_fixtures"]


def slip(desk: Desk) -> NoticeScope:
    return NoticeScope(household_nos=(desk.households.numbers()[0],))


@pytest.mark.parametrize(
    ("fault", "code"), [(errno.ENOSPC, "out_disk_full"), (errno.EACCES, "out_not_writable")]
)
def test_a_full_disk_or_an_open_file_leaves_the_old_file_and_no_number(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int, code: str
) -> None:
    out = tmp_path / "slip.pdf"
    desk.notices.issue("F04", slip(desk), "A4", out=out)
    before, known = out.read_bytes(), len(desk.notices.issued())

    def refuse(*_arguments: object, **_named: object) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(os, "fsync" if code == "out_disk_full" else "replace", refuse)
    with pytest.raises(UserError, match=code) as caught:
        desk.notices.issue("F04", slip(desk), "A4", out=out)
    monkeypatch.undo()
    assert "slip.pdf" in sentence(caught.value.code, caught.value.params)
    assert out.read_bytes() == before and not list(tmp_path.glob("slip.pdf.*"))
    assert len(desk.notices.issued()) == known


def test_a_file_to_be_read_only_and_a_name_that_no_file_has_are_refused_at_once(
    desk: Desk, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.pdf"
    kept.write_bytes(b"%PDF of somebody")
    kept.chmod(0o444)
    known = len(desk.notices.issued())
    for out, code in ((kept, "out_not_writable"), (tmp_path / f"{'长' * 90}.pdf", "out_name")):
        with pytest.raises(UserError, match=code) as caught:
            desk.notices.issue("F04", slip(desk), "A4", out=out)
        assert out.name in sentence(caught.value.code, caught.value.params)
    assert kept.read_bytes() == b"%PDF of somebody" and list(tmp_path.glob("*.pdf*")) == [kept]
    assert len(desk.notices.issued()) == known


def test_an_emoji_in_a_name_stops_the_whole_village_and_names_the_character(desk: Desk) -> None:
    number = desk.households.numbers()[0]
    desk.session.store.execute(
        "UPDATE household SET head_name = ? WHERE household_no = ?", ("王\U0001f600", number)
    )
    village = desk.households.card(number).line.village
    with pytest.raises(UserError, match="glyph_missing_of") as caught:
        desk.notices.draft("F04", NoticeScope(village=village), "A4")
    assert "U+1F600" in str(caught.value.params["characters"])
    assert caught.value.params["no"] == number


@pytest.mark.parametrize("name", ["<b>王</b>&amp;{bank}", "长" * 60, "阿卜杜拉·买买提·艾山"])
def test_markup_and_long_names_are_printed_as_they_are_or_refused_whole(
    desk: Desk, name: str
) -> None:
    number = desk.households.numbers()[0]
    desk.session.store.execute(
        "UPDATE household SET head_name = ? WHERE household_no = ?", (name, number)
    )
    draft = desk.notices.draft("F04", NoticeScope(household_nos=(number,)), "A4")
    assert draft.missing == () and draft.pdf


def test_a_village_without_households_gets_no_sheet_and_says_so(desk: Desk) -> None:
    village = desk.households.villages()[0]
    desk.session.store.execute(
        "UPDATE household SET household_status = 'removed' WHERE division_code = ?",
        (village.division_code,),
    )
    before = len(desk.notices.issued())
    for kind in ("F04", "LX", "PACK"):
        scope = NoticeScope(village=village.division_code)
        with pytest.raises(UserError) as caught:
            desk.notices.issue(kind, scope, "A4")
        assert caught.value.code in {"village_unknown", "sheet_for_nobody", "notice_field_missing"}
    assert len(desk.notices.issued()) == before


def test_a_file_that_was_changed_is_told_from_a_picture_of_the_paper(
    desk: Desk, tmp_path: Path
) -> None:
    out = tmp_path / "slip.pdf"
    desk.notices.issue("F04", slip(desk), "A4", out=out)
    picture = tmp_path / "photo.png"
    pypdfium2.PdfDocument(out)[0].render(scale=150 / 72).to_pil().save(picture)
    assert desk.notices.verify(str(picture)).reason == "genuine"
    assert desk.notices.verify(str(picture)).subject == desk.notices.issued()[0].subject
    out.write_bytes(out.read_bytes() + b"\n")
    found = desk.notices.verify(str(out))
    assert (found.genuine, found.reason) == (False, "notice_file_differs")


def test_a_code_on_the_last_page_of_a_thick_file_is_read(tmp_path: Path) -> None:
    sheet = draft("F08")
    thick, one = pypdfium2.PdfDocument.new(), pypdfium2.PdfDocument(sheet.render(stamp(sheet)))
    for _ in range(25):
        thick.new_page(200, 200)
    thick.import_pages(one)
    thick.save(tmp_path / "thick.pdf")
    assert any("BF1:" in text for text in read_picture(tmp_path / "thick.pdf"))
