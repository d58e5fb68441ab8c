"""Cases of overdue loans: opened from the bank's list or by hand, step by step, and their end.

The bank answers for prevention and recovery and works together with the village and the township
(part 4 item 3); a joint visit is one step with all who came. What a household owes is no matter of
those who come along.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import late, lending
from db.records.late import OverdueCase, OverdueEnd, OverdueStep
from desktop.errors import UserError
from desktop.services.lines import loan_meant
from desktop.services.loans import cases, lines
from desktop.services.ownbank import lent_by_own
from desktop.services.records.late import CaseEntry, OpenedCases, RefusedCase

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from db.records.follow import LoanRow
    from desktop.services.needs import Ways
    from desktop.services.records.late import CaseLine, StepEntry
    from desktop.services.records.lending import LoanLine, MaturityCard
    from desktop.services.session import Session

OPEN, ENDED = "open", "ended"
BANK_FILE, BY_HAND = "bank", "hand"
_COMPENSATED = "compensated"
_RENEWABLE = {"allowed": "yes", "needs_review": "review", "not_allowed": "no"}
_RANKS = ("yes", "review", "no")
_LONGEST, _MOST_PEOPLE, _NAME = 500, 20, 40
_FARTHEST = timedelta(days=3660)


class OverdueCases:
    """Append-only: a step is corrected by another one, and a case ends once."""

    def __init__(self, session: Session, ways: Ways) -> None:
        self._session = session
        self._ways = ways

    def waiting(self) -> list[LoanLine]:
        """The loans that are overdue today and have no open case, by place."""
        store, today = self._session.store, self._session.today()
        numbers = lending.without_case(store, today)
        return [self._ways.one(number) for number in numbers]

    def listed(self, loan_no: str = "", *, state: str = "") -> list[CaseLine]:
        """The cases, the newest first; of one loan, or open or ended ones.

        Raises:
            UserError: `loan_unknown`, `loan_ambiguous`.
        """
        store = self._session.store
        number = loan_meant(store, loan_no).loan_no if loan_no else ""
        found = self._lines(late.cases(store, number))
        return [one for one in found if state in ("", OPEN if one.open else ENDED)]

    def one(self, case_no: str) -> CaseLine:
        """A case by its number; raises `case_unknown`."""
        found = late.case(self._session.store, case_no.strip())
        if found is None:
            raise UserError("case_unknown", case_no=case_no)
        return self._lines([found])[0]

    def open(self, entry: CaseEntry) -> CaseLine:
        """Open a case: with what the bank reports, or by hand with the day since when.

        Raises:
            UserError: `loan_unknown`, `loan_ambiguous`, `loan_over`, `loan_other_bank`,
                `case_open_already`, `case_since_missing`, `case_since_wrong`, `case_opened_wrong`,
                `word_unknown`, `case_too_long`.
            StoreError: `not_owner` where this office opens no cases.
        """
        row = loan_meant(self._session.store, entry.loan_no)
        if not row.live:
            raise UserError("loan_over", loan_no=row.loan_no)
        lent_by_own(self._session, row)
        made = self._made(row, entry)
        late.say(self._session.store, self._session.officer, [made])
        return self.one(made.case_no)

    def open_reported(self, on: date | None = None) -> OpenedCases:
        """Open a case for every overdue loan that has none: reported by the bank, or past its end.

        A loan for which none can be opened is named with the reason, and the others are opened.

        Raises:
            StoreError: `not_owner` where this office opens no cases.
        """
        day = on or self._session.today()
        opened: list[CaseLine] = []
        refused: list[RefusedCase] = []
        for one in self.waiting():
            try:
                opened.append(self.open(CaseEntry(loan_no=one.loan_no, opened_on=day)))
            except UserError as error:
                made = RefusedCase(loan_no=one.loan_no, code=error.code, params=error.params)
                refused.append(made)
        return OpenedCases(cases=tuple(opened), refused=tuple(refused))

    def step(self, case_no: str, entry: StepEntry) -> CaseLine:
        """Write a step of a case: what was done, who came, what was promised, what comes next.

        Raises:
            UserError: `case_unknown`, `case_over`, `loan_other_bank`, `word_unknown`,
                `step_measure_missing`,
                `step_day_wrong`, `step_people_missing`, `step_people_wrong`,
                `step_promise_wrong`, `step_next_wrong`, `case_too_long`.
        """
        line = self._open_case(case_no)
        made = self._step(line, entry)
        late.say(self._session.store, self._session.officer, [made])
        return self.one(line.case_no)

    def correct(self, step_no: str, entry: StepEntry, reason: str) -> CaseLine:
        """Write a step anew in the place of one; the first stays in the log.

        Raises:
            UserError: `step_unknown`, `reason_missing`, and those of `step`.
        """
        known = late.step_history(self._session.store, step_no.strip())
        if not known:
            raise UserError("step_unknown", step_no=step_no)
        if not reason.strip():
            raise UserError("reason_missing")
        line = self._open_case(known[0].case_no)
        made = replace(
            self._step(line, entry),
            corrects_step_no=known[0].step_no,
            correction_reason=reason.strip(),
        )
        late.say(self._session.store, self._session.officer, [made])
        return self.one(line.case_no)

    def end(
        self, case_no: str, outcome: str, ended_on: date, *, reason: str, claim_no: str = ""
    ) -> CaseLine:
        """Say how a case ended, and why; one that the risk fund paid for names the claim.

        Raises:
            UserError: `case_unknown`, `case_over`, `loan_other_bank`, `word_unknown`,
                `case_outcome_missing`,
                `case_claim_missing`, `case_claim_wrong`, `case_claim_unpaid`,
                `case_end_day_wrong`, `case_too_long`.
        """
        line = self._open_case(case_no)
        code = self._code("overdue_outcome", outcome)
        if not (code and reason.strip()):
            raise UserError("case_outcome_missing")
        if code == _COMPENSATED and not claim_no.strip():
            raise UserError("case_claim_missing")
        if not line.opened_on <= ended_on <= self._session.today():
            raise UserError("case_end_day_wrong", first=line.opened_on)
        _short(reason, claim_no)
        self._fund_paid(line, code, claim_no.strip())
        row = loan_meant(self._session.store, line.loan_no)
        made = OverdueEnd(
            case_no=line.case_no,
            loan_no=line.loan_no,
            township_code=row.township_code,
            outcome=code,
            claim_no=claim_no.strip(),
            reason=reason.strip(),
            ended_on=ended_on,
            said_at=self._session.clock(),
        )
        late.say(self._session.store, self._session.officer, [made])
        return self.one(line.case_no)

    def _fund_paid(self, line: CaseLine, outcome: str, claim_no: str) -> None:
        """A claim that is named is one of this loan; where the fund ended the case, it has paid."""
        from db import compensation

        if not claim_no:
            return
        store = self._session.store
        if line.loan_no not in {one.loan_no for one in compensation.claims(store, claim_no)}:
            raise UserError("case_claim_wrong", claim_no=claim_no)
        moved = [one for one in compensation.money(store, claim_no) if not one.recovery_no]
        if outcome == _COMPENSATED and sum(one.amount_fen for one in moved) >= 0:
            raise UserError("case_claim_unpaid", claim_no=claim_no)

    def _made(self, row: LoanRow, entry: CaseEntry) -> OverdueCase:
        session = self._session
        known = {one.loan_no: one for one in self.listed(row.loan_no, state=OPEN)}
        if row.loan_no in known:
            raise UserError("case_open_already", case_no=known[row.loan_no].case_no)
        today = session.today()
        if not (row.drawn_on or entry.opened_on) <= entry.opened_on <= today:
            raise UserError("case_opened_wrong", day=entry.opened_on)
        reported = lines.overdue_now(row, today)
        past = row.matures_on if lines.past(row, today) else None
        since = entry.overdue_since or row.overdue_since or past
        if since is None and not reported:
            raise UserError("case_since_missing")
        if since is not None and not (row.drawn_on or since) <= since <= entry.opened_on:
            raise UserError("case_since_wrong", day=since)
        _short(entry.note)
        return OverdueCase(
            case_no=self._number(OverdueCase, "case_no", row.township_code, "Q"),
            loan_no=row.loan_no,
            household_no=row.household_no,
            township_code=row.township_code,
            source=BANK_FILE if reported and entry.overdue_since is None else BY_HAND,
            opened_on=entry.opened_on,
            overdue_since=since,
            overdue_principal_fen=row.overdue_principal_fen,
            overdue_interest_fen=row.overdue_interest_fen,
            cause=self._code("overdue_cause", entry.cause),
            signals=self._codes("overdue_signal", entry.signals),
            note=entry.note.strip(),
            said_at=session.clock(),
        )

    def _step(self, line: CaseLine, entry: StepEntry) -> OverdueStep:
        measure = self._code("overdue_measure", entry.measure)
        if not measure:
            raise UserError("step_measure_missing")
        today = self._session.today()
        if not line.opened_on <= entry.happened_on <= today:
            raise UserError("step_day_wrong", first=line.opened_on, day=entry.happened_on)
        people = tuple(self._person(one) for one in entry.participants if one.strip())
        if measure == cases.VISIT:
            people = self._visitors(people)
        if len(people) > _MOST_PEOPLE:
            raise UserError("step_people_wrong", person=str(len(people)))
        _promised(entry)
        texts = {
            name: getattr(entry, name).strip() for name in ("met", "told", "next_step", "note")
        }
        _short(*texts.values())
        row = loan_meant(self._session.store, line.loan_no)
        said = self._code("renewable", entry.renewable)
        return OverdueStep(
            step_no=self._number(OverdueStep, "step_no", row.township_code, "G"),
            case_no=line.case_no,
            loan_no=line.loan_no,
            township_code=row.township_code,
            measure=measure,
            happened_on=entry.happened_on,
            participants=people,
            cause=self._code("overdue_cause", entry.cause),
            signals=self._codes("overdue_signal", entry.signals),
            renewable=said or self._renewable(line.loan_no, entry.happened_on),
            promised_on=entry.promised_on,
            promised_fen=entry.promised_fen,
            next_on=entry.next_on,
            said_at=self._session.clock(),
            **texts,
        )

    def _renewable(self, loan_no: str, on: date) -> str:
        """Whether a renewal or an extension is left, as the rules say on a day: the better one."""
        card: MaturityCard = self._ways.exits(loan_no, on=on)
        found = [
            _RENEWABLE[one.outcome] for one in card.exits if one.kind in {"renewal", "extension"}
        ]
        return min(found, key=_RANKS.index, default="")

    def _person(self, said: str) -> str:
        """Role and name, joined by a colon; raises `step_people_wrong`."""
        role, _, name = said.replace("\uff1a", ":").partition(":")
        name = " ".join(name.split())
        if not name or len(name) > _NAME or not name.isprintable():
            raise UserError("step_people_wrong", person=said)
        return f"{self._session.words.code('joint_role', role.strip())}:{name}"

    def _visitors(self, people: tuple[str, ...]) -> tuple[str, ...]:
        """Who came: where nobody of the bank is named, the officer who writes it was there too."""
        if not people:
            raise UserError("step_people_missing")
        if any(one.partition(":")[0] in cases.BANK for one in people):
            return people
        return (f"{cases.OFFICER}:{self._session.officer}", *people)

    def _open_case(self, case_no: str) -> CaseLine:
        line = self.one(case_no)
        if not line.open:
            raise UserError("case_over", case_no=line.case_no)
        lent_by_own(self._session, loan_meant(self._session.store, line.loan_no))
        return line

    def _number(
        self, record: type[OverdueCase | OverdueStep], field: str, township: str, kind: str
    ) -> str:
        letter = self._session.store.identity.letter
        return late.next_no(self._session.store, record, field, f"{township}{letter}{kind}")

    def _code(self, enum: str, said: str) -> str:
        """The code of an answer, empty for none; raises `word_unknown`."""
        return self._session.words.code(enum, said) if said else ""

    def _codes(self, enum: str, said: Iterable[str]) -> tuple[str, ...]:
        found = (self._code(enum, one.strip()) for one in said)
        return tuple(dict.fromkeys(one for one in found if one))

    def _lines(self, found: list[OverdueCase]) -> list[CaseLine]:
        if not found:
            return []
        store, today = self._session.store, self._session.today()
        ends, steps = late.ends(store), late.steps(store)
        homes = late.homes(store, (one.household_no for one in found))
        rows = {one.loan_no: lending.by_no(store, one.loan_no) for one in found}
        return [
            cases.line_of(
                one,
                steps.get(one.case_no, []),
                ends.get(one.case_no),
                cases.Around(
                    home=homes.get(one.household_no, ("", "")),
                    row=rows[one.loan_no],
                    today=today,
                    packs=self._session.packs.current,
                    region=store.identity.county_code,
                ),
            )
            for one in found
        ]


def _promised(entry: StepEntry) -> None:
    """A promise and a next day lie ahead of the step."""
    day, last = entry.happened_on, entry.happened_on + _FARTHEST
    fen = entry.promised_fen
    if fen is not None and (fen <= 0 or entry.promised_on is None):
        raise UserError("step_promise_wrong")
    if entry.promised_on is not None and not day <= entry.promised_on <= last:
        raise UserError("step_promise_wrong")
    if entry.next_on is not None and not day <= entry.next_on <= last:
        raise UserError("step_next_wrong", day=day)


def _short(*texts: str) -> None:
    for text in texts:
        if len(text) > _LONGEST:
            raise UserError("case_too_long", length=len(text), most=_LONGEST)
