"""A request for an identity that another system keeps: it is passed on to the commune of the person, by the bus.

The identity never travels there. What is passed on says who asks, for which seat and by which reference; the two
offices settle the rest between them.
"""

from typing import TypeVar

from services.matching.model.seeker import Seeker
from services.matching.model.vacancy import OfferingCommune, VacancyCopy
from shared.contracts.communes import Contact, Mode
from shared.contracts.envelope import Envelope, derived_id
from shared.contracts.intake import DisclosureAsk
from shared.contracts.replies import DisclosureAsked
from shared.messaging.decisions import Decision, LoadedAggregates, reject

Asked = TypeVar("Asked", bound=DisclosureAsk)


def passed_on(aggregates: LoadedAggregates, command: Envelope[Asked], vacancy: VacancyCopy, seeker: Seeker) -> Decision:
    """Pass the request on, and answer with its reference and the contact of the office. Raises Rejected if the commune
    has no system that would read it: it has left, or is hosted by now.
    """
    asked = command.data
    office = aggregates.get(OfferingCommune, seeker.commune)
    if office is None or not office.at_table or office.mode is not Mode.EXTERNAL:
        contact = office.contact if office else None
        text = f"La identidad la guarda la comuna donde la persona está inscrita: pídala allí{_at(contact)}"
        raise reject("identity_elsewhere", text, "commune")
    home = aggregates.get(OfferingCommune, asked.commune)
    # the source counts too: two communes may well use the same ids for their requests
    reference = derived_id(command.id, command.source, "passed_on")
    fact = DisclosureAsked(
        commune=office.commune,
        reference=reference,
        asked_by=asked.commune,
        officer=asked.officer,
        purpose=asked.purpose,
        vacancy_id=vacancy.vacancy_id,
        title=vacancy.profile.title,
        lease_id=asked.lease_id,
        candidate_ref=seeker.candidate_ref,
        contact=home.contact if home else None,
    )
    text = (
        f"La identidad la guarda el sistema de {office.name}. Su solicitud se le pasó con la referencia {reference}"
        f"{_at(office.contact)}"
    )
    reached = office.contact.model_dump() if office.contact else {}
    result = {"lease_id": asked.lease_id, "passed_on_to": office.commune, "reference": reference, "text": text}
    return Decision((), (fact,), {**result, **reached})


def _at(contact: Contact | None) -> str:
    return f". Dónde preguntar: {contact.text}" if contact else ""
