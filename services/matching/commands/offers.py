"""What communes with systems of their own ask, and what officers ask about their seekers."""

from dataclasses import replace
from datetime import datetime, timedelta

from services.matching.commands import disclosure as disclosing
from services.matching.commands import fitting, requests
from services.matching.context import held_seats, policy_in, step_out
from services.matching.model.disclosure import Erasure
from services.matching.model.identity_record import IdentityChange, IdentityRecord, record_of_identity
from services.matching.model.insurance import Insurance
from services.matching.model.offers import declined, offer_id, withdrawn
from services.matching.model.seeker import Seeker
from services.matching.model.vacancy import InvitedCall, OfferingCommune, VacancyCopy
from shared.contracts import intake
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.matching import OfferMade
from shared.contracts.reasons import OfferWithdrawnReason
from shared.contracts.replies import Fault
from shared.messaging.decisions import Aggregate, Decision, LoadedAggregates, Rejected, reject


def make_offer(aggregates: LoadedAggregates, command: Envelope[intake.OfferMake], now: datetime) -> Decision:
    """The offer of a commune that answers by itself. Candidates who hold a seat or stand already are left out."""
    asked = command.data
    vacancy, call = _called(aggregates, asked)
    _own_candidates(aggregates, asked)
    offer = offer_id(command.id, vacancy.vacancy_id, asked.commune)
    chosen = {}
    for candidate in asked.candidates:
        ref = candidate.candidate_ref
        seeker = aggregates.get(Seeker, ref) or Seeker(ref, asked.commune, None, now)
        if seeker.may_stand(vacancy.vacancy_id):
            chosen[ref] = (candidate, seeker.offered(vacancy.vacancy_id, offer))
    if not chosen:
        text = "Ninguna de estas personas se puede ofrecer: ya tienen cupo, ya están ofrecidas o desistieron"
        raise reject("no_candidate_free", text, "candidates")
    fact = OfferMade(
        offer_id=offer,
        vacancy_id=vacancy.vacancy_id,
        commune=asked.commune,
        tier=call.tier,
        candidates=tuple(candidate for candidate, _ in chosen.values()),
        complete=asked.complete,
    )
    after = replace(call, answered=True, complete=asked.complete, standing=call.standing + len(chosen))
    seekers = tuple(seeker for _, seeker in chosen.values())
    result = {"offer_id": offer, "offered": str(len(chosen))}
    return Decision((vacancy.with_call(after), *seekers), (fact,), result)


def decline_offer(aggregates: LoadedAggregates, command: Envelope[intake.OfferDecline], now: datetime) -> Decision:
    """A commune that answers by itself has nobody to offer, and says why."""
    vacancy, call = _called(aggregates, command.data)
    fact = declined(vacancy, call, command.data.reasons, command.id)
    after = replace(call, answered=True, complete=True)
    return Decision((vacancy.with_call(after),), (fact,), {"offer_id": fact.offer_id})


def withdraw_offer(aggregates: LoadedAggregates, command: Envelope[intake.OfferWithdraw], now: datetime) -> Decision:
    """Candidates of an offer who no longer stand; a seat they hold by it is given back."""
    asked = command.data
    faults, found = [], []
    for n, ref in enumerate(dict.fromkeys(asked.candidate_refs)):
        seeker = aggregates.get(Seeker, ref)
        if seeker is None or seeker.commune != asked.commune or not _in_offer(seeker, asked):
            text = f"{ref} no está en la oferta {asked.offer_id}"
            faults.append(Fault(code="unknown_candidate", field=f"candidate_refs.{n}", text=text))
        else:
            found.append(seeker)
    if faults:
        raise Rejected(*faults)
    return leave(aggregates, found, asked.vacancy_id, asked.why, now, {"offer_id": asked.offer_id})


def register_seeker(
    aggregates: LoadedAggregates, command: Envelope[requests.SeekerRegister], now: datetime
) -> Decision:
    """A new seeker of a commune that we answer for; what is open is looked through for them at once.

    Who they are is kept in the same transaction: refused, nothing of it was ever kept; registered, it is there. Two
    who register the same person meet at the unique mark, and the later one finds them registered.

    Who had left keeps their seats and what they are done with; what another commune noted of their seguro de cesantía
    stays behind.
    """
    asked = command.data
    commune = aggregates.get(OfferingCommune, asked.commune)
    if commune is None or not commune.at_table:
        raise reject("commune_not_in_mesa", f"La comuna {asked.commune} no está en la Mesa", "commune")
    if not commune.hosted:
        text = f"La comuna {asked.commune} lleva sus inscripciones en su propio sistema"
        raise reject("commune_has_own_system", text, "commune")
    kept = record_of_identity(aggregates, asked.told)
    ref = kept.candidate_ref if kept else asked.candidate_ref
    known = aggregates.get(Seeker, ref)
    if known is not None and not known.gone:
        raise _registered(known, asked.commune)
    ends = now + timedelta(days=policy_in(aggregates).stale_days)
    seeker = Seeker(ref, asked.commune, asked.can.abilities, now, valid_until=ends)
    if known is not None:
        seeker = seeker.back(known)
    noted = aggregates.get(Insurance, ref)
    changed: list[Aggregate] = [noted.forgotten()] if noted and noted.commune != asked.commune else []
    if asked.told:
        what = "registered_again" if kept else "registered"
        changed.append(IdentityRecord(ref, asked.told.mark, IdentityChange(asked.told, what, asked.commune, "", now)))
    return Decision((seeker.due(now), *changed), (), {"candidate_ref": seeker.candidate_ref})


