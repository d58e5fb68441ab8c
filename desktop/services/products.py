"""The products of the handbook (form F24): what a bank offers in its own words, and whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import contacts, products
from db.records.houses import Product
from desktop.errors import UserError
from desktop.services.lines import serves
from desktop.services.records.people import ProductEntry, ProductLine

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.session import Session

FIELDS = ("name", "bank", "for_whom", "amount", "term", "rate", "guarantee", "materials")
_MOST = {"name": 30, "bank": 40, "amount": 60, "term": 60, "rate": 60}
_LONGEST = 200
_SHORT = 8
_SHEET = "F24"


class Products:
    """Products of this ledger's townships; one that is offered no longer stays on record."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def listed(self, *, over: bool = False) -> list[ProductLine]:
        """Products by bank and name; with `over` also those that are offered no longer."""
        today = self._session.today()
        known = {one.id: one for one in contacts.listed(self._session.store)}
        found = []
        for one in products.listed(self._session.store):
            offered = one.valid_to is None or one.valid_to > today
            person = known.get(one.contact)
            there = person is not None and serves(person, today)
            if offered or over:
                found.append(
                    ProductLine(
                        **{name: getattr(one, name) for name in FIELDS},
                        id=one.id,
                        contact=one.contact,
                        contact_name=person.name if person and there else "",
                        contact_phone=person.phone if person and there else "",
                        valid_to=one.valid_to,
                        offered=offered,
                    )
                )
        return found

    def people(self) -> list[tuple[str, str]]:
        """Who can be asked about a product: id and name of everybody who serves today."""
        today = self._session.today()
        return [
            (one.id, one.name) for one in contacts.listed(self._session.store) if serves(one, today)
        ]

    def one(self, product_id: str) -> ProductLine:
        """The product with that id, or that end of it; raises `product_unknown`."""
        wanted = product_id.strip()
        found = [one for one in self.listed(over=True) if wanted in {one.id, one.id[-_SHORT:]}]
        if len(found) != 1:
            raise UserError("product_unknown", product=product_id)
        return found[0]

    def add(self, entry: ProductEntry) -> ProductLine:
        """Put a product into the handbook.

        Raises:
            UserError: `product_field_empty`, `product_field_long`, `product_twice`,
                `product_contact_unknown`, `notice_word_banned`.
        """
        made = self._product(entry)
        if any((one.name, one.bank) == (made.name, made.bank) for one in self.listed()):
            raise UserError("product_twice", name=made.name)
        return self._kept(made)

    def edit(self, product_id: str, entry: ProductEntry) -> ProductLine:
        """Change a product; what is the same is not written again.

        Raises:
            UserError: `product_unknown`, and those of `add` but the twin.
        """
        known = self._stored(product_id)
        made = self._product(entry)
        return self._kept(
            replace(made, id=known.id, township_code=known.township_code, valid_to=known.valid_to)
        )

    def end(self, product_id: str, on: date | None = None) -> ProductLine:
        """Say that a product is offered no longer from a day on (today); the entry stays.

        Raises:
            UserError: `product_unknown`.
        """
        last = on or self._session.today()
        return self._kept(replace(self._stored(product_id), valid_to=last))

    def _stored(self, product_id: str) -> Product:
        wanted = self.one(product_id).id
        return next(one for one in products.listed(self._session.store) if one.id == wanted)

    def _kept(self, made: Product) -> ProductLine:
        row = products.keep(self._session.store, self._session.officer, made)
        return self.one(row)

    def _product(self, entry: ProductEntry) -> Product:
        """What was typed, checked: one line each, and no word that a sheet must not carry."""
        texts = {name: self._line(name, getattr(entry, name)) for name in FIELDS}
        for name in ("name", "bank"):
            if not texts[name]:
                raise UserError("product_field_empty", field=name, called=self._called(name))
        person = entry.contact.strip()
        hits = [
            one.id
            for one in contacts.listed(self._session.store)
            if person in {one.id, one.id[-_SHORT:], one.name}
        ]
        if person and len(hits) != 1:
            raise UserError("product_contact_unknown", field="contact", contact=person)
        own = self._session.store.identity.townships
        return replace(
            Product(id="", name=""),
            **texts,
            contact=hits[0] if person else "",
            township_code=own[0] if own and not self._session.is_county else "",
        )

    def _line(self, name: str, text: str) -> str:
        plain, most = " ".join(text.split()), _MOST.get(name, _LONGEST)
        if len(plain) > most or not plain.isprintable():
            called = self._called(name)
            raise UserError("product_field_long", field=name, called=called, most=most)
        self._session.shelf.templates.lint.demand(plain, sheet=_SHEET)
        return plain

    def _called(self, name: str) -> str:
        return self._session.words.word("product_field", name)
