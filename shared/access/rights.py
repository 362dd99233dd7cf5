"""The table of rights: what each role may ask and read. docs/permisos.md shows it to officers, and a test compares.

A row is a request (by its wire name, over HTTP and by intake alike) or a view (by its operation id). What has no row is
refused to everybody.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import NamedTuple

from shared.access.actors import Actor, Role
from shared.text import listed


class Reach(StrEnum):
    """Whose things a right reaches. Whoever asks does so in the name of their own commune, always."""

    NOBODY = "nobody"
    OWN = "own"
    """What their own commune has."""

    ASKED = "asked"
    """And what another commune has asked their own about: a call, a seat, a joint approach."""

    EVERYBODY = "everybody"
    """What every commune at the table has."""


class Row(NamedTuple):
    """What it is, as an officer says it, and how far it reaches for each role."""

    what: str
    officer: Reach
    system: Reach
    integrator: Reach
    operator: Reach


N, O, A, E = Reach.NOBODY, Reach.OWN, Reach.ASKED, Reach.EVERYBODY  # noqa: E741 - the columns must line up

REQUESTS: Mapping[str, Row] = {
    # for each role: officer, system, integrator, operator
    "cl.mesa.vacancy.post.v1": Row("Publicar una vacante", O, O, N, N),
    "cl.mesa.vacancy.amend.v1": Row("Cambiar una vacante", O, O, N, N),
    "cl.mesa.vacancy.withdraw.v1": Row("Retirar una vacante", O, O, N, N),
    "cl.mesa.vacancy.declare-unfilled.v1": Row("Pedir ayuda a las comunas vecinas", O, O, N, N),
    "cl.mesa.vacancy.part.v1": Row("Separar una vacante de la que parecía la misma", O, O, N, N),
    "cl.mesa.vacancy-request.take-back.v1": Row("Deshacer lo pedido sobre una vacante o un cupo", O, O, N, N),
    "cl.mesa.vacancy.acknowledge.v1": Row("Decir que la copia de una vacante está al día", A, A, N, N),
    # seats and placements
    "cl.mesa.seat.release.v1": Row("Liberar un cupo reservado", A, A, N, N),
    "cl.mesa.seat.extend.v1": Row("Extender la reserva de un cupo", A, A, N, N),
    "cl.mesa.seats.settle.v1": Row("Decir de una vez qué pasó con varios cupos", A, A, N, N),
    "cl.mesa.candidate.refer.v1": Row("Derivar a una persona a la empresa", A, A, N, N),
    "cl.mesa.placement.declare.v1": Row("Declarar una colocación", A, A, N, N),
    "cl.mesa.placement.undo.v1": Row("Deshacer una colocación", A, A, N, N),
    "cl.mesa.placement.end.v1": Row("Anotar que el trabajo terminó", A, A, N, N),
    "cl.mesa.placement.verify.v1": Row("Anotar lo que dicen las cotizaciones", A, A, N, N),
    "cl.mesa.placement.correct.v1": Row("Repartir de nuevo el crédito de una colocación", A, A, N, N),
    # employers
    "cl.mesa.employer.contact.v1": Row("Anotar un contacto con una empresa", O, O, N, N),
    "cl.mesa.employer.plan.v1": Row("Planificar una visita a una empresa", O, O, N, N),
    "cl.mesa.employer.report.v1": Row("Informar el resultado de un contacto", O, O, N, N),
    "cl.mesa.approach.propose.v1": Row("Proponer una gestión conjunta", O, O, N, N),
    "cl.mesa.approach.answer.v1": Row("Responder a una gestión conjunta", A, A, N, N),
    "cl.mesa.approach.conclude.v1": Row("Informar el resultado de una gestión conjunta", A, A, N, N),
    # offers
    "cl.mesa.offer.make.v1": Row("Ofrecer candidatos", A, A, N, N),
    "cl.mesa.candidate.offer.v1": Row("Ofrecer personas a mano", A, A, N, N),
    "cl.mesa.offer.decline.v1": Row("Responder que no hay a quién ofrecer", A, A, N, N),
    "cl.mesa.offer.withdraw.v1": Row("Retirar candidatos ofrecidos", A, A, N, N),
    "cl.mesa.proposal.confirm.v1": Row("Confirmar una propuesta de candidatos", O, O, N, N),
    "cl.mesa.proposal.decline.v1": Row("Rechazar una propuesta de candidatos", O, O, N, N),
    "cl.mesa.offer-request.take-back.v1": Row("Deshacer lo respondido a un llamado o a una propuesta", O, O, N, N),
    # people
    "cl.mesa.seeker.register.v1": Row("Inscribir a una persona", O, O, N, N),
    "cl.mesa.seeker.amend.v1": Row("Cambiar el perfil de una persona", O, O, N, N),
    "cl.mesa.seeker.confirm.v1": Row("Renovar una inscripción", O, O, N, N),
    "cl.mesa.seeker.deactivate.v1": Row("Anotar que una persona no busca por ahora", O, O, N, N),
    "cl.mesa.seeker.step-back.v1": Row("Anotar que una persona desiste de una vacante", O, O, N, N),
    "cl.mesa.seeker.deregister.v1": Row("Dar de baja a una persona", O, O, N, N),
    "cl.mesa.insurance.note.v1": Row("Anotar el seguro de cesantía", O, O, N, N),
    "cl.mesa.refusal.record.v1": Row("Anotar que una persona rechaza un trabajo", O, O, N, N),
    # who a person is: a person of an office asks, never a system by itself
    "cl.mesa.consent.record.v1": Row("Registrar un consentimiento", O, O, N, N),
    "cl.mesa.consent.revoke.v1": Row("Retirar un consentimiento", O, O, N, N),
    "cl.mesa.identity.correct.v1": Row("Corregir quién es una persona", O, O, N, N),
    "cl.mesa.identity.read.v1": Row("Leer, una vez, quién es la persona de un cupo", A, N, N, N),
    "cl.mesa.disclosure.ask.v1": Row("Pedir saber quién es la persona de un cupo", A, A, N, N),
    "cl.mesa.disclosure.erased.v1": Row("Confirmar que se borró lo que se entregó", A, A, N, N),
    # agenda
    "cl.mesa.fair.schedule.v1": Row("Programar una feria", O, O, N, N),
    "cl.mesa.encuentro.schedule.v1": Row("Programar un encuentro empresarial", O, O, N, N),
    "cl.mesa.meeting.schedule.v1": Row("Programar una reunión", O, O, N, N),
    "cl.mesa.visit.schedule.v1": Row("Programar una visita en terreno", O, O, N, N),
    "cl.mesa.activity.move.v1": Row("Cambiar la hora o el lugar de una actividad", O, O, N, N),
    "cl.mesa.activity.cancel.v1": Row("Cancelar una actividad", O, O, N, N),
    "cl.mesa.activity.conclude.v1": Row("Informar qué resultó de una actividad", O, O, N, N),
    "cl.mesa.activity.prepare.v1": Row("Planificar puestos, tareas y aportes de una actividad", O, O, N, N),
    "cl.mesa.task.finish.v1": Row("Anotar que una tarea está hecha", A, A, N, N),
    "cl.mesa.employer.invite.v1": Row("Invitar a una empresa a una feria o encuentro", A, A, N, N),
    "cl.mesa.employer.answer.v1": Row("Anotar qué respondió una empresa", A, A, N, N),
    "cl.mesa.fair.check-in.v1": Row("Entregar lo que se anotó en una feria", A, A, N, N),
    "cl.mesa.agreement.make.v1": Row("Anotar un acuerdo de una reunión o visita", A, A, N, N),
    "cl.mesa.agreement.keep.v1": Row("Anotar que un acuerdo se cumplió", A, A, N, N),
    "cl.mesa.agreement.drop.v1": Row("Dejar un acuerdo sin efecto", A, A, N, N),
    "cl.mesa.visit.report.v1": Row("Informar una visita: qué se vio y qué se aprendió", O, O, N, N),
    "cl.mesa.date.propose.v1": Row("Proponer fechas a otras oficinas", O, O, N, N),
    "cl.mesa.date.vote.v1": Row("Responder qué fechas sirven", A, A, N, N),
    "cl.mesa.date.withdraw.v1": Row("Retirar una propuesta de fecha", O, O, N, N),
    "cl.mesa.clash.accept.v1": Row("Aceptar un choque de la agenda", A, A, N, N),
    "cl.mesa.venue.register.v1": Row("Registrar o corregir un recinto", O, O, N, N),
    "cl.mesa.resource.register.v1": Row("Registrar o corregir personas, vehículos y empresas", O, O, N, N),
    "cl.mesa.busy.enter.v1": Row("Anotar que alguien está ocupado", O, O, N, N),
    "cl.mesa.busy.remove.v1": Row("Anotar que alguien ya no está ocupado", O, O, N, N),
    "cl.mesa.calendar.import.v1": Row("Entregar las horas ocupadas de un calendario", O, O, N, N),
    "cl.mesa.calendar.subscribe.v1": Row("Suscribir un calendario, que se lee cada hora", O, O, N, N),
    "cl.mesa.calendar.unsubscribe.v1": Row("Dejar de leer un calendario suscrito", O, O, N, N),
    "cl.mesa.feed.make.v1": Row("Crear la dirección de un calendario de la Mesa", O, O, N, N),
    "cl.mesa.feed.revoke.v1": Row("Anular la dirección de un calendario de la Mesa", O, O, N, N),
    # help between offices
    "cl.mesa.help.ask.v1": Row("Preguntar a otra oficina", O, O, N, N),
    "cl.mesa.help.answer.v1": Row("Responder la pregunta de otra oficina", A, A, N, N),
    "cl.mesa.help.accept.v1": Row("Aceptar una respuesta", O, O, N, N),
    "cl.mesa.help.reopen.v1": Row("Volver a preguntar", O, O, N, N),
    "cl.mesa.help.withdraw.v1": Row("Retirar una pregunta", O, O, N, N),
    "cl.mesa.card.publish.v1": Row("Publicar una ficha de ayuda", O, O, N, N),
    "cl.mesa.card.revise.v1": Row("Publicar una versión nueva de una ficha de ayuda", A, A, N, N),
    "cl.mesa.card.use.v1": Row("Anotar que una ficha de ayuda sirvió", A, A, N, N),
    "cl.mesa.rendition.plan.v1": Row("Agendar una rendición", O, O, N, N),
    "cl.mesa.rendition.submit.v1": Row("Anotar la entrega de una rendición", O, O, N, N),
    "cl.mesa.plan.goal.v1": Row("Poner o corregir una meta en el plan del año", A, A, N, N),
    "cl.mesa.plan.activity.v1": Row("Poner o corregir una actividad en el plan del año", A, A, N, N),
    "cl.mesa.plan.drop.v1": Row("Sacar una línea del plan del año", A, A, N, N),
    "cl.mesa.founding.start.v1": Row("Comenzar a fundar una Mesa", O, O, N, N),
    "cl.mesa.founding.note.v1": Row("Decir qué interesa, qué preocupa y qué hará la oficina", A, A, N, N),
    "cl.mesa.founding.vision.v1": Row("Escribir la visión común", A, A, N, N),
    "cl.mesa.founding.agree.v1": Row("Acordar la visión común", A, A, N, N),
}

VIEWS: Mapping[str, Row] = {
    # for each role: officer, system, integrator, operator
    "vacancies_several": Row("Lista de vacantes", E, E, E, N),
    "vacancies_review": Row("Revisión legal de una vacante antes de publicarla", E, E, N, N),
    "vacancies_one": Row("Una vacante con sus cupos y su fila", E, E, N, N),
    "vacancies_holders": Row("Qué comunas tienen copia de una vacante", A, A, N, N),
    "placements_several": Row("Lista de colocaciones", A, A, N, N),
    "placements_one": Row("Una colocación con su historia", A, A, N, N),
    "employers_several": Row("Lista de empresas", E, E, N, N),
    "employers_one": Row("Una empresa con su historia", E, E, N, N),
    "employers_contact": Row("Un contacto con una empresa", E, E, N, N),
    "employers_approaches": Row("Lista de gestiones conjuntas", E, E, N, N),
    "employers_approach": Row("Una gestión conjunta", E, E, N, N),
    "employers_waits": Row("Cuánto esperan las empresas", E, E, E, E),
    "offices_members": Row("Las comunas de la Mesa", E, E, E, E),
    "offices_agreed": Row("Lo que la Mesa acordó", E, E, E, E),
    "offices_reciprocity": Row("Lo que cada oficina ha dado y recibido", E, E, N, N),
    "offices_outages": Row("Cuándo estuvo caído el bus", E, E, E, E),
    "offices_told_by_reasons": Row("Qué dicen los motivos", E, E, N, N),
    "held_several": Row("Lo que la oficina pidió y está en espera", O, O, N, N),
    # people, by pseudonym
    "seekers_several": Row("Personas inscritas, por seudónimo", O, O, N, N),
    "seekers_sheet": Row("Inscribir a las personas de una planilla", O, O, N, N),
    "seekers_one": Row("Una persona inscrita, por seudónimo", O, O, N, N),
    "cards_several": Row("Fichas para una vacante", O, O, N, N),
    "cards_fit": Row("Cuántas personas calzan con una vacante antes de publicarla", O, O, N, N),
    "cards_one": Row("La ficha de una persona", O, O, N, N),
    "proposals_several": Row("Propuestas que esperan respuesta", O, O, N, N),
    "proposals_one": Row("Una propuesta con sus fichas", O, O, N, N),
    "identities_consents": Row("Lo que una persona ha autorizado", O, O, N, N),
    "identities_accesses": Row("Quién leyó la identidad de una persona", O, N, N, N),
    "identities_disclosures": Row("Identidades que se recibieron", O, O, N, N),
    "insurance_refusals": Row("Rechazos registrados", O, O, N, N),
    "insurance_warnings": Row("Avisos del seguro de cesantía", O, O, N, N),
    "insurance_causes": Row("Causas de rechazo según la ley", E, E, E, N),
    # agenda and notices
    "events_several": Row("Lista de ferias", E, E, E, N),
    "events_one": Row("Una feria con sus vacantes", E, E, E, N),
    "events_waiting": Row("Vacantes que esperan una feria", E, E, N, N),
    "activities_several": Row("Lo agendado: ferias, encuentros, reuniones y visitas", E, E, E, N),
    "activities_one": Row("Una actividad", E, E, E, N),
    "preparation_plan": Row("Puestos, programa, tareas y aportes de una actividad", E, E, N, N),
    "posters_poster": Row("El afiche de una feria o encuentro", E, E, E, N),
    "posters_poster_pdf": Row("El afiche de una feria o encuentro, en PDF", E, E, E, N),
    "posters_sheet": Row("La hoja de ingreso de una feria o encuentro", E, E, N, N),
    "posters_sheet_pdf": Row("La hoja de ingreso de una feria o encuentro, en PDF", E, E, N, N),
    "preparation_employers": Row("Empresas de una feria o encuentro", E, E, N, N),
    "preparation_results": Row("Qué resultó de una feria, en totales", E, E, E, N),
    "meetings_agreements": Row("Acuerdos de la Mesa", E, E, N, N),
    "meetings_items": Row("La tabla de una reunión, escrita con lo pendiente", E, E, N, N),
    "dates_search": Row("Buscar fechas que sirvan a varias oficinas", O, O, N, N),
    "dates_several": Row("Propuestas de fecha", E, E, N, N),
    "dates_one": Row("Una propuesta de fecha con las respuestas", E, E, N, N),
    "agenda_venues": Row("Recintos de las comunas", E, E, N, N),
    "agenda_venue": Row("Un recinto", E, E, N, N),
    "agenda_resources": Row("Personas, vehículos y empresas de la oficina", O, O, N, N),
    "agenda_busy": Row("Quién está ocupado y cuándo, sin decir con qué", E, E, N, N),
    "calendars_several": Row("Calendarios suscritos de la oficina", O, O, N, N),
    "feeds_several": Row("Direcciones de calendarios que la oficina ha creado", O, O, N, N),
    "feeds_invite": Row("La invitación a una actividad, para un calendario", O, O, N, N),
    "agenda_clashes": Row("Choques de la agenda", E, E, N, N),
    "help_several": Row("Preguntas entre oficinas", E, E, N, N),
    "help_levelled": Row("Quién pregunta y quién responde, por trimestre", E, E, N, N),
    "help_one": Row("Una pregunta con sus respuestas", E, E, N, N),
    "help_cards_search": Row("Buscar fichas de ayuda", E, E, N, N),
    "help_cards_several": Row("Fichas de ayuda", E, E, N, N),
    "help_cards_one": Row("Una ficha de ayuda con sus versiones", E, E, N, N),
    "renditions_several": Row("Rendiciones de la oficina", O, O, N, N),
    "plans_one": Row("El plan de un año y cómo va", E, E, N, N),
    "foundings_one": Row("Cómo va la fundación de una Mesa", E, E, N, N),
    "foundings_search": Row("Buscar la primera agenda de una Mesa que se funda", O, O, N, N),
    "plans_search": Row("Buscar fechas para lo planificado en el año", O, O, N, N),
    "notifications_notices": Row("Avisos de la oficina", O, O, N, N),
    # the machinery
    "health_metrics": Row("Métricas de los servicios", N, N, N, E),
}

_NOBODY = Row("", N, N, N, N)


def reach_of(actor: Actor, name: str) -> Reach:
    """How far an actor's right to a request or view reaches: as their role's, unless their key is for others only."""
    if actor.narrowed_to is not None and name not in actor.narrowed_to:
        return Reach.NOBODY
    return reach_of_role(actor.role, name)


def reach_of_role(role: Role, name: str) -> Reach:
    """How far a role's right reaches. Whether somebody may is asked with `reach_of`, which knows their key as well."""
    row = REQUESTS.get(name) or VIEWS.get(name) or _NOBODY
    reach: Reach = getattr(row, role.value, Reach.NOBODY)
    return reach


