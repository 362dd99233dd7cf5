"""What notifications hears, which is everything, and what follows: one notice per office and fact."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.notifications.model import Known, Member, Notice
from services.notifications.texts import EVERYBODY, TEXTS
from shared.bus.work import Aggregate, Handler, Outcome, Work
from shared.contracts.communes import CommuneFact, CommuneLeft
from shared.contracts.envelope import Envelope, Fact, derived_id
from shared.contracts.matching import OfferFact, OfferMade
from shared.contracts.notices import NoticeAbandoned, NoticeDelivered
from shared.contracts.vacancies import SeatLeased, VacancyAmended, VacancyFact, VacancyPosted, VacancyUnfilled

BOARD = "board"


def hear(work: Work, said: Envelope[Any], now: datetime) -> Outcome:
    """Remember what is needed to speak truly, and tell every office whom the fact concerns."""
    remembered = _remember(work, said.data)
    known = next((r for r in remembered if isinstance(r, Known)), None) or _known(work, said.data)
    notices = [_notice(work, said, commune, text) for commune, text in _told(work, said.data, known)]
    facts = tuple(_fact(notice) for notice in notices)
    changed: tuple[Aggregate, ...] = (*remembered, *notices)
    return Outcome(changed, facts)


def _told(work: Work, fact: Fact, known: Known | None) -> Iterator[tuple[str, str]]:
    """Each office once: `EVERYBODY` is all who sit at the table now."""
    for commune, text in TEXTS[type(fact)](fact, known):
        if commune != EVERYBODY:
            yield commune, text
            continue
        newcomer = {fact.commune} if isinstance(fact, CommuneFact) else set()
        seated = {member.commune for member in work.all(Member) if member.at_table} | newcomer
        yield from ((cut, text) for cut in sorted(seated))


def _notice(work: Work, said: Envelope[Any], commune: str, text: str) -> Notice:
    member = work.get(Member, commune)
    told = member is None or member.at_table or isinstance(said.data, CommuneFact)
    about = getattr(said.data, "vacancy_id", None)
    return Notice(derived_id(said.id, commune), commune, said.time, said.id, said.type, about, text, told)


def _fact(notice: Notice) -> NoticeDelivered | NoticeAbandoned:
    if notice.told:
        return NoticeDelivered(notice_id=notice.notice_id, commune=notice.commune, channel=BOARD, about=notice.about)
    return NoticeAbandoned(
        notice_id=notice.notice_id,
        commune=notice.commune,
        channel=BOARD,
        about=notice.about,
        why="la comuna dejó la Mesa",
    )


def _remember(work: Work, fact: Fact) -> list[Aggregate]:
    match fact:
        case CommuneFact():
            return [Member(fact.commune, fact.name, True)]
        case CommuneLeft():
            return [Member(fact.commune, fact.name, False)]
        case VacancyPosted() | VacancyAmended() | VacancyUnfilled():
            known = work.get(Known, fact.vacancy_id)
            part = known.took_part if known else ()
            if isinstance(fact, VacancyUnfilled):  # who is asked holds a copy, and hears what becomes of it
                part = (*part, *(cut for cut in fact.invited if cut not in part))
            return [Known(fact.vacancy_id, fact.commune, fact.profile.title, part)]
        case OfferMade() | SeatLeased():
            return _took_part(work, fact)
        case _:
            return []


def _took_part(work: Work, fact: OfferMade | SeatLeased) -> list[Aggregate]:
    commune = fact.commune if isinstance(fact, OfferMade) else fact.candidate_commune
    known = work.get(Known, fact.vacancy_id)
    if known is None or commune in known.took_part:
        return []
    return [replace(known, took_part=(*known.took_part, commune))]


def _known(work: Work, fact: Fact) -> Known | None:
    return work.get(Known, fact.vacancy_id) if isinstance(fact, VacancyFact | OfferFact) else None


HEARS: Mapping[type, Handler] = dict.fromkeys(TEXTS, hear)
