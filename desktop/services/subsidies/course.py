"""A quarter on its way: the draft of the bank, and what became of each declared line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from db import answers, courses, households, subsidies
from db.records.course import BankStep, DeclaredLine, LineChoice, LineReview, OfficeStep
from desktop.errors import UserError
from desktop.rules import course as rules
from desktop.rules.course import ALIVE, Choice, Events, Settled, Stage, Standing
from desktop.services.records.course import Course, CourseLine, QuarterDraft, QuarterLine, Totals

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from db.records.course import Declaration, Objection, Reversal
    from db.records.loans import SubsidyBatch, SubsidyLine
    from db.store import Store
    from desktop.rules.course import Figures

WITHDRAWN = "withdrawn"
HANDED = "declared"
UPHELD = "upheld"
MONEY = frozenset({Standing.SUBMITTED, Standing.PAID, Standing.PAYMENT_FAILED})
"""Where a line is with finance, or its money moved."""

_STAGE_OF = {
    "published": Stage.PUBLISHED,
    "submitted": Stage.SUBMITTED,
    "closed": Stage.CLOSED,
}
Key = tuple[str, str, "date | None", "date | None"]


def settled(line: SubsidyLine) -> Settled:
    """A line of a batch as the rules of its course take it."""
    return Settled(
        status=line.line_status,
        flags=line.flags,
        interest=line.interest_due_fen,
        bank_interest=line.bank_interest_fen,
        claimed=line.bank_claimed_fen,
        central_t1=line.central_t1_fen,
        province_t1=line.province_t1_fen,
        central_t2=line.central_t2_fen,
        local=line.local_amount_fen,
        subsidy=line.subsidy_total_fen,
    )


def draft(store: Store, parts: Sequence[SubsidyBatch]) -> QuarterDraft:
    """The lines of a settled batch with what is chosen and what still waits."""
    lines = subsidies.all_lines(store, parts)
    said = {
        (one.batch, one.line_no): one
        for part in parts
        for one in courses.steps(store, LineChoice, part.id)
    }
    alive = _alive(store, parts)
    found = [_draft_line(one, said.get((one.batch, one.line_no)), alive) for one in lines]
    return _drafted(store, parts, found)


def redrafted(
    store: Store, parts: Sequence[SubsidyBatch], before: QuarterDraft, said: Iterable[LineChoice]
) -> QuarterDraft:
    """The draft after choices that were open in it; no choice changes another line."""
    new = {(one.batch, one.line_no): one for one in said}
    found = [
        _draft_line(one.line, new[one.key], frozenset()) if one.key in new else one
        for one in before.lines
    ]
    return _drafted(store, parts, found)


def _drafted(
    store: Store, parts: Sequence[SubsidyBatch], found: Sequence[QuarterLine]
) -> QuarterDraft:
    first = parts[0]
    causes = Counter(one.cause for one in found if one.standing is Standing.OPEN)
    back = open_reversals(store, {one.township_code for one in parts})
    going = [one for one in found if one.standing is Standing.READY]
    counted = [one.figures for one in going if one.figures]
    counted += [figures_of(line).negated() for _, line in back]
    taken_back = [line.household_no for _, line in back]
    return QuarterDraft(
        batch_no=first.batch_no,
        revision=first.revision,
        lines=tuple(found),
        causes=dict(causes.most_common()),
        reversals=len(back),
        totals=_totals(counted, [*(one.line.household_no for one in going), *taken_back]),
    )


def _draft_line(line: SubsidyLine, said: LineChoice | None, alive: frozenset[Key]) -> QuarterLine:
    asked = settled(line)
    options = rules.options(asked)
    choice = Choice(said.choice) if said and said.choice in options else None
    standing, figures = Standing.NOT_LISTED, None
    if _key(line) in alive:
        standing, options = Standing.EARLIER, ()
    elif options and choice is Choice.EXCLUDE:
        standing = Standing.EXCLUDED
    elif options and choice is None and rules.must_choose(asked):
        standing = Standing.OPEN
    elif options:
        standing, figures = Standing.READY, rules.figures(asked, choice or Choice.OWN)
    return QuarterLine(
        line=line,
        standing=standing,
        options=options,
        choice=choice,
        reason=said.reason if said and choice else "",
        figures=figures,
    )


def _totals(counted: Iterable[Figures], numbers: Iterable[str]) -> Totals:
    told = list(counted)
    return Totals(
        lines=len(told),
        households=len(set(numbers)),
        interest_fen=sum(one.interest for one in told),
        central_t1_fen=sum(one.central_t1 or 0 for one in told),
        province_t1_fen=sum(one.province_t1 or 0 for one in told),
        central_t2_fen=sum(one.central_t2 or 0 for one in told),
        local_fen=sum(one.local or 0 for one in told),
        subsidy_fen=sum(one.subsidy for one in told),
        borrower_fen=sum(one.borrower for one in told),
    )


def figures_of(line: DeclaredLine) -> Figures:
    """The amounts of a declared line."""
    return rules.Figures(
        interest=line.interest_fen,
        central_t1=line.central_t1_fen,
        province_t1=line.province_t1_fen,
        central_t2=line.central_t2_fen,
        local=line.local_fen,
        subsidy=line.subsidy_fen,
        borrower=line.borrower_fen,
    )


def _key(line: SubsidyLine | DeclaredLine) -> Key:
    """What can be subsidised (a loan, its extension apart, and its days) or taken back once."""
    if isinstance(line, DeclaredLine) and line.reverses:
        return line.reverses, "", None, None
    return line.loan_no, line.renewal_type, line.period_from, line.period_to


def part_of(one: SubsidyBatch | Declaration) -> tuple[str, int, str]:
    """The part of a run that a declaration froze; two machines may have frozen the same."""
    return one.batch_no, one.revision, one.township_code


def _alive(store: Store, parts: Sequence[SubsidyBatch]) -> frozenset[Key]:
    """What other declarations of these townships hold already and nobody gave back."""
    here = {part_of(one) for one in parts}
    townships = {one.township_code for one in parts}
    return frozenset(
        _key(one.line)
        for found in declared(store, townships=townships)
        if part_of(found.declaration) not in here and not found.withdrawn
        for one in found.lines
        if one.standing in ALIVE and not one.line.reverses
    )


def held_elsewhere(store: Store, found: Course) -> frozenset[Key]:
    """What another declaration has a better claim to, so that nothing is paid twice.

    Money that moved comes first, then the later revision, then what was handed over, then what
    was frozen first.
    """
    mine = _rank(found)
    return frozenset(
        _key(one.line)
        for other in declared(store, townships={found.declaration.township_code})
        if other.declaration.id != found.declaration.id and not other.withdrawn
        for one in other.lines
        if one.standing in MONEY or (one.standing in ALIVE and _rank(other) > mine)
    )


def _rank(found: Course) -> tuple[int, bool, float, str]:
    one = found.declaration
    handed = Stage.DECLARED in found.reached
    return one.revision, handed, -one.said_at.timestamp(), one.id


def key_of(line: DeclaredLine) -> Key:
    """What can be subsidised, or taken back, once."""
    return _key(line)


def open_reversals(store: Store, townships: set[str]) -> list[tuple[Reversal, DeclaredLine]]:
    """Paid lines that were found wrong and that no declaration has taken back yet."""
    wanted = courses.reversals(store, townships)
    if not wanted:
        return []
    taken = {
        one.line.reverses
        for found in declared(store, townships=townships)
        if not found.withdrawn
        for one in found.lines
        if one.line.reverses and one.standing in ALIVE
    }
    out: list[tuple[Reversal, DeclaredLine]] = []
    for one in {f"{one.declaration}:{one.line_no}": one for one in wanted}.values():
        if f"{one.declaration}:{one.line_no}" in taken:
            continue
        lines = courses.declared_lines(store, one.declaration)
        line = next((line for line in lines if line.line_no == one.line_no), None)
        if line is not None:
            out.append((one, line))
    return out


def declared(
    store: Store,
    batch_no: str = "",
    today: date | None = None,
    townships: Collection[str] = (),
) -> list[Course]:
    """All declarations with the standing of their lines, the newest quarter first."""
    names = {one.township_code: one.township for one in households.villages(store)}
    return [
        _course(store, one, names, today)
        for one in courses.declarations(store, batch_no)
        if not townships or one.township_code in townships
    ]


def of(store: Store, declaration: str, today: date | None = None) -> Course:
    """One declaration. Raises `declaration_unknown`."""
    names = {one.township_code: one.township for one in households.villages(store)}
    for one in courses.declarations(store):
        if one.id == declaration:
            return _course(store, one, names, today)
    raise UserError("declaration_unknown", declaration=declaration)


def _course(store: Store, one: Declaration, names: Mapping[str, str], today: date | None) -> Course:
    bank = courses.steps(store, BankStep, one.id)
    office = courses.steps(store, OfficeStep, one.id)
    said_so = courses.steps(store, LineReview, one.id)
    reviews = {said.line_no: said for said in said_so}
    first = {said.line_no: said.reviewed_on for said in reversed(said_so)}
    handed = next((said for said in bank if said.step == HANDED), None)
    begun = handed is not None or office or reviews
    taken_back = next((said.reason for said in bank if said.step == WITHDRAWN), "")
    withdrawn = "" if begun else taken_back  # what the offices have in hand is not taken back
    lines = _lines(store, one, reviews, declared_=handed is not None)
    reached = {Stage.FROZEN: one.frozen_on}
    if handed:
        reached[Stage.DECLARED] = handed.happened_on
    if lines and all(line.line.line_no in reviews for line in lines):
        reached[Stage.REVIEWED] = max(first.values())
    for step in office:
        found = _STAGE_OF.get(step.step)
        if found:
            reached.setdefault(found, step.happened_on)
    days = [line.paid_on for line in lines if line.standing is Standing.PAID and line.paid_on]
    if days:
        reached[Stage.PAID] = max(days)
    counts = Counter(line.standing for line in lines)
    return Course(
        declaration=one,
        township=names.get(one.township_code, one.township_code),
        stage=rules.stage(reached),
        reached=reached,
        standing_days=rules.days_in_stages(reached, today) if today else {},
        counts=counts,
        accepted_fen=_sum(lines, {Standing.ACCEPTED}),
        submitted_fen=sum(step.subsidy_fen or 0 for step in office if step.step == "submitted"),
        paid_fen=_sum(lines, {Standing.PAID}),
        withdrawn=withdrawn,
        begun=bool(begun),
        steps=tuple(office),
        lines=tuple(lines),
    )


def _sum(lines: Iterable[CourseLine], wanted: set[Standing]) -> int:
    return sum(one.line.subsidy_fen for one in lines if one.standing in wanted)


def _lines(
    store: Store,
    one: Declaration,
    reviews: Mapping[int, LineReview],
    *,
    declared_: bool,
) -> list[CourseLine]:
    answered = answers.of(store, one)
    against: dict[int, list[Objection]] = {}
    for said in courses.objections(store, one.id):
        against.setdefault(said.line_no, []).append(said)
    reversed_ = {
        found.line_no
        for found in courses.reversals(store, [one.township_code])
        if found.declaration == one.id
    }
    found = []
    quiet = rules.standing(Events(declared=declared_))
    spoken_of = {*reviews, *against, *answered, *reversed_}
    for line in courses.declared_lines(store, one.id):
        if line.line_no not in spoken_of:
            found.append(CourseLine(declaration=one, line=line, standing=quiet))
            continue
        review, raised = reviews.get(line.line_no), tuple(against.get(line.line_no, ()))
        went = answered.get(line.line_no)
        answer = went.payment if went else None
        told = Events(
            declared=declared_,
            review=review.result if review else "",
            objected=any(said.outcome in ("", UPHELD) for said in raised),
            submitted=went is not None and went.submitted,
            payment=answer.pay_status if answer else "",
            reversed=line.line_no in reversed_,
        )
        found.append(
            CourseLine(
                declaration=one,
                line=line,
                standing=rules.standing(told),
                reason_code=review.reason_code if review else "",
                note=review.note if review else "",
                reviewed_at=review.said_at if review else None,
                fail_reason=answer.fail_reason if answer else "",
                paid_on=answer.paid_on if answer else None,
                objections=raised,
                answered=went.other if went else None,
            )
        )
    return found
