"""What a decision of this service needs of the Work: the table of members, who is free, and the outcome of a step."""

import tomllib
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cache

from pydantic import ValidationError

from services.vacancies.lint import DEFAULTS, Flag, Severity, Terms, look, personal
from services.vacancies.lint.pay import MINIMUM
from services.vacancies.model.around import Desks, Hold, Member, Numbering, Table, desks_of
from services.vacancies.model.policy import Policy
from services.vacancies.model.pulse import Outage, Pulse
from services.vacancies.model.reciprocity import Exchange, balances, exchanged
from services.vacancies.model.seats import Free, Step
from services.vacancies.model.twins import follow
from services.vacancies.model.vacancy import OVER, Stage, Vacancy
from services.vacancies.sound import unsound
from shared.bus.work import Aggregate, Outcome, Rejected, Work, reject
from shared.calendar import SANTIAGO
from shared.contracts.reasons import SAID_BY_ITSELF, Reason
from shared.contracts.replies import Fault
from shared.contracts.vacancies import Profile
from shared.settings import settings
from shared.territory import letters_of


@cache
def policy() -> Policy:
    """What this Mesa has agreed on. Raises ValueError with what is wrong in the file that MESA_POLICY names."""
    path = settings().policy
    if path is None:
        return Policy()
    try:
        return Policy.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as wrong:
        raise ValueError(f"MESA_POLICY={path}: {wrong}") from wrong


def table_of(work: Work, now: datetime) -> Table:
    """All that a decision knows beside the vacancy, as far as this batch has come."""
    members = {member.commune: member for member in work.all(Member)}
    people = {cut: member.population for cut, member in members.items() if member.at_table}
    today = now.astimezone(SANTIAGO).date()
    return Table(
        members=members,
        now=now,
        policy=policy(),
        desks=lambda beside: _desks(work, beside),
        vacancies=work.all(Vacancy),
        balance=balances(work.all(Exchange), people, today, policy()),
        outages=tuple(work.all(Outage)),
        pulse=work.get(Pulse, "pulse"),
    )


def _desks(work: Work, beside: str) -> Mapping[str, int]:
    others = work.get(Desks, Desks.KEY)
    at_hand = desks_of(v for v in work.all(Vacancy) if v.vacancy_id != beside)
    return at_hand + Counter(others.calls if others else {})


def free_in(work: Work) -> Free:
    """Whether a candidate holds no seat in the whole network, as far as this batch has come."""

    def free(candidate_ref: str) -> bool:
        hold = work.get(Hold, candidate_ref)
        return hold is None or hold.lease_id is None

    return free


def outcome(work: Work, before: Vacancy, step: Step, table: Table, result: dict[str, str] | None = None) -> Outcome:
    """What a step changes; nothing at all if it left the vacancy as it was. Its twins follow when it ends."""
    if step.vacancy is before:
        return Outcome(step.others, step.facts, result or {})
    exchanges = exchanged(lambda key: work.get(Exchange, key), before, step.vacancy)
    facts = step.facts
    changed: tuple[Aggregate, ...] = (step.vacancy, *step.others, *exchanges)
    if step.vacancy.stage in OVER and before.stage not in OVER:
        twins = [v for v in work.all(Vacancy) if v.twin_of == before.vacancy_id and v.stage is Stage.LINKED]
        for after in follow(twins, step.vacancy, table):
            changed, facts = (*changed, after.vacancy, *after.others), (*facts, *after.facts)
    return Outcome(changed, facts, result or {})


def seated(work: Work, commune: str) -> None:
    """Raises Rejected unless the commune that asks is at the table."""
    member = work.get(Member, commune)
    if member is None or not member.at_table:
        raise reject("commune_not_in_mesa", f"La comuna {commune} no está en la Mesa", "commune")


def own_vacancy(work: Work, vacancy_id: str, commune: str) -> Vacancy:
    """The vacancy a request speaks of. Raises Rejected if it does not exist or is another commune's."""
    vacancy = work.get(Vacancy, vacancy_id)
    if vacancy is None:
        raise reject("unknown_vacancy", f"No existe la vacante {vacancy_id}", "vacancy_id")
    if vacancy.commune != commune:
        raise reject("not_your_vacancy", f"La vacante es de la comuna {vacancy.commune}", "commune")
    return vacancy


