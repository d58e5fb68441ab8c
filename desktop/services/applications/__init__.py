"""Applications from a wish to the bank: checked at their date, handed over, what became of them.

Nothing here decides about a loan: the bank alone does (part 4 item 1), and its words are kept as
its own in `bank`.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import applications
from db.records.applying import Application, Handover
from db.records.needs import NeedEnd
from desktop.errors import UserError
from desktop.services.applications import asking
from desktop.services.applications.bank import Bank
from desktop.services.applications.lines import Lines
from desktop.services.applications.made import Begun, Cycle, Filed, HandoverLine
from desktop.services.ownbank import bank_of
from desktop.services.places import village_named
from desktop.services.records.applying import ApplicationFilter, ApplicationLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from db.records.applying import Applied
    from db.records.needs import FundingNeed
    from desktop.services.applications.asking import Conditions, Saying
    from desktop.services.needs import LaidDown
    from desktop.services.records.applying import ApplicationEntry
    from desktop.services.session import Session

_APPLIED = "applied"
_COPIED = {name for name in Application.__struct_fields__ if name not in {"id", "officer"}}


class Applications:
    """The bank's applications; append-only, a correction is a record of its own."""

    def __init__(
        self, session: Session, conditions: Conditions, numbers: LaidDown, saying: Saying
    ) -> None:
        self._session = session
        self._conditions = conditions
        self._saying = saying
        self._lines = Lines(session, numbers)
        self.bank = Bank(session, numbers, saying, self._lines)
        """What the bank says: its decisions, contracts, large needs."""

    def listed(self, wanted: ApplicationFilter | None = None) -> list[ApplicationLine]:
        """The applications as they stand now, the latest day first.

        Raises:
            UserError: `village_unknown`, `village_ambiguous`.
        """
        asked, store = wanted or ApplicationFilter(), self._session.store
        place = village_named(store, asked.village) if asked.village else None
        inner = applications.Wanted(
            application_no=asked.application_no,
            household_no=asked.household_no,
            village=(place.division_code or place.village) if place else "",
        )
        found = self._lines.of(applications.listed(store, inner))
        return [one for one in found if asked.state in ("", one.state)]

    def line(self, application_no: str) -> ApplicationLine:
        """One of them by its number; raises `application_unknown`."""
        return self._lines.one(application_no)

    def with_numbers(self, lines: Iterable[ApplicationLine]) -> list[tuple[ApplicationLine, str]]:
        """Each with its applicant's full ID number, for a list that goes to the bank."""
        known = {
            one.application.application_no: one.id_number
            for one in applications.listed(self._session.store)
        }
        return [(one, known.get(one.application_no, "")) for one in lines]

    def cycles(self) -> list[Cycle]:
        """Herds and crops with usual months until they are sold; examples, not policy."""
        months = tomllib.loads(self._session.shelf.text("cycles.toml"))["months"]
        words = self._session.words
        return [
            Cycle(code=code, name=words.word("cycle", code), months=count)
            for code, count in months.items()
        ]

    def begin(self, household_no: str = "", visit_no: str = "") -> Begun:
        """What the ledger knows of a household's newest need, before an application is written.

        Raises:
            UserError: `application_bank_only`, and those of `asking.need_of`.
        """
        asking.bank_only(self._session)
        return asking.begun(self._session, household_no, visit_no)

    def log(self, entry: ApplicationEntry, *, also: bool = False) -> Filed:
        """Write an application; the need that it comes from ends with it.

        The conditions are checked at its date, and check, roster version and pack are bound to
        it. With `also` the household's further needs told until then end as well.

        Raises:
            UserError: those of `asking.need_of` and `asking.allowed`; `household_unknown` and
                `member_unknown`; those of a check.
        """
        session = self._session
        asking.bank_only(session)
        need = asking.need_of(session, entry)
        more = [one for one in asking.other_needs(session, need, entry.applied_on) if also]
        entry = replace(entry, household_no=need.household_no)
        made = self._bound(entry, need)
        number = applications.next_no(session.store, made.township_code)
        made = replace(made, application_no=number)
        ends = [self._ended(one, made) for one in (need, *more)]
        applications.keep(session.store, session.officer, [made], ends)
        return Filed(line=self.line(number), also=tuple(one.visit.visit_no for one in more))

    def correct(self, application_no: str, entry: ApplicationEntry, reason: str) -> ApplicationLine:
        """Write an application anew in the place of one that the bank has not answered yet.

        Raises:
            UserError: `application_unknown`, `reason_missing`, `application_decided`,
                `application_other_household`, `correction_empty`, and those of `log`.
        """
        session, line = self._session, self.line(application_no)
        asking.bank_only(session)
        if not reason.strip():
            raise UserError("reason_missing")
        if line.decision or line.contract_no:
            raise UserError("application_decided", application_no=line.application_no)
        if entry.household_no not in ("", line.household_no):
            raise UserError("application_other_household", household_no=line.household_no)
        asking.own_bank(session, line.bank)
        before = self._one(line.application_no).application
        entry = replace(entry, household_no=line.household_no, visit_no=before.visit_no)
        need = asking.need_of(session, entry, known=before.visit)
        made = self._bound(entry, need, but=line.application_no)
        kept = replace(made, application_no=line.application_no, visit_no=before.visit_no)
        if all(
            getattr(kept, name) == getattr(before, name)
            for name in _COPIED - {"said_at", "correction_reason", "check_no"}
        ):
            raise UserError("correction_empty")
        kept = replace(kept, correction_reason=reason.strip())
        applications.keep(session.store, session.officer, [kept])
        return self.line(line.application_no)

    def hand_over(
        self, numbers: Sequence[str], handed_on: date, *, to: str, way: str, note: str = ""
    ) -> HandoverLine:
        """Say that applications were handed to the bank together, on paper or as a file.

        Raises:
            UserError: `handover_empty`, `application_unknown`, `application_decided`,
                `handover_day_wrong`, `handover_receiver_missing`, `word_unknown`.
        """
        session = self._session
        asking.bank_only(session)
        found = [self.line(number) for number in dict.fromkeys(numbers)]
        if not found:
            raise UserError("handover_empty")
        for one in found:
            asking.own_bank(session, one.bank)
            if one.decision or one.contract_no:
                raise UserError("application_decided", application_no=one.application_no)
        first = max(one.applied_on for one in found)
        if not first <= handed_on <= session.today():
            raise UserError("handover_day_wrong", first=first)
        if not to.strip():
            raise UserError("handover_receiver_missing")
        asking.short(to, note)
        township = self._one(found[0].application_no).application.township_code
        made = Handover(
            handover_no=applications.next_no(session.store, township, handover=True),
            township_code=township,
            bank=bank_of(session),
            way=session.words.code("handover_way", way),
            handed_to=to.strip(),
            handed_on=handed_on,
            applications=tuple(one.application_no for one in found),
            note=note.strip(),
            said_at=session.clock(),
        )
        applications.keep(session.store, session.officer, [made])
        return HandoverLine(
            handover_no=made.handover_no,
            handed_on=handed_on,
            handed_to=made.handed_to,
            way=made.way,
            applications=made.applications,
        )

    def _one(self, application_no: str) -> Applied:
        return self._lines.known(application_no)

    def _bound(self, entry: ApplicationEntry, need: FundingNeed, *, but: str = "") -> Application:
        """What is to be written, with its check; nothing is stored where something is wrong."""
        session = self._session
        entry = asking.allowed(session, entry, need, but=but)
        check = asking.check_of(session, self._conditions, self._saying, entry)
        return Application(
            application_no="",
            visit=need.root,
            visit_no=need.visit.visit_no,
            household_no=need.household_no,
            member_no=check.member_no,
            township_code=check.township_code,
            bank=bank_of(session),
            applied_on=entry.applied_on,
            applied_amount_fen=entry.amount_fen,
            applied_months=entry.months,
            purpose_code=entry.purpose_code,
            check_no=check.check_no,
            policy_pack_version=check.policy_pack_version,
            roster_version=check.roster_version,
            cycle=entry.cycle,
            cycle_months=entry.cycle_months,
            need_month=entry.need_month or need.visit.need_month,
            credit_limit_fen=entry.credit_limit_fen,
            rated_on=entry.rated_on,
            credit_conclusion=entry.credit_conclusion,
            concluded_on=entry.concluded_on,
            consent_on=entry.consent_on,
            said_at=session.clock(),
            purpose_text=entry.purpose_text,
            industry=entry.industry,
            repayment_source=entry.repayment_source,
            credit_rating=entry.credit_rating,
        )

    def _ended(self, need: FundingNeed, made: Application) -> NeedEnd:
        return NeedEnd(
            visit=need.root,
            township_code=need.visit.township_code,
            outcome=_APPLIED,
            ended_on=made.applied_on,
            recorded_at=self._session.clock(),
            check_no=made.check_no,
            note=made.application_no,
        )
