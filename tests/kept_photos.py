"""Photos as a ledger keeps them, and visits that bring them."""

from __future__ import annotations

import dataclasses
from hashlib import sha256

from db import visits
from db.records.evidence import Photo
from db.store import Store
from tests.ledgers import visit

WHO = "高晓梅"


def a_photo(content: bytes = b"picture", **more: object) -> Photo:
    made = Photo(
        sha256=sha256(content).hexdigest(), size=len(content), width=4, height=3, data=content
    )
    return dataclasses.replace(made, **more)


def logged(store: Store, *photos: Photo, **more: object) -> str:
    return visits.log(store, WHO, [visit(**more)], photos=photos)[0].id