def open_vacancy(work: Work, vacancy_id: str, commune: str) -> Vacancy:
    """The same, if it has not ended. Raises Rejected."""
    vacancy = own_vacancy(work, vacancy_id, commune)
    if vacancy.stage in OVER:
        raise reject("stale_vacancy", "La vacante ya terminó", "vacancy_id")
    return vacancy


def an_officers(why: Reason, field: str) -> None:
    """Raises Rejected for a reason that only the clock or the ledger itself may give: said by a person it is untrue."""
    if why in SAID_BY_ITSELF:
        raise reject("not_an_officers_reason", f"«{why.text}» lo anota el sistema: elija otro motivo", field)


def folio_after(last: Numbering | None, commune: str, now: datetime) -> tuple[Numbering, str]:
    """The next number of a commune's year, and the folio: letters, year, number (`SC-2026-0042`)."""
    year = now.astimezone(SANTIAGO).year
    following = (last or Numbering(commune, year, 0)).next(year)
    return following, f"{letters_of(commune)}-{year}-{following.last:04d}"


def reviewed(profile: Profile, on: date, rules: Policy) -> list[tuple[Flag, Severity]]:
    """What the legal review finds in a profile published on that day, and how severe this Mesa takes it."""
    terms = Terms(
        on=on,
        least=profile.pay.least if profile.pay else None,
        most=profile.pay.most if profile.pay else None,
        working_time=profile.working_time,
        hours_week=profile.hours_week,
        contract=profile.contract,
        practice=profile.practice,
        inclusive=profile.inclusive,
    )
    flags = (*look(_texts(profile), terms), *named(profile.employer, "employer"))
    taken = [(flag, _severity(flag, rules)) for flag in flags]
    return [(flag, severity) for flag, severity in taken if severity is not Severity.IGNORE]


def _texts(profile: Profile) -> dict[str, str]:
    """Every text that is written freely and seen by everybody, by the name of its field (`languages.0`)."""
    texts = {
        "title": profile.title,
        "work_place": profile.work_place,
        "description": profile.description,
        "activity": profile.activity,
        "occupation_label": profile.occupation_label,
        **{f"languages.{n}": language for n, language in enumerate(profile.languages)},
    }
    return {field: text for field, text in texts.items() if text}


def _severity(flag: Flag, rules: Policy) -> Severity:
    """As this Mesa takes it; a person's data in the name of an employer is never published."""
    if flag.field == "employer":
        return Severity.REFUSE
    return rules.lint.get(flag.code, DEFAULTS[flag.code])


def named(employer: str, field: str) -> tuple[Flag, ...]:
    """What of an employer's name is about a person: it travels in every fact about them."""
    return tuple(personal(field, employer))


PAY_TERMS = frozenset({"pay", "hours_week", "working_time", "contract", "practice"})
"""What the pay is measured by: it is looked at again when one of them is named."""


def lawful(
    profile: Profile, table: Table, published_on: date | None = None, named: Collection[str] | None = None
) -> dict[str, str]:
    """Warnings of the legal review, for the answer to the request. Raises Rejected with all that is not published.

    What another exchange published earlier is measured by the minimum wage of that day. Of an amendment only what it
    names is looked at: what stands was lawful when it was published.
    """
    today = table.now.astimezone(SANTIAGO).date()
    faults = [fault for fault in unsound(profile) if _is_named(fault.field.removeprefix("profile."), named)]
    flags = reviewed(profile, min(today, published_on or today), table.policy)
    flags = [(flag, severity) for flag, severity in flags if _is_named(flag.field, named)]
    refused = [flag for flag, severity in flags if severity is Severity.REFUSE]
    faults += [Fault(code=flag.code, field=f"profile.{flag.field}", text=flag.text) for flag in refused]
    if published_on and not MINIMUM[0][0] <= published_on <= today:
        text = f"La fecha de publicación va del {MINIMUM[0][0]:%d-%m-%Y} a hoy"
        faults.append(Fault(code="published_on_out_of_range", field="published_on", text=text))
    if faults:
        raise Rejected(*faults)
    if not flags:
        return {}
    return {
        "warnings": ",".join(flag.code for flag, _ in flags),
        "advice": "; ".join(flag.text for flag, _ in flags),
    }


def _is_named(field: str, named: Collection[str] | None) -> bool:
    """Whether the request speaks of the field, or of what a fault of it follows from. None: of everything."""
    if named is None:
        return True
    bare = field.partition(".")[0]
    return bare in named or (bare == "pay" and not PAY_TERMS.isdisjoint(named))
