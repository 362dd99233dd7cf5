"""Requests about employers: note a contact, plan a visit, report on it; propose, answer, conclude a joint approach."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from services.vacancies.commands.guards import require_member
from services.vacancies.commands.validation import named
from services.vacancies.context import policy_in
from services.vacancies.model import approaches, employers
from services.vacancies.model.approaches import Approach
from services.vacancies.model.employers import Contact, Employer
from services.vacancies.model.ids import id_made_by
from services.vacancies.model.members import Member
from shared.contracts import intake
from shared.contracts.employers import NearVisit
from shared.contracts.envelope import Envelope
from shared.contracts.reasons import ContactResult
from shared.contracts.replies import Fault
from shared.contracts.vocabulary import Means
from shared.employers import employer_of
from shared.messaging.decisions import Decision, LoadedAggregates, Rejected, reject


def note_contact(aggregates: LoadedAggregates, command: Envelope[intake.EmployerContact], now: datetime) -> Decision:
    """An office has reached an employer. A repeated request creates no second contact."""
    asked = command.data
    require_member(aggregates, asked.commune)
    text = "El contacto todavía no ocurre: planifique la visita"
    early = [Fault(code="contact_in_future", field="at", text=text)] if asked.at > now else []
    employer = _employer(aggregates, asked.employer, early)
    made = Contact(
        contact_id=id_made_by(command),
        employer_id=employer.employer_id,
        commune=asked.commune,
        means=asked.means,
        at=asked.at,
        result=asked.result,
        next_on=asked.next_on,
    )
    if known := aggregates.get(Contact, made.contact_id):  # a repeat from after the retention of the inbox
        return Decision(result=_result(known))
    fact = employers.contacted(employer, made, asked.result, _near(aggregates, made))
    return Decision((employer, made), (fact,), _result(made))


def plan_visit(aggregates: LoadedAggregates, command: Envelope[intake.EmployerPlan], now: datetime) -> Decision:
    """An office will visit an employer. The answer warns of visits of other offices shortly before or after."""
    asked = command.data
    require_member(aggregates, asked.commune)
    text = "La visita ya pasó: anótela como contacto"
    late = [Fault(code="visit_in_past", field="at", text=text)] if asked.at <= now else []
    employer = _employer(aggregates, asked.employer, late)
    made = Contact(id_made_by(command), employer.employer_id, asked.commune, Means.VISIT, asked.at)
    close = _near(aggregates, made)
    members = {member.commune: member for member in aggregates.all(Member)}
    warned = {"warning": employers.warning(close, members)} if close else {}
    if known := aggregates.get(Contact, made.contact_id):
        return Decision(result={**_result(known), **warned})
    return Decision((employer, made), (employers.planned(employer, made, close),), {**_result(made), **warned})


def report_contact(aggregates: LoadedAggregates, command: Envelope[intake.EmployerReport], now: datetime) -> Decision:
    """Report or correct the result of a contact. Without a time, a visit reported before its day took place now."""
    asked = command.data
    before = aggregates.get(Contact, asked.contact_id)
    employer = aggregates.get(Employer, before.employer_id) if before else None
    if before is None or employer is None:
        raise reject("unknown_contact", f"No existe el contacto {asked.contact_id}", "contact_id")
    if before.commune != asked.commune:
        raise reject("not_your_contact", f"El contacto es de la comuna {before.commune}", "commune")
    if asked.if_revision is not None and asked.if_revision != before.revision:
        text = f"Otra persona lo cambió: va en la revisión {before.revision}; léalo de nuevo antes de cambiarlo"
        raise reject("stale_revision", text, "if_revision")
    if asked.at is not None and asked.at > now:
        raise reject("contact_in_future", "El contacto todavía no ocurre", "at")
    # a visit not held keeps its planned time; one reported early took place before now, whatever was planned
    at = asked.at or (before.at if asked.result is ContactResult.NOT_HELD else min(before.at, now))
    after = replace(before, result=asked.result, next_on=asked.next_on, at=at)
    # the same report again is no new revision, so that an If-Match of somebody else stays valid
    if after == before:
        return Decision(result=_result(before))
    after = replace(after, revision=before.revision + 1)
    fact = employers.contacted(employer, after, asked.result, _near(aggregates, after))
    return Decision((after,), (fact,), _result(after))


def propose_approach(
    aggregates: LoadedAggregates, command: Envelope[intake.ApproachPropose], now: datetime
) -> Decision:
    """Ask other offices to go to an employer together; the answer warns if such an approach is open already."""
    asked = command.data
    require_member(aggregates, asked.commune)
    invited = tuple(cut for cut in dict.fromkeys(asked.invited) if cut != asked.commune)
    members = {member.commune: member for member in aggregates.all(Member) if member.at_table}
    faults = []
    if strangers := sorted(set(invited) - set(members)):
        text = f"No están en la Mesa: {', '.join(strangers)}"
        faults.append(Fault(code="unknown_commune", field="invited", text=text))
    if not invited:
        text = "Hay que invitar al menos a otra comuna"
        faults.append(Fault(code="nobody_invited", field="invited", text=text))
    if asked.at is not None and asked.at <= now:
        faults.append(Fault(code="visit_in_past", field="at", text="La fecha ya pasó"))
    employer = _employer(aggregates, asked.employer, faults)
    made = Approach(id_made_by(command), employer.employer_id, asked.commune, invited, now, asked.at)
    result = {"approach_id": made.approach_id, "employer_id": employer.employer_id}
    if aggregates.get(Approach, made.approach_id):
        return Decision(result=result)
    if others := [a for a in aggregates.of(Approach, employer.employer_id) if a.result is None]:
        names = ", ".join(sorted({members[a.commune].name if a.commune in members else a.commune for a in others}))
        result["warning"] = f"Ya hay una gestión conjunta abierta con esta empresa, propuesta por {names}"
    return Decision((employer, made), (approaches.proposed(employer, made),), result)


def answer_approach(aggregates: LoadedAggregates, command: Envelope[intake.ApproachAnswer], now: datetime) -> Decision:
    """An invited office joins or declines; until the approach is concluded its last answer counts."""
    asked = command.data
    before, employer = _approach(aggregates, asked)
    if asked.commune not in before.invited:
        raise reject("not_invited", "La comuna no está invitada a esta gestión", "commune")
    result = {"approach_id": before.approach_id}
    if before.answers.get(asked.commune) is asked.joins:
        return Decision(result=result)
    if before.result is not None:
        raise reject("stale_approach", "La gestión conjunta ya terminó", "approach_id")
    after = before.answered(asked.commune, asked.joins)
    return Decision((after,), (approaches.answered(employer, after, asked.commune, asked.joins),), result)


def conclude_approach(
    aggregates: LoadedAggregates, command: Envelope[intake.ApproachConclude], now: datetime
) -> Decision:
    """Report the result of a joint approach. Any office that takes part may do so, once."""
    asked = command.data
    before, employer = _approach(aggregates, asked)
    if asked.commune not in before.party:
        raise reject("not_of_the_party", "La comuna no es parte de esta gestión", "commune")
    result = {"approach_id": before.approach_id}
    if (before.result, before.next_on) == (asked.result, asked.next_on):
        return Decision(result=result)
    if before.result is not None:
        raise reject("stale_approach", "La gestión conjunta ya terminó", "approach_id")
    after = before.concluded(asked.result, asked.next_on, now)
    return Decision((after,), (approaches.concluded(employer, after, asked.commune, asked.result),), result)


def _employer(aggregates: LoadedAggregates, name: str, also: Iterable[Fault]) -> Employer:
    """The employer, under its name as first written.

    Raises Rejected if the name has a person's data in it, or for what is wrong besides: all of it together.
    """
    flags = named(name, "employer")
    if faults := [*also, *(Fault(code=flag.code, field=flag.field, text=flag.text) for flag in flags)]:
        raise Rejected(*faults)
    employer_id = employer_of(name)
    return aggregates.get(Employer, employer_id) or Employer(employer_id, name)


def _near(aggregates: LoadedAggregates, contact: Contact) -> tuple[NearVisit, ...]:
    return employers.near(_visits(aggregates, contact), contact.commune, contact.at, policy_in(aggregates).visit_days)


def _visits(aggregates: LoadedAggregates, contact: Contact) -> Iterator[NearVisit]:
    """Visits of offices to the employer, planned ones too, without joint approaches in which this office takes part."""
    for other in aggregates.of(Contact, contact.employer_id):
        yield from other.visits
    for approach in aggregates.of(Approach, contact.employer_id):
        if contact.commune not in approach.party:
            yield from approach.visits


def _approach(aggregates: LoadedAggregates, asked: intake.AboutApproach) -> tuple[Approach, Employer]:
    """The joint approach that a request names, and its employer. Raises Rejected."""
    approach = aggregates.get(Approach, asked.approach_id)
    employer = aggregates.get(Employer, approach.employer_id) if approach else None
    if approach is None or employer is None:
        raise reject("unknown_approach", f"No existe la gestión conjunta {asked.approach_id}", "approach_id")
    return approach, employer


def _result(contact: Contact) -> dict[str, str]:
    return {"contact_id": contact.contact_id, "employer_id": contact.employer_id, "revision": str(contact.revision)}
