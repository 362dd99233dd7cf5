"""What a decision sees beside the vacancy: the members of the Mesa, who is free, what was agreed on."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime

from services.vacancies.commands.validation import unsound
from services.vacancies.lint import DEFAULTS, Flag, Severity, Terms, look, personal
from services.vacancies.lint.pay import MINIMUM
from services.vacancies.model.around import (
    ActiveSeat,
    DecisionContext,
    FolioSeries,
    Member,
    OpenCallsByOffice,
    open_calls_of,
)
from services.vacancies.model.duplicates import follow
from services.vacancies.model.heartbeat import Heartbeat, Outage
from services.vacancies.model.policy import POLICY, Policy
from services.vacancies.model.reciprocity import Exchange, balances, exchanged
from services.vacancies.model.seats import Free, Transition
from services.vacancies.model.vacancy import OVER, Stage, Vacancy
from shared.calendar import SANTIAGO
from shared.contracts.reasons import SAID_BY_ITSELF, Reason
from shared.contracts.replies import Fault
from shared.contracts.vacancies import Profile
from shared.messaging.decisions import Aggregate, Decision, LoadedAggregates, Rejected, reject
from shared.territory import letters_of


def policy_in(aggregates: LoadedAggregates) -> Policy:
    """What this Mesa has agreed on, as it was loaded; the stated defaults where none was."""
    return aggregates.get(Policy, POLICY) or Policy()


def context_of(aggregates: LoadedAggregates, now: datetime) -> DecisionContext:
    """All that a decision knows beside the vacancy, as far as this batch has come."""
    members = {member.commune: member for member in aggregates.all(Member)}
    people = {cut: member.population for cut, member in members.items() if member.at_table}
    today = now.astimezone(SANTIAGO).date()
    policy = policy_in(aggregates)
    return DecisionContext(
        members=members,
        now=now,
        policy=policy,
        desks=lambda beside: _desks(aggregates, beside),
        vacancies=aggregates.all(Vacancy),
        balance=balances(aggregates.all(Exchange), people, today, policy),
        outages=tuple(aggregates.all(Outage)),
        pulse=aggregates.get(Heartbeat, "pulse"),
    )


def _desks(aggregates: LoadedAggregates, beside: str) -> Mapping[str, int]:
    others = aggregates.get(OpenCallsByOffice, OpenCallsByOffice.KEY)
    at_hand = open_calls_of(v for v in aggregates.all(Vacancy) if v.vacancy_id != beside)
    return at_hand + Counter(others.calls if others else {})


def free_in(aggregates: LoadedAggregates) -> Free:
    """Whether a candidate holds no seat in the whole network, as far as this batch has come."""

    def free(candidate_ref: str) -> bool:
        hold = aggregates.get(ActiveSeat, candidate_ref)
        return hold is None or hold.lease_id is None

    return free


def decision_of(
    aggregates: LoadedAggregates,
    before: Vacancy,
    transition: Transition,
    context: DecisionContext,
    result: dict[str, str] | None = None,
) -> Decision:
    """What a step changes; nothing at all if it left the vacancy as it was. Its twins follow when it ends."""
    if transition.vacancy is before:
        return Decision(transition.others, transition.facts, result or {})
    exchanges = exchanged(lambda key: aggregates.get(Exchange, key), before, transition.vacancy)
    facts = transition.facts
    changed: tuple[Aggregate, ...] = (transition.vacancy, *transition.others, *exchanges)
    if transition.vacancy.stage in OVER and before.stage not in OVER:
        twins = [v for v in aggregates.all(Vacancy) if v.twin_of == before.vacancy_id and v.stage is Stage.LINKED]
        for after in follow(twins, transition.vacancy, context):
            changed, facts = (*changed, after.vacancy, *after.others), (*facts, *after.facts)
    return Decision(changed, facts, result or {})


def require_member(aggregates: LoadedAggregates, commune: str) -> None:
    """Raises Rejected unless the commune that asks is at the table."""
    member = aggregates.get(Member, commune)
    if member is None or not member.at_table:
        raise reject("commune_not_in_mesa", f"La comuna {commune} no está en la Mesa", "commune")


def own_vacancy(aggregates: LoadedAggregates, vacancy_id: str, commune: str) -> Vacancy:
    """The vacancy a request speaks of. Raises Rejected if it does not exist or is another commune's."""
    vacancy = aggregates.get(Vacancy, vacancy_id)
    if vacancy is None:
        raise reject("unknown_vacancy", f"No existe la vacante {vacancy_id}", "vacancy_id")
    if vacancy.commune != commune:
        raise reject("not_your_vacancy", f"La vacante es de la comuna {vacancy.commune}", "commune")
    return vacancy


def open_vacancy(aggregates: LoadedAggregates, vacancy_id: str, commune: str) -> Vacancy:
    """The same, if it has not ended. Raises Rejected."""
    vacancy = own_vacancy(aggregates, vacancy_id, commune)
    if vacancy.stage in OVER:
        raise reject("stale_vacancy", "La vacante ya terminó", "vacancy_id")
    return vacancy


def require_officers_reason(why: Reason, field: str) -> None:
    """Raises Rejected for a reason that only the clock or the ledger itself may give: said by a person it is untrue."""
    if why in SAID_BY_ITSELF:
        raise reject("not_an_officers_reason", f"«{why.text}» lo anota el sistema: elija otro motivo", field)


def folio_after(last: FolioSeries | None, commune: str, now: datetime) -> tuple[FolioSeries, str]:
    """The next number of a commune's year, and the folio: letters, year, number (`SC-2026-0042`)."""
    year = now.astimezone(SANTIAGO).year
    following = (last or FolioSeries(commune, year, 0)).next(year)
    return following, f"{letters_of(commune)}-{year}-{following.last:04d}"


def legal_review(profile: Profile, on: date, rules: Policy) -> list[tuple[Flag, Severity]]:
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


def require_lawful(
    profile: Profile, context: DecisionContext, published_on: date | None = None, named: Collection[str] | None = None
) -> dict[str, str]:
    """Warnings of the legal review, for the answer to the request. Raises Rejected with all that is not published.

    What another exchange published earlier is measured by the minimum wage of that day. Of an amendment only what it
    names is looked at: what stands was lawful when it was published.
    """
    today = context.now.astimezone(SANTIAGO).date()
    faults = [fault for fault in unsound(profile) if _is_named(fault.field.removeprefix("profile."), named)]
    flags = legal_review(profile, min(today, published_on or today), context.policy)
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
