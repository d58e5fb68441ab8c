"""A draft becomes declarations: one for each township, its lines with the figures that go out."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import courses, households
from db.records.course import Declaration, DeclaredLine
from desktop.errors import UserError
from desktop.rules.course import Standing, figures
from desktop.services.ownbank import bank_of
from desktop.services.subsidies import course

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from db.records.course import Reversal
    from db.records.loans import SubsidyBatch
    from desktop.services.records.course import QuarterDraft, QuarterLine
    from desktop.services.session import Session


def frozen(
    session: Session, parts: Sequence[SubsidyBatch], draft: QuarterDraft
) -> list[tuple[Declaration, str]]:
    """The declarations of a draft with their packed lines, townships without a line left out.

    Their totals add up to the draft's, source by source, to the fen; nothing is written.

    Raises:
        UserError: `control_totals_differ` where the parts do not give the draft's totals.
    """
    back = course.open_reversals(session.store, {one.township_code for one in parts})
    going: dict[str, list[QuarterLine]] = {}
    for one in draft.lines:
        if one.standing is Standing.READY:
            going.setdefault(one.line.batch, []).append(one)
    after = max((one.line.line_no for one in draft.lines), default=0)
    made: list[tuple[Declaration, str]] = []
    for part in parts:
        mine = going.get(part.id, ())
        people = households.id_numbers(session.store, {one.line.household_no for one in mine})
        lines = [_line(one, people) for one in mine]
        lines += [
            _taken_back(reversal, line, after + index)
            for index, (reversal, line) in enumerate(back, 1)
            if reversal.township_code == part.township_code
        ]
        if lines:
            rows = courses.rows_of(lines)
            declaration = _declaration(session, part, _lenders(session, part, mine), lines, rows)
            _prove_lines(declaration, lines)
            made.append((declaration, rows))
    for name in courses.TOTALS:
        if sum(getattr(one, name) for one, _ in made) != getattr(draft.totals, name):
            raise UserError("control_totals_differ", township="", name=name)
    return made


def _prove_lines(one: Declaration, lines: Sequence[DeclaredLine]) -> None:
    """The sources of each line add up to its subsidy, and no line is there twice."""
    if any(_shared(line) not in {None, line.subsidy_fen} for line in lines):
        raise UserError("control_totals_differ", township=one.township_code, name="shares")
    if one.lines != len({line.line_no for line in lines}):
        raise UserError("control_totals_differ", township=one.township_code, name="lines")


def _shared(line: DeclaredLine) -> int | None:
    """The sum of the shares of a line; None where its scheme has no shares."""
    shares = (line.central_t1_fen, line.province_t1_fen, line.central_t2_fen, line.local_fen)
    known = [one for one in shares if one is not None]
    return sum(known) if known else None


def _lenders(session: Session, part: SubsidyBatch, own: Sequence[QuarterLine]) -> str:
    """Who lent what is declared: the public list of the offices names it, and they have no loans.

    A batch that was settled without naming a bank is of those on its lines.
    """
    named = dict.fromkeys(filter(None, (one.line.bank for one in own)))
    joiner: str = session.shelf.templates.house["formats"]["joiner"]
    return part.bank or joiner.join(named) or bank_of(session)


def _declaration(
    session: Session,
    part: SubsidyBatch,
    bank: str,
    lines: Sequence[DeclaredLine],
    rows: str,
) -> Declaration:
    sums = courses.totals(lines)
    return Declaration(
        id=f"{part.id}/{session.store.identity.device}",
        batch_no=part.batch_no,
        revision=part.revision,
        township_code=part.township_code,
        bank=bank,
        region=part.region,
        year=part.year,
        quarter=part.quarter,
        period_from=part.period_from,
        period_to=part.period_to,
        list_closed_on=part.list_closed_on,
        frozen_on=session.today(),
        said_at=session.clock(),
        digest=courses.digest_of_rows(rows),
        households=len({one.household_no for one in lines}),
        lines=len(lines),
        interest_fen=sums["interest_fen"],
        central_t1_fen=sums["central_t1_fen"],
        province_t1_fen=sums["province_t1_fen"],
        central_t2_fen=sums["central_t2_fen"],
        local_fen=sums["local_fen"],
        subsidy_fen=sums["subsidy_fen"],
        borrower_fen=sums["borrower_fen"],
    )


def _line(one: QuarterLine, people: Mapping[tuple[str, str], str]) -> DeclaredLine:
    line = one.line
    told = one.figures or figures(course.settled(line))
    return DeclaredLine(
        line_no=line.line_no,
        household_no=line.household_no,
        division_code=line.division_code,
        member_no=line.member_no,
        borrower_name=line.borrower_name,
        id_number=people.get((line.household_no, line.member_no or line.borrower_name), ""),
        relation=line.relation_to_head,
        loan_no=line.loan_no,
        renewal_type=line.renewal_type,
        principal_fen=line.principal_fen,
        rate_ppm=line.rate_ppm,
        day_basis=line.day_basis,
        days=line.days,
        tier1_product_fen_days=line.tier1_product_fen_days,
        tier2_product_fen_days=line.tier2_product_fen_days,
        interest_fen=told.interest,
        paid_fen=line.interest_paid_fen,
        central_t1_fen=told.central_t1,
        province_t1_fen=told.province_t1,
        central_t2_fen=told.central_t2,
        local_fen=told.local,
        subsidy_fen=told.subsidy,
        borrower_fen=told.borrower,
        own_subsidy_fen=line.subsidy_total_fen,
        choice=one.choice or "",
        reason=one.reason,
        flags=_one_after_another(line.flags),
        clauses=_one_after_another(line.clauses),
        drawn_on=line.drawn_on,
        maturity_on=line.maturity_on,
        period_from=line.period_from,
        period_to=line.period_to,
        paid_on=line.paid_on,
    )


@lru_cache(maxsize=256)
def _one_after_another(codes: tuple[str, ...]) -> str:
    """Codes as one text, which all lines with the same codes share."""
    return " ".join(codes)


def _taken_back(reversal: Reversal, line: DeclaredLine, number: int) -> DeclaredLine:
    """The negative line that takes a paid one back; it names it and why."""
    told = course.figures_of(line).negated()
    return replace(
        line,
        line_no=number,
        interest_fen=told.interest,
        central_t1_fen=told.central_t1,
        province_t1_fen=told.province_t1,
        central_t2_fen=told.central_t2,
        local_fen=told.local,
        subsidy_fen=told.subsidy,
        borrower_fen=told.borrower,
        own_subsidy_fen=None,
        paid_fen=None,
        choice="",
        reason=f"{reversal.document_no} {reversal.reason}",
        flags="",
        reverses=f"{reversal.declaration}:{reversal.line_no}",
    )
