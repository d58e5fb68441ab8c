"""The policy of one ledger: what is in force, and what the county installs and withdraws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import policies
from db.records.work import PolicyDocument
from desktop.errors import UserError
from desktop.services.packs import digest_of, head_of, kind_of, proved
from desktop.services.policy import files as given
from desktop.services.policy import lines
from desktop.services.policy.reading import Library
from desktop.services.records.policy import PrimeRates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from desktop.exchange.identity import DeviceKeys
    from desktop.services.needs import LaidDown
    from desktop.services.records.policy import PackLine
    from desktop.services.session import Session


class Policy(Library):
    """Answers by the packs in force on this ledger; the county installs and withdraws them."""

    def __init__(self, session: Session, parameters: LaidDown) -> None:
        super().__init__(
            session.packs, today=session.today, region=session.store.identity.county_code
        )
        self._session = session
        self._parameters = parameters

    def prime_rates(self) -> PrimeRates:
        """The loan prime rates: the county's own table where it has filled one, else the file's."""
        rates = self._parameters.rates(self._session.today())
        if not rates:
            return super().prime_rates()
        return PrimeRates(checked=True, origin="county", rows=lines.prime_rates(rates))

    def overlay_from(self) -> date | None:
        """The signing day that the county has laid down for a city's own plan."""
        return self._parameters.overlay_from(self._session.today())

    def install(self, files: Sequence[Path]) -> list[PackLine]:
        """Install files, signed for all laptops; what is in force already is not written again.

        Raises:
            UserError: `county_only`, and as `check`; nothing has changed then.
        """
        self._county_only()
        plan = given.plan(given.read(files), self._packs)
        if plan.changed:
            from desktop.services.credentials import load

            keys = load(self._session.store).keys
            policies.keep(
                self._session.store,
                self._session.officer,
                [self._document(name, plan, keys) for name in plan.changed],
            )
        return self._of(plan)

    def withdraw(self, pack_id: str, reason: str) -> None:
        """Withdraw what the county installed, by pack id or file name; what ships counts again.

        Raises:
            UserError: `county_only`, `reason_missing`, `pack_ships`, `pack_unknown`, or a
                `pack_…` code where another pack stands on it.
        """
        self._county_only()
        if not reason.strip():
            raise UserError("reason_missing")
        gone = self._belonging(pack_id)
        standing = self._packs.standing()
        rest = {name: raw for name, raw in standing.texts.items() if name not in gone}
        shipped = self._session.shelf.pack_texts
        proved({**rest, **{name: shipped[name] for name in gone if name in shipped}}, ())
        policies.withdraw(self._session.store, self._session.officer, gone, reason.strip())

    def _belonging(self, pack_id: str) -> list[str]:
        """The documents of a pack: its file, and its source unless another document cites it."""
        documents = {
            one.file: (one.pack_id, head_of(one.content.encode()))
            for one in policies.listed(self._session.store)
            if kind_of(one.file) != "source"
        }
        own = [
            file
            for file, (named, head) in documents.items()
            if pack_id and pack_id in {file, named, head.pack_id}
        ]
        if not own:
            known = self._packs.current.packs
            code = "pack_ships" if pack_id in known else "pack_unknown"
            raise UserError(code, pack=pack_id, known=" ".join(known))
        kept = {one.file for one in policies.listed(self._session.store)}
        cited = {head.source for file, (_, head) in documents.items() if file not in own}
        sources = {documents[file][1].source for file in own} & kept - cited
        return [*own, *sorted(sources)]

    def _document(self, file: str, plan: given.Plan, keys: DeviceKeys) -> PolicyDocument:
        from desktop.exchange.identity import sign_document

        raw, kind = plan.texts[file], kind_of(file)
        digest = digest_of(raw)
        pack = next(
            (one for one in plan.packs.packs.values() if file in {one.file, one.document.source}),
            None,
        )
        return PolicyDocument(
            file=file,
            kind=kind,
            pack_id=pack.id if pack else "",
            number=pack.document.number if pack else "",
            title=pack.document.title if pack else "",
            digest=digest,
            signature=sign_document(keys, kind, file, digest),
            content=raw.decode(),
            installed_on=self._session.today(),
        )

    def _county_only(self) -> None:
        if not self._session.is_county:
            raise UserError("county_only")
