"""A file is looked at before it is unpacked: what could hurt is refused in a sentence."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.errors import UserError
from desktop.sheets.look import look
from desktop.sheets.reader import read
from tests.sheet_files import DATA, ROSTER_HEAD, SYNONYMS, cells, person, write_book

SHEET = "xl/worksheets/sheet1.xml"
FAR = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>.</t></is></c></row>'
Change = Callable[[bytes], bytes]


def repack(source: Path, target: Path, name: str, change: Change, **add: bytes) -> Path:
    """A copy of a workbook with one part changed and others added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            body = old.read(part)
            new.writestr(part, change(body) if part == name else body)
        for part, body in add.items():
            new.writestr(part.replace("__", "/").replace("_xml", ".xml"), body)
    return target


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_book(tmp_path / "book.xlsx", [ROSTER_HEAD, person()])


def refused(path: Path) -> str:
    with pytest.raises(UserError) as refusal:
        read(path, "roster", SYNONYMS)
    assert refusal.value.params["file"] == path.name
    return refusal.value.code


FAR_CELLS = {
    "in its place": FAR,
    "with quotes of the other kind": FAR.replace(b'"', b"'"),
    "with other attributes first": FAR.replace(b"<c r=", b'<c s="1" r='),
    "with a prefix": FAR.replace(b"<row", b"<x:row").replace(b"<c ", b"<x:c "),
    "in a row that says it is another": FAR.replace(b'row r="1048576"', b'row r="3"'),
    "with a line feed in the tag": FAR.replace(b"<c ", b"<c\n"),
    "inside two letters": FAR.replace(b"XFD1048576", b"BZ99999"),
    "in many columns": FAR.replace(b"XFD1048576", b"ZZ40000"),
}


@pytest.mark.parametrize("how", FAR_CELLS)
def test_a_far_cell_is_refused_however_it_is_written(book: Path, tmp_path: Path, how: str) -> None:
    def change(body: bytes) -> bytes:
        return body.replace(b"</sheetData>", FAR_CELLS[how] + b"</sheetData>")

    path = repack(book, tmp_path / "far.xlsx", SHEET, change)
    assert refused(path) == "file_used_range_too_large"


def test_a_far_cell_above_the_others_is_refused_too(book: Path, tmp_path: Path) -> None:
    def change(body: bytes) -> bytes:
        return body.replace(b"<sheetData>", b"<sheetData>" + FAR)

    assert (
        refused(repack(book, tmp_path / "far.xlsx", SHEET, change)) == "file_used_range_too_large"
    )


def test_cells_without_addresses_are_counted(book: Path, tmp_path: Path) -> None:
    def one_long_row_and_many(body: bytes) -> bytes:
        rows = (
            b"<row>" + b"<c><v>1</v></c>" * 5000 + b"</row>" + b"<row><c><v>1</v></c></row>" * 3000
        )
        return body.replace(b"</sheetData>", rows + b"</sheetData>")

    path = repack(book, tmp_path / "far.xlsx", SHEET, one_long_row_and_many)
    assert refused(path) == "file_used_range_too_large"


def test_formats_far_out_without_values_do_no_harm(book: Path, tmp_path: Path) -> None:
    def change(body: bytes) -> bytes:
        far = b'<row r="1048576" hidden="1"><c r="XFD1048576" s="1"/></row>'
        return body.replace(b"</sheetData>", far + b"</sheetData>")

    report = read(repack(book, tmp_path / "a.xlsx", SHEET, change), "roster", SYNONYMS)
    assert report.imported_rows == 1
    assert report.hidden_rows == (1048576,)


def test_hidden_rows_and_columns_are_read_like_any_other(book: Path, tmp_path: Path) -> None:
    def change(body: bytes) -> bytes:
        columns = b'<cols><col min="4" max="5" width="9" hidden="1"/></cols><sheetData>'
        return body.replace(b"<sheetData>", columns).replace(
            b'<row r="2"', b'<row r="2" hidden="true"'
        )

    report = read(repack(book, tmp_path / "a.xlsx", SHEET, change), "roster", SYNONYMS)
    assert report.hidden_rows == (2,)
    assert [column.letter for column in report.columns if column.hidden] == ["D", "E"]
    assert report.imported_rows == 1


@pytest.mark.parametrize(
    "part", ["xl/sharedStrings.xml", "xl/workbook.xml", SHEET, "xl/styles.xml"]
)
def test_a_document_type_is_damage_in_any_part(book: Path, tmp_path: Path, part: str) -> None:
    def change(body: bytes) -> bytes:
        return body.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1)

    assert refused(repack(book, tmp_path / "a.xlsx", part, change)) == "file_damaged"


