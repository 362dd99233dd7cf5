"""What is known of a vacancy before it is published: the law, who fits, and which one it seems to be."""

import asyncio
from typing import Any, NamedTuple

from services.notifications.board.acting import Answer, AwayError
from services.notifications.board.pages.profile_form import VacancyForm
from services.notifications.board.pages.signed import Signed
from services.notifications.board.queries import vacancies
from services.notifications.board.queries.vacancies import VacancyPage
from shared.text import count


class Look(NamedTuple):
    """`flags`: of the law. `fits`: sentences on the people of the office. `like`: what stands already and seems the
    same.
    """

    flags: tuple[dict[str, Any], ...] = ()
    fits: tuple[str, ...] = ()
    like: VacancyPage | None = None


NOTHING = Look()


async def look(signed: Signed, written: VacancyForm, *, new: bool = True) -> Look:
    """What is known of what is written; nothing while it is not yet a vacancy, or the service that knows it is away.

    `new`: it would be published, and not only changed.
    """
    services, officer = signed.desk.services, signed.officer
    whole = {"title": "—", "employer": "—", **written.profile}
    asked = [services.review(officer, whole), services.fit(officer, whole)]
    if new:
        asked.append(services.post(officer, "vacancies", "/v1/vacancies", written.posting, dry_run=True))
    flags, fit, tried = (*[_data(one) for one in await asyncio.gather(*asked, return_exceptions=True)], None)[:3]
    like = tried.get("linked_to") if tried else None
    found = await vacancies.vacancy(signed.desk.read, like) if like else None
    return Look(tuple(flags or ()), fits_told(fit) if fit and written.one("title") else (), found)


def fits_told(fit: dict[str, Any]) -> tuple[str, ...]:
    """Who fits, in sentences: how many, what hinders others who would, and what one change would bring."""
    number = fit["fit"]
    told = [f"{count(number, 'persona de su oficina calza', 'personas de su oficina calzan')}."]
    if not number:
        told = ["Nadie de su oficina calza por ahora."]
    told += [f"{one['text']}: {one['count']}." for one in fit["hindered"]]
    if fit["near"]:
        why = ", ".join(f"{one['text'].lower()} ({one['count']})" for one in fit["near"])
        more = sum(one["count"] for one in fit["near"])
        told.append(f"Con un solo cambio {'calzaría' if more == 1 else 'calzarían'} {more} más: {why}.")
    return tuple(told)


def _data(said: Answer | BaseException) -> Any:
    if isinstance(said, BaseException) and not isinstance(said, AwayError):
        raise said
    return said.data if isinstance(said, Answer) and said.ok else None
