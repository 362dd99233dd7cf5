"""Examples of the bodies of events, shown in OpenAPI and run as tests."""

from services.events.api import bodies, help_bodies, plan_bodies
from shared import http
from shared.contracts import intake
from shared.http.examples import Example, Examples

HOME = {"commune": "16301"}
FAIR = {**HOME, "title": "Feria laboral de otoño", "place": "Gimnasio municipal"}
TIME = {"starts_at": "2026-04-10T10:00:00-03:00", "ends_at": "2026-04-10T18:00:00-03:00"}
BACKWARDS = {"starts_at": "2026-04-11T10:00:00-03:00", "ends_at": "2026-04-10T18:00:00-03:00"}
OPTION = {**TIME, "commune": "16303", "place": "Sala de la municipalidad"}
VENUE = {**HOME, "name": "Gimnasio municipal", "place": "Serrano 350", "kind": "gymnasium", "capacity": 600}
PERSON = {**HOME, "kind": "person", "label": "san-carlos-1", "role": "officer"}
VISIT = {"entry_id": "p1-0001", "kind": "visit", "at": "2026-04-10T10:12:00-03:00", "ticket": "T-0042"}
INTERVIEW = {**VISIT, "entry_id": "p1-0002", "kind": "interview", "vacancy_id": "v-118", "candidate_ref": "c-9"}
SPAN = {"since": "2026-04-01", "until": "2026-05-15", "minutes": 120}
SEARCH = {**HOME, **SPAN, "kind": "meeting", "must": ["16301", "16303"], "should": ["16304"]}
OWED = {"what": "Enviar el formulario de rendición", "owner": "16304", "due_on": "2026-04-30"}
CARD = {
    "code": "renditions",
    "title": "Qué respaldo lleva un gasto de locomoción",
    "text": "La planilla firmada de cada viaje. Por verificar con la unidad de finanzas.",
    "words": ["pasajes", "micro"],
    "review_on": "2026-09-01",
}
GOAL = {"measure": "meetings", "number": 10, "due_on": "2026-12-31"}
PLANNED = {"kind": "fair", "title": "Feria de primavera", "month": 10, "host": "16303", "invited": ["16301", "16304"]}