def _registered(known: Seeker, commune: str) -> Rejected:
    """Their own office is told as whom, so that it can put right what has changed; nobody else is."""
    text = f"La persona ya está inscrita en la comuna {known.commune}"
    if known.commune == commune:
        text += f" como {known.candidate_ref}: si cambió su nombre o contacto, corríjalo ahí"
    return reject("already_registered", text, "identity")


def step_back(aggregates: LoadedAggregates, command: Envelope[requests.SeekerStepBack], now: datetime) -> Decision:
    """The person does not want this vacancy: they leave its line, or give their seat back."""
    seeker = own_seeker(aggregates, command.data)
    vacancy_id = command.data.vacancy_id
    if seeker.stand(vacancy_id) is None and not held_seats(seeker, vacancy_id):
        raise reject("unknown_offer", f"La persona no está ofrecida a la vacante {vacancy_id}", "vacancy_id")
    why = OfferWithdrawnReason.SEEKER_WITHDREW
    return leave(aggregates, [seeker], vacancy_id, why, now, {"candidate_ref": seeker.candidate_ref})


def deregister_seeker(
    aggregates: LoadedAggregates, command: Envelope[requests.SeekerDeregister], now: datetime
) -> Decision:
    """The person leaves: out of every line and proposal, and a seat that is not yet a job is given back.

    Who they were is erased only if they ask for it, also by somebody who had left before.
    """
    seeker = own_seeker(aggregates, command.data, or_gone=command.data.erase)
    why = OfferWithdrawnReason.SEEKER_WITHDREW
    gone = replace(seeker, gone=True, look_at=None)
    changed, facts = step_out(aggregates, [gone], why, now)
    changed |= fitting.out_of_proposals(aggregates, gone, changed, now)
    facts += withdrawn(seeker.commune, held_seats(seeker), why)
    erased: list[Aggregate] = []
    if command.data.erase:
        erased, told = disclosing.end_all(aggregates, seeker.candidate_ref, now)
        erased.append(Erasure(seeker.candidate_ref, now))
        facts += told
    return Decision((*changed.values(), *erased), tuple(facts), {"candidate_ref": seeker.candidate_ref})


def leave(
    aggregates: LoadedAggregates,
    seekers: list[Seeker],
    vacancy_id: str,
    why: OfferWithdrawnReason,
    now: datetime,
    result: dict[str, str],
) -> Decision:
    """These seekers leave one vacancy and are not offered to it again."""
    leaving = [replace(seeker, not_again=seeker.not_again | {vacancy_id}) for seeker in seekers]
    changed: dict[str, Aggregate]
    facts: list[Fact]
    changed, facts = step_out(aggregates, leaving, why, now, only=vacancy_id)
    seats = [held for seeker in seekers for held in held_seats(seeker, vacancy_id)]
    facts += withdrawn(seekers[0].commune, seats, why)
    return Decision(tuple(changed.values()), tuple(facts), result)


def _called(
    aggregates: LoadedAggregates, asked: intake.OfferMake | intake.OfferDecline
) -> tuple[VacancyCopy, InvitedCall]:
    """The open vacancy and the call to the asking commune. Raises Rejected."""
    commune = aggregates.get(OfferingCommune, asked.commune)
    if commune is None or not commune.at_table:
        raise reject("commune_not_in_mesa", f"La comuna {asked.commune} no está en la Mesa", "commune")
    if commune.hosted:
        raise reject("commune_is_hosted", f"Por la comuna {asked.commune} responde la Mesa misma", "commune")
    vacancy = aggregates.get(VacancyCopy, asked.vacancy_id)
    if vacancy is None:
        raise reject("unknown_vacancy", f"No existe la vacante {asked.vacancy_id}", "vacancy_id")
    if vacancy.over:
        raise reject("stale_vacancy", "La vacante ya terminó", "vacancy_id")
    call = vacancy.call(asked.commune)
    if call is None:
        raise reject("not_invited", "La comuna no está invitada a esta vacante", "commune")
    return vacancy, call


def _own_candidates(aggregates: LoadedAggregates, asked: intake.OfferMake) -> None:
    """Raises Rejected if a candidate is another commune's, or is named twice."""
    faults, met = [], set()
    for n, candidate in enumerate(asked.candidates):
        ref = candidate.candidate_ref
        known = aggregates.get(Seeker, ref)
        if known is not None and known.commune != asked.commune:
            text = f"{ref} es de otra comuna"
            faults.append(Fault(code="not_your_candidate", field=f"candidates.{n}.candidate_ref", text=text))
        if ref in met:
            text = f"{ref} está dos veces"
            faults.append(Fault(code="candidate_twice", field=f"candidates.{n}.candidate_ref", text=text))
        met.add(ref)
    if faults:
        raise Rejected(*faults)


def _in_offer(seeker: Seeker, asked: intake.OfferWithdraw) -> bool:
    stand = seeker.stand(asked.vacancy_id)
    if stand is not None and stand.offer_id == asked.offer_id:
        return True
    return any(offer == asked.offer_id for _, offer, _ in held_seats(seeker, asked.vacancy_id))


def own_seeker(aggregates: LoadedAggregates, asked: requests.AboutSeeker, or_gone: bool = False) -> Seeker:
    """The person the asking commune speaks of. Raises Rejected."""
    seeker = aggregates.get(Seeker, asked.candidate_ref)
    if seeker is None or (seeker.gone and not or_gone):
        raise reject("unknown_seeker", f"No hay nadie inscrito como {asked.candidate_ref}", "candidate_ref")
    if seeker.commune != asked.commune:
        raise reject("not_your_seeker", "La persona está inscrita en otra comuna", "commune")
    return seeker