def test_a_wrong_checksum_is_damage(book: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(book) as zipped:
        info = zipped.getinfo(SHEET)
    body = bytearray(book.read_bytes())
    crc = struct.pack("<I", info.CRC)
    at = body.rfind(crc)  # in the directory at the end
    body[at] ^= 0xFF
    path = tmp_path / "a.xlsx"
    path.write_bytes(body)
    assert refused(path) == "file_damaged"


def test_a_size_that_lies_is_damage(book: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(book) as zipped:
        info = zipped.getinfo(SHEET)
    body = bytearray(book.read_bytes())
    at = body.rfind(struct.pack("<III", info.CRC, info.compress_size, info.file_size))
    body[at + 8 : at + 12] = struct.pack("<I", 100)
    path = tmp_path / "a.xlsx"
    path.write_bytes(body)
    assert refused(path) == "file_damaged"


def test_a_sheet_that_is_no_xml_is_damage(book: Path, tmp_path: Path) -> None:
    for part in (SHEET, "xl/workbook.xml"):
        path = repack(book, tmp_path / "a.xlsx", part, lambda _: b"<broken")
        assert refused(path) == "file_damaged"


def test_macros_and_links_are_refused_by_their_parts(book: Path, tmp_path: Path) -> None:
    macros = repack(book, tmp_path / "a.xlsx", "", bytes, xl__macrosheets__sheet1_xml=b"<x/>")
    links = repack(book, tmp_path / "b.xlsx", "", bytes, xl__externalLinks__link1_xml=b"<x/>")
    assert refused(macros) == "file_has_macros"
    assert refused(links) == "file_has_external_links"


def test_days_of_a_book_that_counts_from_1904_are_right(tmp_path: Path) -> None:
    rows = [[*ROSTER_HEAD, "首次识别时间"], [*person(), 42890]]
    path = write_book(tmp_path / "a.xlsx", rows, date_1904=True)
    assert look(path).starts_1904
    report = read(path, "roster", SYNONYMS)
    assert str(report.imported[0].values["first_identified_on"]) == "2021-06-05"


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("a.xls", b"<html><body>no table</body></html>", "file_wrong_kind"),
        ("a.xlsx", b"plain words and nothing else", "file_wrong_kind"),
        ("a.xlsx", b"\x00\x01\x02\x03, binary", "file_wrong_kind"),
        ("a.xls", b'<?xml version="1.0"?><Workbook></Workbook>', "file_wrong_kind"),
        ("a.csv", b"\xff\xff\xff,\x81\n" * 9, "file_damaged"),
        ("a.xlsx", b"PK\x05\x06" + b"\0" * 18, "file_wrong_kind"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, "file_damaged"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, body: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    assert refused(path) == code


# .xls --------------------------------------------------------------------------------------------
OLD = DATA / "formats" / "roster_biff8.xls"


def records(body: bytes) -> dict[int, int]:
    """The offset of the last record of each kind in the book's stream (one run of sectors)."""
    start = body.find(b"\x09\x08")
    found, at = {}, start
    while at + 4 <= len(body):
        kind, size = struct.unpack_from("<HH", body, at)
        if kind == 0 and size == 0:
            break
        found[kind] = at
        at += 4 + size
    return found


def patched(tmp_path: Path, kind: int, put: bytes, offset: int = 0) -> Path:
    body = bytearray(OLD.read_bytes())
    at = records(bytes(body))[kind] + offset
    body[at : at + len(put)] = put
    path = tmp_path / "old.xls"
    path.write_bytes(body)
    return path


def test_a_far_cell_of_an_old_book_is_refused(tmp_path: Path) -> None:
    path = patched(tmp_path, 0x00FD, struct.pack("<HH", 65535, 255), 4)
    assert refused(path) == "file_used_range_too_large"


def test_an_old_book_with_a_password_is_refused(tmp_path: Path) -> None:
    assert refused(patched(tmp_path, 0x0042, struct.pack("<H", 0x002F))) == "file_encrypted"


def test_an_old_book_that_counts_from_1904_is_seen(tmp_path: Path) -> None:
    assert look(patched(tmp_path, 0x0022, b"\x01\x00", 4)).starts_1904


def test_an_old_book_with_a_link_is_refused(tmp_path: Path) -> None:
    path = patched(tmp_path, 0x0031, struct.pack("<H", 0x01AE))  # the last font becomes a link
    assert refused(path) == "file_has_external_links"


@pytest.mark.parametrize(
    ("name", "code"),
    [("_VBA_PROJECT_CUR", "file_has_macros"), ("EncryptedPackage", "file_encrypted")],
)
def test_an_old_book_is_refused_by_what_lies_beside_it(
    tmp_path: Path, name: str, code: str
) -> None:
    body = bytearray(OLD.read_bytes())
    directory = (struct.unpack_from("<I", body, 48)[0] + 1) * 512
    written = name.encode("utf-16-le")
    at = directory + 3 * 128
    body[at : at + len(written)] = written
    struct.pack_into("<H", body, at + 64, len(written) + 2)
    path = tmp_path / "old.xls"
    path.write_bytes(body)
    assert refused(path) == code


def test_a_word_document_of_old_is_no_table(tmp_path: Path) -> None:
    body = OLD.read_bytes().replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le"))
    path = tmp_path / "old.xls"
    path.write_bytes(body)
    assert refused(path) == "file_wrong_kind"


@pytest.mark.parametrize("keep", [600, 5000, 20000])
def test_an_old_book_that_was_cut_off_is_damaged(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(OLD.read_bytes()[:keep])
    assert refused(path) in {"file_damaged", "file_wrong_kind"}


def test_sectors_that_run_in_a_circle_end(tmp_path: Path) -> None:
    body = bytearray(OLD.read_bytes())
    table = (struct.unpack_from("<I", body, 76)[0] + 1) * 512
    body[table : table + 512] = struct.pack("<128I", *([0] * 128))
    path = tmp_path / "old.xls"
    path.write_bytes(body)
    assert refused(path) == "file_damaged"


# text --------------------------------------------------------------------------------------------
def text_file(tmp_path: Path, name: str, text: str, encoding: str) -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_is_read_in_every_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    row = [str(cell) for cell in person(姓名="李㛃")]
    text = "\r\n".join(delimiter.join(line) for line in (ROSTER_HEAD, row))
    report = read(text_file(tmp_path, "a.csv", text, encoding), "roster", SYNONYMS)
    assert report.imported[0].values["name"] == "李㛃"


def test_quotes_commas_and_line_feeds_inside_cells_are_kept(tmp_path: Path) -> None:
    head = [*ROSTER_HEAD, "致贫原因"]
    row = [*(str(cell) for cell in person()), '"因病,\n""大病"""']
    text = "\n".join(",".join(line) for line in (head, row))
    report = read(text_file(tmp_path, "a.csv", text, "utf-8"), "roster", SYNONYMS)
    assert report.imported[0].values["risk_cause"] == '因病,\n"大病"'


def test_an_html_table_with_spans_is_read_like_a_merged_sheet(tmp_path: Path) -> None:
    def row(cells: list[object], tag: str = "td") -> str:
        return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"

    second = person(户编号="14112410000014", 姓名="甲&#183;乙", 证件号码="149999198612184741")
    text = (
        f"<html><table><tr><td colspan=8>名单<br>2026</td></tr>{row([*ROSTER_HEAD], 'th')}"
        f"<tr><td rowspan='2'>三交镇</td>{row(person()[1:])[4:]}{row(second[1:])}"
        "</table><table><tr><td>another</td></tr></table></html>"
    )
    report = read(text_file(tmp_path, "a.xls", text, "utf-8"), "roster", SYNONYMS)
    assert [record.values["township"] for record in report.imported] == ["三交镇", "三交镇"]
    assert report.imported[1].values["name"] == "甲·乙"
    assert [(run.first_row, run.last_row, run.merged) for run in report.filled_down] == [
        (3, 4, True)
    ]


def test_spans_that_cover_everything_do_not_eat_the_memory(tmp_path: Path) -> None:
    cell = "<td rowspan=65536 colspan=16384>x</td>"
    text = f"<html><table>{f'<tr>{cell * 50}</tr>' * 50}</table></html>"
    assert refused(text_file(tmp_path, "a.xls", text, "utf-8")) == "file_damaged"


def test_one_wide_row_over_many_short_ones_is_refused(tmp_path: Path) -> None:
    text = "a," * 2000 + "\n" + "a\n" * 5000
    path = text_file(tmp_path, "a.csv", text, "utf-8")
    assert refused(path) == "file_used_range_too_large"


def test_a_file_never_changes_by_being_read(book: Path) -> None:
    before = book.read_bytes()
    read(book, "roster", SYNONYMS)
    assert book.read_bytes() == before
    assert cells(book)[1][3] == "秦占平"
