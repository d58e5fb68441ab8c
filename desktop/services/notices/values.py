"""What a sheet is about and the values that the ledger has for it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from db import households
from db import settings as kept
from db.records.houses import HouseholdFilter
from desktop.errors import UserError
from desktop.services.notices import (
    applying,
    boards,
    borrowing,
    checks,
    duty,
    happened,
    leavers,
    ledger,
    maturities,
    offices,
    overdue,
    paid,
    pointed,
    returning,
    route,
    rows,
    slogans,
    suspended,
)
from desktop.services.notices.subject import Subject
from desktop.services.places import village_named
from desktop.services.records.papers import CALLS, ROUTE
from desktop.services.setting_keys import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from db.records.houses import Village
    from db.records.work import EligibilityCheck
    from desktop.printing.templates import Sheet
    from desktop.services.notices.checks import Sources
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

    Step = Callable[[int, int], None]

_ALL = 1_000_000
_CHECKED, _RATED = "F08", "F28"


def subjects(
    session: Session, sheet: Sheet, scope: NoticeScope, pack: str, sources: Sources, *, step: Step
) -> list[Subject]:
    """One subject per sheet to print; of a village only those whom the sheet means something to.

    `step` hears households read and households in all.

    Raises:
        UserError: `notice_scope_missing`, `notice_no_roster`, `village_unknown`,
            `household_unknown`, `check_unknown`, `check_not_the_same`, `check_other_pack`,
            `group_unknown`, `route_only_unknown`, `copies_wrong`, `period_wrong`,
            `batch_unknown`, `no_batch_settled`, `bundle_unknown`, `no_loan_ending`,
            `no_loan_overdue`, `paid_differs`, `slogan_unknown`, `declaration_unknown`,
            `sheet_of_offices`, `inspection_unknown`, `loan_unknown`, `loan_ambiguous`,
            `claim_unknown`, `recovery_unknown`, `no_list_frozen`, `no_list_submitted`,
            `application_bank_only`, `handover_unknown`, `handover_nothing`, and those of
            `pointed.checked` and `pointed.NOTHING`.
    """
    pointed.checked(session, sheet, scope, pack)
    if scope.blank:
        return [_nobody(session, sheet.kind)] * route.copies(scope)
    if sheet.scope == "household":
        return _of_households(session, sheet.kind, scope, sources, step=step)
    station = _station(session)
    if sheet.scope in offices.SCOPES or sheet.kind in offices.KINDS:
        return [offices.subject(session, sheet, scope, offices.Given(station, sources, pack))]
    return _of_places(session, sheet, scope, pack)


def _nobody(session: Session, kind: str) -> Subject:
    """What is printed to be written on: whom it is about is known when it comes back."""
    townships = session.store.identity.townships
    return Subject(
        kind="blank",
        name=session.shelf.templates.house["formats"]["blank_subject"],
        township_code=townships[0] if len(townships) == 1 else "",
        division_code="",
        household_no="",
        values={
            **_station(session),
            **(suspended.phone(session) if kind == suspended.KIND else {}),
        },
        keeps={"blank": True},
    )


def _of_places(session: Session, sheet: Sheet, scope: NoticeScope, pack: str) -> list[Subject]:
    """The sheets of a village or a township: one, or one for each slogan or blank slip."""
    station = _station(session)
    if sheet.kind == happened.KIND:
        return _activities(session, scope, station)
    place = _place(session, scope, station, sheet.scope)
    if sheet.slogans:
        return [
            replace(place, values={**place.values, "slogan": text, "slogan_clause": clause})
            for text, clause in slogans.chosen(session, scope, pack)
        ]
    if sheet.kind == route.BLANK_SLIP:
        return [place] * route.copies(scope)
    return [_filled(session, sheet, scope, place, pack)]


def _activities(session: Session, scope: NoticeScope, station: dict[str, object]) -> list[Subject]:
    """A form for each activity meant."""
    village = village_named(session.store, scope.village) if scope.village else None
    code = (village.division_code or village.village) if village is not None else ""
    names = {one.township_code: one.township for one in households.villages(session.store)}
    return [
        Subject(
            kind="activity",
            name=one.place or one.village,
            township_code=one.township_code,
            division_code=one.division_code,
            household_no="",
            values={
                **station,
                "township": names.get(one.township_code, ""),
                **happened.values(session, one),
            },
            keeps={returning.RECORD: one.activity_no},
        )
        for one in happened.activities(session, scope, code)
    ]


def _of_households(
    session: Session, kind: str, scope: NoticeScope, sources: Sources, *, step: Step
) -> list[Subject]:
    """The sheets of the households meant; one that was named gets its sheet with the gaps."""
    station = _station(session)
    if scope.record_no and kind in _RECORDED:
        number, said = _RECORDED[kind](session, scope.record_no, sources)
        return [_with(_household(session, number, station), said)]
    if kind == _CHECKED:
        return _checked(session, scope, station, sources)
    if kind == leavers.KIND:
        return [
            _with(_household(session, number, station), leavers.values(session, number))
            for number in _left(session, scope)
        ]
    tell, named = _teller(kind, sources), bool(scope.household_nos)
    found = []
    numbers = list(_numbers(session, scope))
    for place, number in enumerate(numbers):
        step(place, len(numbers))
        told = tell(session, number, named=named) if tell else [{}]
        about = _household(session, number, station) if told or named else None
        if about is not None and not told and kind in pointed.NOTHING:
            raise UserError(pointed.NOTHING[kind], who=about.name, household_no=number)
        found += [_with(about, values) for values in told or [{}] * named if about is not None]
    return found


def _teller(kind: str, sources: Sources) -> Callable[..., list[dict[str, object]]] | None:
    """What tells the sheets of a household, None where they say only whose they are."""
    if kind == maturities.KIND:
        return partial(maturities.values, openings=sources.openings)
    if kind == paid.KIND:
        return paid.Paid()
    if kind == duty.KIND:
        return partial(duty.gathered, sources=sources)
    if kind in _APPLYING:
        return partial(_APPLYING[kind], orders=sources.orders)
    return _TOLD.get(kind)


def _with(about: Subject, values: dict[str, object]) -> Subject:
    """A household with what the sheet says; a sheet to a borrower is about the borrower."""
    name = str(values.get("borrower_name") or about.name)
    record: dict[str, object] = {returning.RECORD: values["loan_no"]} if "loan_no" in values else {}
    return replace(about, name=name, values={**about.values, **values}, keeps=record)


_TOLD: Mapping[str, Callable[..., list[dict[str, object]]]] = {
    overdue.KIND: overdue.values,
    applying.SURVEY: applying.surveyed,
    borrowing.INSPECTION: borrowing.inspected,
    borrowing.RENEWAL: borrowing.renewed,
    borrowing.CLAIM: borrowing.claimed,
    borrowing.RECOVERY: borrowing.recovered,
}

_APPLYING: Mapping[str, Callable[..., list[dict[str, object]]]] = {
    applying.APPLICATION: applying.applied,
    applying.COVER: applying.covered,
}

_RECORDED: Mapping[str, Callable[[Session, str, Sources], tuple[str, dict[str, object]]]] = {
    borrowing.INSPECTION: lambda session, number, _: borrowing.seen(session, number),
    borrowing.RENEWAL: lambda session, number, _: borrowing.requested(session, number),
    borrowing.CLAIM: lambda session, number, _: borrowing.claim(session, number),
    borrowing.RECOVERY: lambda session, number, _: borrowing.recovery(session, number),
    duty.KIND: duty.of_loan,
}
"""What is filled from one record: the household, and what the sheet says of it."""


def _checked(
    session: Session, scope: NoticeScope, station: dict[str, object], sources: Sources
) -> list[Subject]:
    """Result sheets: of one check, or of the newest check of each household."""
    found: dict[str, EligibilityCheck | None]
    if scope.check_no:
        found = {(one := checks.named(session, scope.check_no)).household_no: one}
    else:
        numbers = list(_numbers(session, scope))
        found = {number: checks.newest(session, number) for number in numbers}
    sheets = []
    for number, check in found.items():
        if check is None and not scope.household_nos:
            continue
        if check is not None and scope.pack not in {"", check.policy_pack_version}:
            raise UserError("check_other_pack", own=check.policy_pack_version, pack=scope.pack)
        subject = _household(session, number, station)
        told = checks.values(session, check, sources) if check else {}
        sheets.append(replace(subject, values={**subject.values, **told}))
    return sheets


def _filled(
    session: Session, sheet: Sheet, scope: NoticeScope, place: Subject, pack: str
) -> Subject:
    """A place with the rows and the span of its list; one that has no rows yet gets none."""
    given: dict[str, object] = {}
    keeps: dict[str, object] = {}
    village = place.kind == "village"
    code = (place.division_code or place.name) if village else ""
    if sheet.kind in {ROUTE, CALLS}:
        found, numbers, without = route.rows(session, sheet.kind, code, scope)
        given = {"rows": found, "group": scope.group, "without_phone": without or None}
        keeps = {"rows": numbers, "group": scope.group, "only": scope.only}
    elif sheet.kind == ledger.KIND:
        name = place.name if village else ""
        given = ledger.values(session, scope, place.township_code, code, name)
    elif sheet.kind == boards.KIND:
        given, keeps = boards.values(session, place.township_code, place.values, pack)
    elif sheet.kind == _RATED:
        given = {"rows": [{} for _ in range(sheet.blank.rows if sheet.blank else 0)]}
    elif sheet.kind == "F03":
        given = {"rows": rows.examples(session, session.store.identity.county_code)}
    return replace(place, values={**place.values, **given}, keeps=keeps)


def _station(session: Session) -> dict[str, object]:
    """The settings, and the officer at work where no other name was filled in."""
    values: dict[str, object] = {
        key: text for key, text in kept.shown(session.store).items() if key in NAMES and text
    }
    values.setdefault("officer_name", session.officer)
    values["county"] = session.store.identity.county_name
    return values


def _numbers(session: Session, scope: NoticeScope) -> Iterator[str]:
    """The households meant: those named, or all of a village on the roster."""
    if scope.household_nos:
        yield from scope.household_nos
        return
    if not scope.village and scope.township:
        township = _first_of(households.villages(session.store), scope.township).township_code
        wanted = HouseholdFilter(township_code=township, status="listed")
        for one in households.lines(session.store, wanted, limit=_ALL):
            yield one.household_no
        return
    if not scope.village:
        raise UserError("notice_scope_missing")
    village = village_named(session.store, scope.village)
    for one in route.of_scope(session, village.division_code or village.village, scope):
        yield one.household_no


def _left(session: Session, scope: NoticeScope) -> list[str]:
    """Households that left the roster: those named, or all of the township with a version."""
    if scope.household_nos:
        return leavers.checked(session, scope.household_nos)
    if not scope.village and not scope.township:
        raise UserError("notice_scope_missing")
    village = village_named(session.store, scope.village) if scope.village else None
    place = village or _first_of(households.villages(session.store), scope.township)
    return leavers.of_version(
        session,
        place.township_code,
        scope.roster_version,
        division_code=village.division_code if village else "",
    )


def _household(session: Session, number: str, station: dict[str, object]) -> Subject:
    card = households.card(session.store, number)
    if card is None:
        raise UserError("household_unknown", household_no=number)
    house = card.household
    return Subject(
        kind="household",
        name=house.head_name,
        township_code=house.township_code,
        division_code=house.division_code,
        household_no=number,
        values={
            **station,
            "head_name": house.head_name,
            "household_no": number,
            "village": house.admin_village,
            "group_no": house.group_no,
            "township": house.township,
            "removed_on": card.entry.exited_on if card.entry else None,
        },
    )


def _place(
    session: Session, scope: NoticeScope, station: dict[str, object], wanted: str
) -> Subject:
    villages = households.villages(session.store)
    if scope.village:
        village = village_named(session.store, scope.village)
    elif wanted == "village":
        raise UserError("notice_scope_missing")
    else:
        village = _first_of(villages, scope.township)
    own = [one for one in villages if one.township_code == village.township_code]
    return Subject(
        kind="village" if scope.village else "township",
        name=village.village if scope.village else village.township,
        township_code=village.township_code,
        division_code=village.division_code if scope.village else "",
        household_no="",
        values={
            **station,
            "township": village.township,
            "village": village.village if scope.village else "",
            "village_count": len(own),
        },
    )


def _first_of(villages: list[Village], township: str) -> Village:
    """A village of the township meant; any where the ledger has one township only."""
    if not villages:
        raise UserError("notice_no_roster")
    codes = {one.township_code for one in villages}
    wanted = township if township not in {"", "*"} else (codes.pop() if len(codes) == 1 else "")
    found = next((one for one in villages if one.township_code == wanted), None)
    if found is None:
        raise (
            UserError("notice_scope_missing")
            if not wanted
            else UserError("township_unknown", township=township)
        )
    return found
