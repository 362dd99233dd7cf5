"""The handler of every fact: one notice for each office that the fact concerns; and the table of these facts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.notifications.notices.model import ABOUT_A_VACANCY, Notice, Recipient, VacancySummary
from services.notifications.notices.texts import EVERYBODY, TEXTS
from shared.contracts.communes import CommuneFact, CommuneJoined, CommuneLeft
from shared.contracts.envelope import Envelope, Fact, derived_id
from shared.contracts.matching import OfferMade
from shared.contracts.notices import NoticeAbandoned, NoticeDelivered
from shared.contracts.vacancies import SeatLeased, VacancyAmended, VacancyPosted, VacancyUnfilled
from shared.messaging.decisions import Aggregate, Decision, Handler, LoadedAggregates

BOARD = "board"
"""The channel of every notice, as long as there is no other."""


def notify(aggregates: LoadedAggregates, envelope: Envelope[Any], now: datetime) -> Decision:
    """Keep what later notices need (communes, summaries of vacancies), and make a notice for each office concerned."""
    remembered = _remember(aggregates, envelope.data)
    # the text of a notice uses the summary as this fact changes it
    summary = next((r for r in remembered if isinstance(r, VacancySummary)), None) or _known(aggregates, envelope.data)
    notices = [
        _notice(aggregates, envelope, commune, text) for commune, text in _texts(aggregates, envelope.data, summary)
    ]
    facts = tuple(_fact(notice) for notice in notices)
    changed: tuple[Aggregate, ...] = (*remembered, *notices)
    return Decision(changed, facts)


def _texts(aggregates: LoadedAggregates, fact: Fact, summary: VacancySummary | None) -> Iterator[tuple[str, str]]:
    """Each office with its text; `EVERYBODY` stands for all offices in the Mesa now."""
    notices = TEXTS[type(fact)].notices
    for commune, text in notices(fact, summary) if notices else ():
        if commune != EVERYBODY:
            yield commune, text
            continue
        # the commune of this fact is stored only after it; of one that is known it is no news that it joined
        newcomer = {fact.commune} if isinstance(fact, CommuneFact) else set()
        if isinstance(fact, CommuneJoined) and (known := aggregates.get(Recipient, fact.commune)) and known.at_table:
            return
        seated = {member.commune for member in aggregates.all(Recipient) if member.at_table} | newcomer
        yield from ((cut, text) for cut in sorted(seated))


def _notice(aggregates: LoadedAggregates, envelope: Envelope[Any], commune: str, text: str) -> Notice:
    """A notice for one office; undelivered if the office had left the Mesa."""
    member = aggregates.get(Recipient, commune)
    # a commune that has just joined is not stored yet, and one that is not known may be early
    told = member is None or member.at_table or isinstance(envelope.data, CommuneFact)
    about = getattr(envelope.data, "vacancy_id", None)
    return Notice(
        derived_id(envelope.id, commune), commune, envelope.time, envelope.id, envelope.type, about, text, told
    )


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


def _remember(aggregates: LoadedAggregates, fact: Fact) -> list[Aggregate]:
    """The recipients and summaries that a fact changes."""
    match fact:
        case CommuneFact():
            return [Recipient(fact.commune, fact.name, True)]
        case CommuneLeft():
            return [Recipient(fact.commune, fact.name, False)]
        case VacancyPosted() | VacancyAmended() | VacancyUnfilled():
            known = aggregates.get(VacancySummary, fact.vacancy_id)
            part = known.took_part if known else ()
            if isinstance(fact, VacancyUnfilled):  # an invited commune holds a copy, and gets notices of what follows
                part = (*part, *(cut for cut in fact.invited if cut not in part))
            return [VacancySummary(fact.vacancy_id, fact.commune, fact.profile.title, part)]
        case OfferMade() | SeatLeased():
            return _took_part(aggregates, fact)
        case _:
            return []


def _took_part(aggregates: LoadedAggregates, fact: OfferMade | SeatLeased) -> list[Aggregate]:
    commune = fact.commune if isinstance(fact, OfferMade) else fact.candidate_commune
    known = aggregates.get(VacancySummary, fact.vacancy_id)
    if known is None or commune in known.took_part:
        return []
    return [replace(known, took_part=(*known.took_part, commune))]


def _known(aggregates: LoadedAggregates, fact: Fact) -> VacancySummary | None:
    return aggregates.get(VacancySummary, fact.vacancy_id) if isinstance(fact, ABOUT_A_VACANCY) else None


HANDLERS: Mapping[type, Handler] = {fact: notify for fact, text in TEXTS.items() if text.notices}