EXAMPLES: Examples = {
    http.Body: (Example(HOME), Example({}, refused="missing")),
    intake.FairSchedule: (
        Example({**FAIR, **TIME, "invited": ["16303", "16304"], "expected": 400}),
        Example({**FAIR, **BACKWARDS}, refused="value_error"),
    ),
    intake.EncuentroSchedule: (Example({**FAIR, **TIME, "title": "Encuentro empresarial", "co_hosts": ["16304"]}),),
    intake.MeetingSchedule: (Example({**FAIR, **TIME, "title": "Reunión de la Mesa", "invited": ["16303"]}),),
    intake.VisitSchedule: (Example({**FAIR, **TIME, "title": "Visita al packing", "employer": "Agrícola Los Robles"}),),
    bodies.MoveBody: (
        Example({**HOME, **TIME, "why": "El gimnasio está ocupado"}),
        Example({**HOME, **BACKWARDS, "why": "El gimnasio está ocupado"}, refused="value_error"),
    ),
    bodies.WhyBody: (Example({**HOME, "why": "Alerta por lluvias"}), Example(HOME, refused="missing")),
    bodies.ConcludeBody: (Example({**HOME, "attended": ["16301", "16303"], "employers": 14}),),
    bodies.PrepareBody: (
        Example(
            {
                **HOME,
                "booths": 20,
                "tasks": [{"what": "Imprimir afiches", "owner": "16304", "days_before": 10}],
                "total_pesos": 300_000,
                "costs": [{"commune": "16301", "pesos": 200_000}, {"commune": "16303", "pesos": 100_000}],
            }
        ),
        Example({**HOME, "total_pesos": 300_000}, refused="value_error"),
    ),
    bodies.InviteBody: (Example({**HOME, "employer": "Agrícola Los Robles"}), Example(HOME, refused="missing")),
    bodies.EmployerAnswerBody: (Example({**HOME, "employer": "Agrícola Los Robles", "comes": True}),),
    bodies.CheckInBody: (
        Example({**HOME, "device": "puerta-1", "entries": [VISIT, INTERVIEW]}),
        Example({**HOME, "device": "puerta-1", "entries": [{**VISIT, "kind": "interview"}]}, refused="value_error"),
    ),
    intake.DatePropose: (
        Example({**HOME, "kind": "meeting", "title": "Reunión de abril", "invited": ["16303"], "options": [OPTION]}),
        Example(
            {**HOME, "kind": "meeting", "title": "Reunión de abril", "invited": [], "options": [OPTION]},
            refused="too_short",
        ),
    ),
    bodies.AgreeBody: (
        Example({**HOME, **OWED}),
        Example({**HOME, "what": "Enviar el formulario"}, refused="missing"),
    ),
    bodies.ReportBody: (
        Example(
            {
                **HOME,
                "purpose": "Conocer la oficina nueva",
                "looked_at": "La sala de atención",
                "learned": "Faltan claves de la BNE",
                "owed": [OWED],
            }
        ),
    ),
    bodies.SearchBody: (
        Example(SEARCH),
        Example({**SEARCH, "until": "2026-01-31"}, refused="value_error"),
    ),
    bodies.VoteBody: (
        Example({**HOME, "yes": [1, 3], "if_needed": [2]}),
        Example({**HOME, "yes": [0]}, refused="greater_than_equal"),
    ),
    bodies.VenueBody: (
        Example({**VENUE, "opens": [{"weekday": 5, "opens": "09:00", "closes": "21:00"}]}),
        Example({**VENUE, "capacity": 0}, refused="greater_than_equal"),
    ),
    bodies.ResourceBody: (
        Example(PERSON),
        Example({**HOME, "kind": "employer", "employer": "Agrícola Los Robles"}),
    ),
    intake.BusyEnter: (
        Example({**HOME, "stretch": TIME, "weekly_until": "2026-06-30"}),
        Example({**HOME, "stretch": BACKWARDS}, refused="value_error"),
    ),
    intake.HelpAsk: (
        Example({**HOME, "code": "PP33", "question": "¿Qué papel firma la empresa al recibir a una persona derivada?"}),
        Example({**HOME, "code": "PP99", "question": "¿Qué se firma?"}, refused="enum"),
    ),
    help_bodies.AnswerBody: (
        Example({**HOME, "answer": "Ninguno: basta el correo en que la empresa la recibe. Por verificar con SENCE."}),
        Example(HOME, refused="missing"),
    ),
    help_bodies.ReopenBody: (Example({**HOME, "why": "Falta decir dónde se guarda", "elsewhere": True}),),
    intake.CardPublish: (
        Example({**HOME, **CARD}),
        Example({**HOME, **CARD, "version": 2}, refused="extra_forbidden"),
    ),
    help_bodies.VersionBody: (Example({**HOME, **CARD, "replaces": 1}), Example({**HOME, **CARD}, refused="missing")),
    help_bodies.PlanBody: (
        Example({**HOME, "what": "Gastos de marzo", "due_on": "2026-04-15"}),
        Example({**HOME, "what": "Gastos", "due_on": "2026-04-15", "remind_days": [91]}, refused="less_than_equal"),
    ),
    help_bodies.SubmitBody: (
        Example({**HOME, "evidence": ["0f" * 32]}),
        Example({**HOME, "evidence": ["factura.pdf"]}, refused="string_pattern_mismatch"),
    ),
    plan_bodies.GoalBody: (
        Example({**HOME, "goal": GOAL}),
        Example({**HOME, "goal": {**GOAL, "number": 0}}, refused="greater_than_equal"),
    ),
    plan_bodies.PlannedBody: (
        Example({**HOME, "activity": PLANNED}),
        Example({**HOME, "activity": {**PLANNED, "month": 13}}, refused="less_than_equal"),
    ),
    plan_bodies.DatesBody: (Example(HOME), Example({**HOME, "per_week": 0}, refused="greater_than_equal")),
    intake.FoundingStart: (
        Example({**HOME, "communes": ["16303", "16304"]}),
        Example({**HOME, "communes": []}, refused="too_short"),
    ),
    plan_bodies.NoteBody: (
        Example({**HOME, "interests": "Compartir empresas", "worries": "El tiempo", "will_do": "Enseñar a rendir"}),
        Example({**HOME, "interests": "Compartir empresas"}, refused="missing"),
    ),
    plan_bodies.VisionBody: (
        Example({**HOME, "replaces": 0, "text": "Una red que responde junta"}),
        Example({**HOME, "text": "Una red que responde junta"}, refused="missing"),
    ),
    plan_bodies.AgreeVisionBody: (Example({**HOME, "version": 1}), Example(HOME, refused="missing")),
    bodies.SubscribeBody: (
        Example({**HOME, "url": "https://agenda.example/u7/privado.ics"}),
        Example({**HOME, "url": "https://agenda.example/mi agenda"}, refused="string_pattern_mismatch"),
    ),
    bodies.FeedBody: (Example({**HOME, "of": "commune"}), Example(HOME, refused="missing")),
    intake.CalendarImport: (Example({**HOME, "stretches": [TIME]}), Example(HOME, refused="missing")),
}
