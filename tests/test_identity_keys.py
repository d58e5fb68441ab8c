"""Keys, certificates and the county's list of devices: believed only as far as signed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.exchange import whisper
from desktop.exchange.identity import (
    Certificate,
    County,
    DeviceKeys,
    DeviceRoster,
    Introduction,
    Role,
    fingerprint,
    follow_roots,
    key_id,
    new_sealing_key,
    recipient_of,
    renew_root,
    token_id,
    verify,
)
from desktop.exchange.identity.signed import open_statement, sign_statement
from tests.bundles import INCARNATION, LAPTOP, NOW, STREAM

ROOT = DeviceKeys.generate()
DEVICE = DeviceKeys.generate()
SECOND = "b2" * 16


def county_of(root: DeviceKeys) -> County:
    return County(code="149999", fingerprint=fingerprint(root.public().signing))


def issue(root: DeviceKeys = ROOT, **changes: object) -> bytes:
    values: dict[str, object] = {
        "serial": 3,
        "device": LAPTOP,
        "incarnation": INCARNATION,
        "officer": "王小明",
        "role": Role.OFFICER,
        "bank": "某某农商行",
        "townships": ["149999001", "149999002"],
        "letter": "C",
        "public": DEVICE.public(),
        "county": county_of(root),
        "issued_at": NOW,
        "expires_on": date(2028, 11, 20),
    }
    return Certificate.issue(root, **(values | changes))


def refused(call: object) -> str:
    with pytest.raises(UserError) as error:
        call()
    return error.value.code


def test_keys_survive_the_ledger() -> None:
    again = DeviceKeys.from_bytes(DEVICE.to_bytes())
    assert again == DEVICE
    assert again.public() == DEVICE.public()


@pytest.mark.parametrize("blob", [b"", b"x", msgspec.msgpack.encode((1, bytes(32), "no key"))])
def test_damaged_keys_are_named(blob: bytes) -> None:
    assert refused(lambda: DeviceKeys.from_bytes(blob)) == "device_keys_damaged"


def test_secret_keys_do_not_show_in_a_log() -> None:
    assert "AGE-SECRET" not in repr(DEVICE)
    assert repr(DEVICE) == "DeviceKeys(secret)"


@given(st.binary(max_size=300), st.binary(max_size=80))
def test_only_the_signature_of_exactly_this_data_is_good(data: bytes, other: bytes) -> None:
    public, signature = DEVICE.public().signing, DEVICE.sign(data)
    assert len(signature) == 64
    assert verify(public, data, signature)
    assert verify(public, other, signature) == (other == data)
    assert not verify(public, data, other)
    assert not verify(ROOT.public().signing, data, signature)
    assert not verify(b"short", data, signature)


def test_a_sealing_key_can_stand_alone() -> None:
    identity, recipient = new_sealing_key()
    assert recipient_of(identity) == recipient
    assert len(key_id(recipient)) == 16
    assert DEVICE.public().key_id == key_id(DEVICE.public().sealing)
    assert DEVICE.public().fingerprint == fingerprint(DEVICE.public().signing)


def test_a_certificate_says_who_as_what_where_and_until_when() -> None:
    certificate = Certificate.open(issue(), ROOT.public().signing, on=date(2028, 11, 20))
    assert (certificate.officer, certificate.role) == ("王小明", Role.OFFICER)
    assert certificate.townships == ("149999001", "149999002")
    assert (certificate.device, certificate.incarnation) == (LAPTOP, INCARNATION)
    assert certificate.public == DEVICE.public()
    assert certificate.county == county_of(ROOT)
    assert (certificate.issued_at, certificate.expires_on) == (NOW, date(2028, 11, 20))


@pytest.mark.parametrize("role", list(Role))
def test_every_desk_has_its_role(role: Role) -> None:
    blob = issue(role=role.value)
    assert Certificate.open(blob, ROOT.public().signing).role is role


def test_an_unknown_role_is_not_certified() -> None:
    with pytest.raises(ValueError, match="mayor"):
        issue(role="mayor")


def test_an_expired_certificate_is_named_with_its_day() -> None:
    with pytest.raises(UserError) as error:
        Certificate.open(issue(), ROOT.public().signing, on=date(2028, 11, 21))
    assert error.value.code == "certificate_expired"
    assert error.value.params == {"officer": "王小明", "day": "2028-11-20"}


def test_another_countys_certificate_is_foreign_and_a_forged_one_invalid() -> None:
    other, public = DeviceKeys.generate(), ROOT.public().signing
    assert refused(lambda: Certificate.open(issue(other), public)) == "certificate_foreign"
    forged = issue(other, county=county_of(ROOT))
    assert refused(lambda: Certificate.open(forged, public)) == "certificate_invalid"


def test_statements_cannot_be_swapped_for_one_another() -> None:
    body = msgspec.msgpack.encode({"serial": 1})
    for blob in (sign_statement("roster", body, ROOT), sign_statement("certificate", body, ROOT)):
        code = refused(lambda b=blob: Certificate.open(b, ROOT.public().signing))
        assert code == "certificate_invalid"
    signed = sign_statement("roster", body, ROOT)
    assert open_statement("roster", signed, [ROOT.public().signing]) == body
    assert open_statement("certificate", signed, [ROOT.public().signing]) is None
    assert open_statement("roster", b"junk", [ROOT.public().signing]) is None


CERTIFICATE = issue()


@given(st.integers(0, len(CERTIFICATE) - 1), st.integers(1, 255))
def test_any_changed_byte_of_a_certificate_is_refused(at: int, change: int) -> None:
    changed = bytearray(CERTIFICATE)
    changed[at] ^= change
    code = refused(lambda: Certificate.open(bytes(changed), ROOT.public().signing))
    assert code in {"certificate_invalid", "certificate_foreign"}


def roster(root: DeviceKeys = ROOT) -> DeviceRoster:
    empty = DeviceRoster(county=county_of(root).fingerprint, version=0, issued_at=NOW)
    return empty.with_device(issue(root), LAPTOP, NOW)


def test_the_list_travels_signed_and_names_the_key_to_expect() -> None:
    opened = DeviceRoster.open(roster().sign(ROOT), ROOT.public().signing)
    assert opened == roster()
    assert opened.version == 1
    signer = opened.signer(LAPTOP)
    assert signer is not None
    assert (signer.key, signer.cutoffs) == (DEVICE.public().signing, None)
    assert signer.believes("any", 10**9)
    assert opened.signer(SECOND) is None
    assert opened.certificate(SECOND) is None


def test_a_revoked_device_keeps_its_cut_off_per_stream() -> None:
    later = NOW + timedelta(days=3)
    revoked = roster().with_device(issue(device=SECOND), SECOND, NOW)
    revoked = revoked.revoke(LAPTOP, {STREAM: 12}, later)
    opened = DeviceRoster.open(revoked.sign(ROOT), ROOT.public().signing)
    line, signer, other = opened.find(LAPTOP), opened.signer(LAPTOP), opened.signer(SECOND)
    assert line is not None and (line.state, line.revoked_at) == ("revoked", later)
    assert signer is not None and other is not None
    assert (signer.believes(STREAM, 12), signer.believes(STREAM, 13)) == (True, False)
    assert not signer.believes("another", 1)
    assert other.cutoffs is None
    assert opened.version == 3


def test_a_renewed_certificate_takes_the_place_of_the_old_one() -> None:
    newer = roster().with_device(issue(serial=9), LAPTOP, NOW)
    assert len(newer.devices) == 1
    certificate = newer.certificate(LAPTOP)
    assert certificate is not None and certificate.serial == 9


def test_a_list_of_another_county_or_with_a_wrong_signature_is_refused() -> None:
    other, public = DeviceKeys.generate(), ROOT.public().signing
    foreign = roster(other).sign(other)
    forged = roster().sign(other)
    assert refused(lambda: DeviceRoster.open(foreign, public)) == "roster_foreign"
    assert refused(lambda: DeviceRoster.open(forged, public)) == "roster_invalid"
    junk = sign_statement("roster", b"junk", ROOT)
    for blob in (b"", junk):
        assert refused(lambda b=blob: DeviceRoster.open(b, public)) == "roster_invalid"


def test_a_list_with_a_certificate_of_another_device_is_refused() -> None:
    wrong = roster().with_device(issue(), SECOND, NOW).sign(ROOT)
    unsigned = roster().with_device(b"junk", SECOND, NOW).sign(ROOT)
    for blob in (wrong, unsigned):
        code = refused(lambda b=blob: DeviceRoster.open(b, ROOT.public().signing))
        assert code == "roster_invalid"


def test_a_renewed_root_is_followed_by_all_who_trusted_the_old_one() -> None:
    second, third = DeviceKeys.generate(), DeviceKeys.generate()
    list_ = roster().with_root(renew_root(ROOT, second.public().signing, NOW), NOW)
    list_ = list_.with_root(renew_root(second, third.public().signing, NOW), NOW)
    fresh = issue(third, device=SECOND, county=county_of(ROOT))
    list_ = list_.with_device(fresh, SECOND, NOW)
    blob = list_.sign(third)
    opened = DeviceRoster.open(blob, ROOT.public().signing)
    assert opened.roots(ROOT.public().signing)[-1] == third.public().signing
    assert opened.signer(SECOND) is not None
    assert opened.signer(LAPTOP) is not None
    with_old_key = list_.sign(ROOT)
    code = refused(lambda: DeviceRoster.open(with_old_key, ROOT.public().signing))
    assert code == "roster_invalid"


def test_a_stranger_cannot_pass_the_root_on() -> None:
    thief, public = DeviceKeys.generate(), ROOT.public().signing
    theft = renew_root(thief, thief.public().signing, NOW)
    assert follow_roots(public, [theft, b"junk"]) == [public]
    second = DeviceKeys.generate()
    links = [theft, renew_root(ROOT, second.public().signing, NOW)]
    assert follow_roots(public, links) == [public, second.public().signing]


def test_a_certificate_of_a_renewed_root_opens_for_the_same_county() -> None:
    second = DeviceKeys.generate()
    blob = issue(second, county=county_of(ROOT))
    opened = Certificate.open(
        blob, second.public().signing, county_fingerprint=county_of(ROOT).fingerprint
    )
    assert opened.device == LAPTOP


def test_an_introduction_is_good_for_its_token_its_device_and_its_keys() -> None:
    token, public = b"\x07" * 32, DEVICE.public()
    greeting = Introduction.make(token, LAPTOP, INCARNATION, public)
    assert greeting.token_id == token_id(token)
    assert greeting.proves(token, LAPTOP, INCARNATION)
    assert not greeting.proves(b"\x08" * 32, LAPTOP, INCARNATION)
    assert not greeting.proves(token, SECOND, INCARNATION)
    assert not greeting.proves(token, LAPTOP, "00000000")
    other = msgspec.structs.replace(greeting, signing=ROOT.public().signing)
    assert not other.proves(token, LAPTOP, INCARNATION)


def test_moments_without_a_zone_are_not_certified() -> None:
    naive = datetime(2026, 11, 20, tzinfo=UTC).replace(tzinfo=None)
    blob = issue(issued_at=naive)
    code = refused(lambda: Certificate.open(blob, ROOT.public().signing))
    assert code == "certificate_invalid"


def test_a_whispered_text_is_for_one_reader() -> None:
    sealed = whisper.seal("恢复码 ABCD", DEVICE.public().sealing)
    assert whisper.unseal(sealed, DEVICE.identity) == "恢复码 ABCD"
    for text, identity in ((sealed, ROOT.identity), ("***", DEVICE.identity), (sealed, "none")):
        with pytest.raises(UserError, match="whisper_damaged"):
            whisper.unseal(text, identity)
