"""The code on a sheet: small, signed, and readable by somebody else's program."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.printing import qr

HEAD = qr.header(
    document=4, key_id=300, number=2**63, issued_on=date(2026, 11, 20), unit=65535,
    digest=bytes(range(32)),
)  # fmt: skip
SIGNATURE = bytes(range(64))


def test_the_header_has_25_bytes_and_the_machine_code_138_characters() -> None:
    assert len(HEAD) == 25
    code = qr.payload(HEAD, SIGNATURE)
    assert len(code) == 138
    assert len(qr.machine_symbol(code)) == 41


def test_a_code_comes_back_as_it_was_written() -> None:
    found = qr.parse(qr.payload(HEAD, SIGNATURE))
    assert (found.document, found.key_id, found.number, found.unit) == (4, 300, 2**63, 65535)
    assert found.issued_on == date(2026, 11, 20)
    assert found.digest == bytes(range(8))
    assert (found.header, found.signature) == (HEAD, SIGNATURE)


def test_a_readable_code_is_found_behind_its_sentence() -> None:
    found = qr.parse("某银行 BF1: 说明。" + qr.payload(HEAD, SIGNATURE))
    assert found.header == HEAD


@pytest.mark.parametrize("text", ["", "BF1:", "http://example.test", "BF1:ABC", "BF1:::::", "文字"])
def test_other_codes_are_not_ours(text: str) -> None:
    with pytest.raises(UserError, match="code_not_ours"):
        qr.parse(text)


def test_a_header_of_a_later_version_is_not_ours() -> None:
    with pytest.raises(UserError, match="code_not_ours"):
        qr.parse(qr.payload(b"\x02" + HEAD[1:], SIGNATURE))


@given(st.binary(max_size=100))
def test_base45_loses_nothing(data: bytes) -> None:
    assert qr.unbase45(qr.base45(data)) == data


def test_base45_is_that_of_the_standard() -> None:
    assert qr.base45(b"AB") == "BB8"
    assert qr.base45(b"base-45") == "UJCLQE7W581"


def test_a_check_code_has_no_look_alikes_and_forgives_how_it_is_typed() -> None:
    code = qr.check_code(HEAD, SIGNATURE)
    assert re.fullmatch(r"[34679ACDEFGHJKMNPQRTUVWXY]{4}-[34679ACDEFGHJKMNPQRTUVWXY]{4}", code)
    assert qr.typed_code(f" {code.lower().replace('-', ' ')} ") == code
    assert not qr.typed_code("1234-5678")
    assert not qr.typed_code(code[:-1])


def test_a_sentence_too_long_gives_way_to_a_shorter_one() -> None:
    code = qr.payload(HEAD, SIGNATURE)
    short = qr.readable_symbol(("短句。",), code)
    assert len(short) == 69
    assert qr.readable_symbol(("长" * 200, "短句。"), code) == short
    assert len(qr.readable_symbol(("长" * 85,), code)) == 73
    assert len(qr.readable_symbol(("长" * 200,), code)) == 41
