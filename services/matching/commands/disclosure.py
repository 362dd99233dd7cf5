"""Commands about identities: record or revoke a consent, permit and give a disclosure, correct an identity, end both.

No decision sees an identity: a decision says whether it may be given, and the route opens it after the commit.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from services.matching import requests
from services.matching.commands.guards import known_vacancy, own_seeker
from services.matching.commands.passing_on import passed_on
from services.matching.model.disclosure import Consent, Disclosure, consent_for, until
from services.matching.model.identity_record import IdentityChange, IdentityRecord, record_of_identity
from services.matching.model.seeker import SeatState, Seeker
from services.matching.model.vacancy import VacancyCopy
from shared.calendar import SANTIAGO
from shared.contracts import intake
from shared.contracts.envelope import Envelope, Fact, derived_id
from shared.contracts.matching import DisclosureGiven, DisclosureRevoked, IdentityErased
from shared.contracts.reasons import DisclosureEnd
from shared.messaging.decisions import NOTHING, Aggregate, Decision, LoadedAggregates, reject

THE_PERSON = "titular"
"""Who revokes every consent by asking for erasure, as the log of access names them."""


def record_consent(aggregates: LoadedAggregates, command: Envelope[intake.ConsentRecord], now: datetime) -> Decision:
    """Record that a seeker consents to a disclosure for one vacancy and one purpose."""
    asked = command.data
    seeker = own_seeker(aggregates, asked, or_gone=True)
    if seeker.gone:
        raise reject("unknown_seeker", f"No hay nadie inscrito como {asked.candidate_ref}", "candidate_ref")
    _kept_here(seeker)
    vacancy = known_vacancy(aggregates, asked.vacancy_id)
    if vacancy.over:
        raise reject("stale_vacancy", "La vacante ya terminó", "vacancy_id")
    consent = Consent(
        consent_id=derived_id(command.id, "consent", asked.candidate_ref),
        candidate_ref=asked.candidate_ref,
        commune=asked.commune,
        vacancy_id=asked.vacancy_id,
        purpose=asked.purpose,
        means=asked.means,
        officer=asked.officer,
        recorded_at=now,
        expires_at=now + timedelta(days=asked.days),
    )
    result = {"consent_id": consent.consent_id, "expires_at": consent.expires_at.isoformat()}
    return Decision((consent,), (), result)


def revoke_consent(aggregates: LoadedAggregates, command: Envelope[intake.ConsentRevoke], now: datetime) -> Decision:
    """Revoke a consent: the disclosures under it end, and a fact tells the office that holds the identity."""
    asked = command.data
    own_seeker(aggregates, asked, or_gone=True)
    consent = aggregates.get(Consent, asked.consent_id)
    if consent is None or consent.candidate_ref != asked.candidate_ref:
        raise reject("unknown_consent", f"No existe el consentimiento {asked.consent_id}", "consent_id")
    if consent.revoked_at:
        text = f"El consentimiento ya se retiró el {_when(consent.revoked_at)}"
        raise reject("stale_consent", text, "consent_id")
    under = [one for one in aggregates.of(Disclosure, asked.candidate_ref) if one.consent_id == consent.consent_id]
    ended, facts = end(under, DisclosureEnd.CONSENT_REVOKED, now)
    result = {"consent_id": consent.consent_id, "told": str(len(facts))}
    return Decision((consent.revoked(asked.officer, now), *ended), tuple(facts), result)


def ask_disclosure(aggregates: LoadedAggregates, command: Envelope[intake.DisclosureAsk], now: datetime) -> Decision:
    """Permit an office to read an identity. A permission that exists already is confirmed as it is. For a person whom
    only their commune's own system knows, the request is passed on.
    """
    vacancy, seeker = _asked_about(aggregates, command.data)
    if seeker.profile is None:
        return passed_on(aggregates, command, vacancy, seeker)
    permitted = _permitted(aggregates, command.data, vacancy, seeker, now)
    return Decision((permitted,), (), {"lease_id": permitted.lease_id, "expires_at": permitted.expires_at.isoformat()})


def give_identity(aggregates: LoadedAggregates, command: Envelope[requests.IdentityRead], now: datetime) -> Decision:
    """Give an identity, once, or pass the request on. The result names the pseudonym only; the route opens the identity
    after the commit.
    """
    vacancy, seeker = _asked_about(aggregates, command.data)
    if seeker.profile is None:
        return passed_on(aggregates, command, vacancy, seeker)
    given = _permitted(aggregates, command.data, vacancy, seeker, now).given(command.data.officer, now)
    fact = DisclosureGiven(**_named(given), expires_at=given.expires_at)
    result = {
        "candidate_ref": given.candidate_ref,
        "given_at": now.isoformat(),
        "expires_at": given.expires_at.isoformat(),
    }
    return Decision((given,), (fact,), result)


def confirm_erased(
    aggregates: LoadedAggregates, command: Envelope[requests.DisclosureErased], now: datetime
) -> Decision:
    """Record that the office which was given an identity has erased it. It is told once."""
    asked = command.data
    held = aggregates.get(Disclosure, asked.lease_id)
    if held is None or held.given_at is None or held.vacancy_id != asked.vacancy_id:
        raise reject("unknown_disclosure", "No se entregó ninguna identidad por esa reserva", "lease_id")
    if held.commune != asked.commune:
        raise reject("not_your_disclosure", "La identidad se entregó a otra comuna", "commune")
    result = {"lease_id": held.lease_id}
    if held.erased_at:
        return Decision(result=result)
    fact = IdentityErased(
        lease_id=held.lease_id,
        vacancy_id=held.vacancy_id,
        title=held.title,
        commune=held.commune,
        candidate_commune=held.candidate_commune,
    )
    return Decision((held.erased(asked.officer, now),), (fact,), result)


def correct_identity(
    aggregates: LoadedAggregates, command: Envelope[requests.IdentityCorrect], now: datetime
) -> Decision:
    """The seeker's own office corrects their identity. A missing RUT may be added, a stored one not changed: otherwise
    the registrations of two people could become one.
    """
    asked = command.data
    seeker = own_seeker(aggregates, asked, or_gone=True)
    _kept_here(seeker)
    before = aggregates.get(IdentityRecord, asked.candidate_ref)
    if before is None or asked.stated is None:
        raise reject("gone_identity", "La identidad de esta persona se borró: inscríbala de nuevo", "candidate_ref")
    mark = asked.stated.mark or before.mark
    # the stored RUT is known by its mark alone
    if before.mark not in (None, mark):
        text = (
            "La persona está inscrita con otro RUT. Si ese estaba mal, dele de baja con borrado e inscríbala de nuevo"
        )
        raise reject("rut_differs", text, "identity.rut")
    other = record_of_identity(aggregates, asked.stated)
    if other is not None and other.candidate_ref != asked.candidate_ref:
        raise reject("rut_taken", "Otra persona está inscrita con este RUT", "identity.rut")
    change = IdentityChange(asked.stated, "corrected", asked.commune, asked.officer, now)
    return Decision((IdentityRecord(asked.candidate_ref, mark, change),), (), {"candidate_ref": asked.candidate_ref})


def time_over(aggregates: LoadedAggregates, lease_id: str, now: datetime) -> Decision:
    """End a disclosure that has expired."""
    held = aggregates.get(Disclosure, lease_id)
    if held is None or held.ended_at or held.expires_at > now:
        return NOTHING
    ended, facts = end([held], DisclosureEnd.TIME_OVER, now)
    return Decision(tuple(ended), tuple(facts))


def end_all(aggregates: LoadedAggregates, candidate_ref: str, now: datetime) -> tuple[list[Aggregate], list[Fact]]:
    """Revoke every consent and end every disclosure of a seeker, because their identity is erased."""
    consents = [one.revoked(THE_PERSON, now) for one in aggregates.of(Consent, candidate_ref) if one.revoked_at is None]
    ended, facts = end(aggregates.of(Disclosure, candidate_ref), DisclosureEnd.IDENTITY_ERASED, now)
    return [*consents, *ended], facts


def end(found: Iterable[Disclosure], why: DisclosureEnd, now: datetime) -> tuple[list[Aggregate], list[Fact]]:
    """End the disclosures that have not ended; a fact for each that an office was given."""
    ended = [one.ended(why, now) for one in found if one.ended_at is None]
    return list(ended), [DisclosureRevoked(**_named(one), why=why) for one in ended if one.given_at]


def _asked_about(aggregates: LoadedAggregates, asked: intake.DisclosureAsk) -> tuple[VacancyCopy, Seeker]:
    """The vacancy, and the seeker who holds the seat. Raises Rejected: not theirs to ask, given, no holder."""
    vacancy = known_vacancy(aggregates, asked.vacancy_id)
    if vacancy.commune != asked.commune:
        raise reject("not_your_vacancy", "Solo la comuna de la vacante deriva a la persona", "commune")
    before = aggregates.get(Disclosure, asked.lease_id)
    # an identity is given once, also after the disclosure has ended or was erased
    if before is not None and before.given_at:
        raise _given_before(before.given_at, before.ended_at or before.erased_at)
    return vacancy, _holder(aggregates, asked)


def _permitted(
    aggregates: LoadedAggregates, asked: intake.DisclosureAsk, vacancy: VacancyCopy, seeker: Seeker, now: datetime
) -> Disclosure:
    """The disclosure that permits reading for this lease, new or as it was. Raises Rejected without a consent."""
    before = aggregates.get(Disclosure, asked.lease_id)
    consent = consent_for(aggregates.of(Consent, seeker.candidate_ref), asked.vacancy_id, asked.purpose, now)
    if consent is None:
        text = f"La persona no ha dado su consentimiento para esto: {asked.purpose.text}. Pídalo a su OMIL"
        raise reject("no_consent", text, "purpose")
    # the consent that lasts longest may be a newer one: then its expiry replaces that of the earlier permission
    if before is not None and before.ended_at is None and before.consent_id == consent.consent_id:
        return before
    return Disclosure(
        lease_id=asked.lease_id,
        vacancy_id=vacancy.vacancy_id,
        title=vacancy.profile.title,
        commune=asked.commune,
        candidate_ref=seeker.candidate_ref,
        candidate_commune=seeker.commune,
        purpose=asked.purpose,
        consent_id=consent.consent_id,
        officer=asked.officer,
        permitted_at=now,
        expires_at=until(consent, now),
    )


def _given_before(at: datetime, ended: datetime | None) -> Exception:
    if ended:
        text = f"La identidad se entregó el {_when(at)} y dejó de valer el {_when(ended)}: no se entrega otra vez"
        return reject("gone_disclosure", text, "lease_id")
    text = f"La identidad ya se entregó el {_when(at)}; se entrega una sola vez"
    return reject("stale_disclosure", text, "lease_id")


def _holder(aggregates: LoadedAggregates, asked: intake.DisclosureAsk) -> Seeker:
    """The seeker who holds the seat now. Raises Rejected."""
    for seeker in aggregates.all(Seeker):
        seat = seeker.seat(asked.lease_id)
        if seat is not None and seat.vacancy_id == asked.vacancy_id:
            if seat.hold is SeatState.HELD:
                return seeker
            raise reject("gone_lease", "La reserva ya terminó o es una colocación", "lease_id")
    raise reject("unknown_lease", f"Nadie tiene la reserva {asked.lease_id}", "lease_id")


def _kept_here(seeker: Seeker) -> None:
    """Raises Rejected for a seeker of a commune's own system: their identity is kept there."""
    if seeker.profile is None:
        text = "La identidad la guarda el sistema propio de la comuna: esto se hace allí"
        raise reject("identity_elsewhere", text, "commune")


def _named(one: Disclosure) -> dict[str, str]:
    """The fields that every fact of a disclosure has."""
    return {
        "lease_id": one.lease_id,
        "vacancy_id": one.vacancy_id,
        "title": one.title,
        "commune": one.commune,
        "candidate_ref": one.candidate_ref,
        "candidate_commune": one.candidate_commune,
        "purpose": one.purpose,
        "consent_id": one.consent_id,
    }


def _when(at: datetime) -> str:
    return f"{at.astimezone(SANTIAGO):%d-%m-%Y a las %H:%M}"
