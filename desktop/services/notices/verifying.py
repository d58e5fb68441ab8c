"""Telling whether a sheet is ours and unchanged: by a typed code, a scanner, a picture or a PDF."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import notices as register
from desktop.errors import UserError
from desktop.exchange.identity import verify
from desktop.services.credentials import load
from desktop.services.notices.numbering import key_number, number_text
from desktop.services.notices.slips import several, typed
from desktop.services.records.papers import Verified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.records.work import Notice
    from desktop.printing.qr import Scanned
    from desktop.services.session import Session

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".pdf", ".bmp", ".webp"})
_OURS = "BF1:"
_COMPARED = {"genuine": "genuine_file", "genuine_archive": "genuine_archive_file"}
_NUMBER = re.compile(r"[0-9]{6}-[A-Za-z]{1,5}-[0-9]{4}-[0-9]{5,10}", re.ASCII)


def verified(session: Session, what: str) -> Verified:
    """What register and signature say of a check code, a number, a scanned text or a picture.

    Raises:
        UserError: `path_missing`, `picture_unreadable`, `notice_several` (known).
    """
    path = Path(what)
    if path.suffix.lower() in _PICTURES or _is_file(path):
        return _of_picture(session, path)
    if _OURS in what:
        return _of_code(session, what)
    return _of_typed(session, what)


def _is_file(path: Path) -> bool:
    """Whether what was typed is a file after all; a text that cannot be a name is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _of_picture(session: Session, path: Path) -> Verified:
    from desktop.printing.scan import read_picture

    if not _is_file(path):
        raise UserError("path_missing", name=str(path))
    registered = _of_digest(session, path)
    if registered:
        return _together(registered)
    every = read_picture(path)
    codes = [text for text in every if _OURS in text]
    if not codes:
        reason = "notice_other_code" if every else "notice_unreadable"
        return Verified(genuine=False, reason=reason)
    found = _together([_of_code(session, code) for code in codes])
    if found.genuine and _has_text(path):
        return replace(found, genuine=False, reason="notice_file_differs", sheets=())
    return found


def _of_digest(session: Session, path: Path) -> list[Verified]:
    """The sheets of the very file that was registered, its text being what was registered.

    A PDF with text in it must be such a file; a scan is a picture.
    """
    try:
        digest = sha256(path.read_bytes()).hexdigest()
    except OSError as fault:
        raise UserError("picture_unreadable", file=path.name) from fault
    known = register.by_digest(session.store, digest)
    told = [_judged(one, one.kind) for one in known]
    return [replace(one, reason=_COMPARED.get(one.reason, one.reason)) for one in told]


def _together(found: Sequence[Verified]) -> Verified:
    """One answer for all sheets of a file: the first that is not genuine, else the first."""
    sheets = list({one.notice_no: one for one in found}.values())
    first = next((one for one in found if not one.genuine), found[0])
    return replace(first, sheets=tuple(sheets)) if len(sheets) > 1 else first


def _has_text(path: Path) -> bool:
    from desktop.printing.scan import has_text

    return has_text(path)


def _of_typed(session: Session, text: str) -> Verified:
    """What was typed: a number, its last digits, or a check code; raises `notice_several`."""
    from desktop.printing import qr

    said = text.strip()
    found = typed(session, said, list(session.shelf.templates.sheets))
    if len(found) > 1:
        raise UserError("notice_several", known=several(found))
    if not found:
        return Verified(genuine=False, reason=_unknown(said, qr.typed_code(said)))
    return _judged(found[0], found[0].kind)


def _unknown(text: str, code: str) -> str:
    """Why nothing is known of what was typed: it is none of ours, or it is no code at all."""
    if code:
        return "notice_code_unknown"
    return "notice_number_unknown" if _NUMBER.fullmatch(text) else "notice_no_code"


def _of_code(session: Session, text: str) -> Verified:
    from desktop.printing import qr

    try:
        scanned = qr.parse(text)
    except UserError:
        return Verified(genuine=False, reason="notice_code_damaged")
    if not _signed_by_ours(session, scanned):
        return Verified(genuine=False, reason="notice_not_ours")
    templates, county = session.shelf.templates, session.store.identity.county_code
    kind = templates.kind_of(scanned.document)
    code = qr.check_code(scanned.header, scanned.signature)
    known = register.by_check_code(session.store, code)
    if known is not None:
        return _judged(known, kind)
    number = number_text(scanned.number, county)
    twin = register.by_no(session.store, number)
    return Verified(
        genuine=False,
        kind=kind,
        title=templates.sheet(kind).title if kind else "",
        notice_no=number,
        issued_on=scanned.issued_on,
        reason="notice_changed" if twin else "notice_not_known",
    )


def _signed_by_ours(session: Session, scanned: Scanned) -> bool:
    """Whether a key of the county's list signed the header."""
    mine = load(session.store)
    keys = [mine.keys.public().signing]
    roster = mine.devices()
    for enrolled in roster.devices:
        certificate = roster.certificate(enrolled.device)
        if certificate is not None:
            keys.append(certificate.signing)
    return any(
        verify(key, scanned.header, scanned.signature)
        for key in keys
        if key_number(key) == scanned.key_id
    )


def _judged(known: Notice, kind: str) -> Verified:
    """What the register says of a sheet that it knows; its contents were not compared."""
    reason = "genuine_archive" if is_archive(known) else "genuine"
    return Verified(
        genuine=not known.voided_by,
        kind=kind,
        title=known.title,
        notice_no=known.notice_no,
        issued_on=known.issued_on,
        subject=known.subject,
        reason="notice_voided" if known.voided_by else reason,
    )


def is_archive(known: Notice) -> bool:
    """Whether a sheet was printed for the file only, under a policy that was not in force."""
    try:
        kept = json.loads(known.params) if known.params else {}
    except ValueError:
        return False
    return isinstance(kept, dict) and bool(kept.get("archive"))