def rows_of(role: Role) -> dict[str, Row]:
    """What a role may ask and read, by name."""
    both = {**REQUESTS, **VIEWS}
    return {name: row for name, row in both.items() if reach_of_role(role, name) is not Reach.NOBODY}


def said(role: Role, names: Collection[str]) -> str:
    """What a role may of these names, in Spanish: all, or the first five and how many more."""
    rows = [f"«{row.what}»" for name, row in rows_of(role).items() if name in names]
    more = [f"{len(rows) - MOST_SAID} más"] if len(rows) > MOST_SAID else []
    return listed([*rows[:MOST_SAID], *more]) or "lo que la Mesa ya no ofrece"


MOST_SAID = 5
"""A refusal that lists more is not read."""


def as_markdown() -> str:
    """The table for officers, in Spanish."""
    lines = [_ABOUT]
    for title, table in (("Lo que se puede pedir", REQUESTS), ("Lo que se puede ver", VIEWS)):
        lines += [
            f"## {title}",
            "",
            "| | funcionario | sistema | integrador | operador | nombre |",
            "|---|---|---|---|---|---|",
        ]
        for name, row in table.items():
            lines.append(f"| {row.what} | {' | '.join(_SAID[reach] for reach in row[1:])} | `{name}` |")
        lines.append("")
    return "\n".join(lines)


_SAID = {N: "no", O: "su comuna", A: "su comuna y lo que otra le pidió", E: "toda la Mesa"}
_ABOUT = """# Permisos

Lo que permite una llave de acceso, según de quién es. Cada llave es de una comuna (la de un operador o un integrador
puede no serlo) y nadie pide ni responde en nombre de otra. «Lo que otra le pidió»: un llamado a su comuna, un cupo de
una persona suya, una gestión conjunta a la que fue invitada. Lo mismo vale por HTTP y por la puerta de entrada de cada
comuna en Kafka, donde escribe su sistema.

Una llave puede limitarse a algunas de estas filas, por su nombre: permite eso y nada más (`mesa keys create --only`).

Esta página sale de `shared/access/rights.py`: `mesa keys rights` la escribe.
"""
