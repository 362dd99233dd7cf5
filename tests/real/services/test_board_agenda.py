"""The agenda and the help between offices, as the board lists them, on a real PostgreSQL."""

from datetime import date, datetime, timedelta

import asyncpg

from services.notifications.board.queries import agenda as read_agenda
from services.notifications.board.queries import help as read_help
from services.notifications.board.queries.history import changes
from services.notifications.board.queries.waiting import many, waiting
from shared.contracts import agenda
from shared.contracts.agenda import ActivityKind, ClashKind, DateOption, Goal, Measure, Process, Slot, TaskGiven
from shared.postgres.reader import Reader
from tests.real.services.test_board import NIQUEN, NOW, SAN_CARLOS, db, hear, said

__all__ = ["db"]

SAN_FABIAN = "16304"
FAIR = {"fair_id": "f1", "commune": NIQUEN, "title": "Feria Laboral de Ñiquén", "co_hosts": (SAN_CARLOS,)}
TASK = {"task": 1, "what": "Afiches", "owner": SAN_CARLOS}
QUESTION = {"help_id": "q1", "commune": SAN_FABIAN, "code": Process.RENDITIONS, "question": "¿Rendir movilización?"}
DAY = timedelta(days=1)


def scheduled(starts_at: datetime) -> agenda.FairScheduled:
    return agenda.FairScheduled(**FAIR, starts_at=starts_at, ends_at=starts_at + timedelta(hours=4), place="Gimnasio")


async def test_an_activity_of_a_month_with_what_must_be_done_for_it(db: asyncpg.Connection) -> None:
    read, starts, later = Reader(lambda: db), NOW + 12 * DAY, NOW + 40 * DAY
    prepared = agenda.ActivityPrepared(
        activity_id="f1",
        commune=NIQUEN,
        title="Feria",
        starts_at=starts,
        tasks=(TaskGiven(**TASK, due_on=date(2026, 1, 20)),),
    )
    await hear(db, said(scheduled(starts), "f"), said(prepared, "p"))
    (item,) = await waiting(read, commune=SAN_CARLOS, limit=9)
    assert (item.waits, item.needs["what"], item.title) == ("task", "Afiches", FAIR["title"])
    assert (await many(read, SAN_CARLOS)).agenda == 1
    moved = agenda.FairMoved(
        **FAIR,
        starts_at=later,
        ends_at=later + timedelta(hours=4),
        place="Plaza",
        before=Slot(starts_at=starts, ends_at=starts + timedelta(hours=4), place="Gimnasio"),
        why="lluvia",
        tasks=(TaskGiven(**TASK, due_on=date(2026, 2, 17)),),
    )
    await hear(db, said(moved, "m", "niquen-1"))
    assert await read_agenda.activities(read, starts=NOW, ends=NOW + 30 * DAY) == []
    (shown,) = await read_agenda.activities(read, starts=later, ends=later + DAY, commune=SAN_CARLOS)
    assert (shown.place, shown.why, shown.tasks[1].due_on) == ("Plaza", "lluvia", date(2026, 2, 17))
    assert await read_agenda.activities(read, starts=later, ends=later + DAY, commune=SAN_FABIAN) == []
    (changed,) = await changes(read, SAN_CARLOS, NOW - DAY, 5)
    assert [line.officer for line in changed.lines if line.fact_id == "m"] == ["niquen-1"]
    assert changed.address == "/agenda/f1"
    done = agenda.TaskDone(**TASK, activity_id="f1", commune=NIQUEN, title="Feria", due_on=date(2026, 2, 17))
    concluded = agenda.FairConcluded(**FAIR, starts_at=later, attended=(NIQUEN, SAN_CARLOS), visitors=120)
    await hear(db, said(done, "d"), said(concluded, "c"))
    assert await waiting(read, commune=SAN_CARLOS, limit=9) == []
    counted = await db.fetch("SELECT figure, commune, amount FROM board_figure ORDER BY figure, commune")
    took_part = [("took_part", SAN_CARLOS, 1), ("took_part", NIQUEN, 1)]
    assert [tuple(r) for r in counted] == [("fair_held", NIQUEN, 1), *took_part, ("visitors", NIQUEN, 120)]
    page = await read_agenda.activity(read, "f1")
    assert page is not None
    assert [line.fact_id for line in page.history][-1] in ("c", "d")


async def test_a_date_waits_for_who_has_not_voted_and_shows_the_votes(db: asyncpg.Connection) -> None:
    read, about = Reader(lambda: db), {"proposal_id": "d1", "commune": NIQUEN, "title": "Reunión"}
    option = DateOption(starts_at=NOW + DAY, ends_at=NOW + DAY, place="Biblioteca", commune=NIQUEN)
    invited = {"invited": (SAN_CARLOS, SAN_FABIAN), "quorum": 1, "answer_by": NOW + DAY}
    await hear(db, said(agenda.DateProposed(**about, **invited, kind=ActivityKind.MEETING, options=(option,)), "1"))
    await hear(db, said(agenda.DateVoted(**about, office=SAN_CARLOS, yes=(1,)), "2"))
    (shown,) = await read_agenda.open_dates(read, commune=SAN_FABIAN, limit=5)
    assert (shown.votes[SAN_CARLOS].yes, shown.missing) == ((1,), (SAN_FABIAN,))
    assert await waiting(read, commune=SAN_CARLOS, limit=5) == []
    assert [item.waits for item in await waiting(read, commune=SAN_FABIAN, limit=5)] == ["vote"]
    await hear(db, said(agenda.DateWithdrawn(**about, invited=(SAN_CARLOS,), why="ya no"), "3"))
    assert await read_agenda.open_dates(read, commune=SAN_FABIAN, limit=5) == []


async def test_a_question_is_whose_turn_it_is_and_is_found_without_accents(db: asyncpg.Connection) -> None:
    read = Reader(lambda: db)
    routed = agenda.HelpRouted(**QUESTION, office=SAN_CARLOS, answer_by=NOW + DAY, turn=1)
    card = agenda.CardPublished(
        card_id="k1", commune=NIQUEN, version=1, code=Process.RENDITIONS, title="Movilización", text="Planilla",
        review_on=date(2026, 3, 1),
    )  # fmt: skip
    await hear(db, said(agenda.HelpRequested(**QUESTION), "1"), said(routed, "2"), said(card, "k"))
    assert [q.help_id for q in await read_help.questions(read, commune=SAN_CARLOS, whose="open", limit=5)] == ["q1"]
    assert await read_help.questions(read, commune=NIQUEN, whose="open", limit=5) == []
    assert await read_help.questions(read, commune=SAN_CARLOS, whose="mine", limit=5) == []
    found = await read_help.questions(read, commune=NIQUEN, whose="all", limit=5, text="MOVILIZACION rendir")
    assert [q.help_id for q in found] == ["q1"]
    assert [c.card_id for c in await read_help.cards(read, text="planilla movilizacion", limit=5)] == ["k1"]
    assert await read_help.cards(read, text="planilla furgón", limit=5) == []
    assert (await many(read, SAN_CARLOS)).help == 1
    answered = agenda.HelpAnswered(**QUESTION, office=SAN_CARLOS, answer="Con la planilla", number=1, hours=2.5)
    await hear(db, said(answered, "3"))
    assert [item.waits for item in await waiting(read, commune=SAN_FABIAN, limit=5)] == ["accept"]
    await hear(db, said(agenda.HelpAccepted(**QUESTION, office=SAN_CARLOS, number=1), "4"))
    assert (await many(read, SAN_FABIAN)).help == 0
    hours = await db.fetchval("SELECT amount FROM board_figure WHERE figure = 'question_answered'")
    assert hours == 2.5


async def test_clashes_agreements_renditions_and_the_plan_are_listed(db: asyncpg.Connection) -> None:
    read = Reader(lambda: db)
    standing = agenda.Standing(
        kind=ActivityKind.FAIR, activity_id="f1", commune=NIQUEN, title="Feria", starts_at=NOW + DAY
    )
    between = {"clash_id": "c1", "kind": ClashKind.VENUE, "activities": (standing,), "communes": (NIQUEN,)}
    agreed = agenda.AgreementMade(
        agreement_id="a1", activity_id="f1", title="Feria", commune=NIQUEN, what="Pedir el furgón", owner=SAN_CARLOS,
        due_on=date(2026, 1, 15),
    )  # fmt: skip
    due = agenda.RenditionDue(rendition_id="r1", commune=NIQUEN, what="Enero", due_on=date(2026, 1, 30), days_left=5)
    goal = Goal(measure=Measure.FAIRS, number=3, due_on=date(2026, 12, 31))
    line = agenda.PlanGoalSet(year=2026, line_id="l1", commune=NIQUEN, what="3 ferias", goal=goal)
    found = agenda.ClashFound(**between, text="El gimnasio está ocupado")
    facts = (scheduled(NOW + DAY), found, agreed, due, line)
    await hear(db, *(said(fact, f"x{n}") for n, fact in enumerate(facts)))
    assert [c.clash_id for c in await read_agenda.clashes(read, commune=NIQUEN, limit=5)] == ["c1"]
    page = await read_agenda.activity(read, "f1")
    assert page is not None
    assert ([c.clash_id for c in page.clashes], [a.agreement_id for a in page.agreements]) == (["c1"], ["a1"])
    assert [a.owner for a in await read_agenda.agreements(read, commune=SAN_CARLOS, limit=5)] == [SAN_CARLOS]
    assert [r.stage for r in await read_agenda.renditions(read, starts=NOW, ends=NOW + 30 * DAY)] == ["due"]
    year = await read_agenda.plan(read, 2026)
    assert year is not None
    assert year.lines["l1"].goal == goal
    assert sorted(i.waits for i in await waiting(read, commune=NIQUEN, limit=9)) == ["clash", "rendition"]
    accepted = agenda.ClashAccepted(**between, office=NIQUEN, why="hay otra sala")
    await hear(db, said(accepted, "y"))
    assert await read_agenda.clashes(read, commune=None, limit=5) == []


async def test_a_mesa_is_founded_when_all_agree_to_the_newest_vision(db: asyncpg.Connection) -> None:
    read = Reader(lambda: db)
    about = {"founding_id": "m1", "communes": (NIQUEN, SAN_CARLOS)}
    noted = agenda.FoundingNoted(**about, commune=NIQUEN, interests="Cosecha", worries="Locomoción")
    first = agenda.FoundingEnvisioned(**about, commune=NIQUEN, version=1, text="Juntas")
    agreed = agenda.FoundingAgreed(**about, commune=SAN_CARLOS, version=1)
    await hear(db, *(said(fact, f"m{n}") for n, fact in enumerate((noted, first, agreed))))
    (shown,) = await read_agenda.foundings(read)
    assert (shown.stage, shown.notes[NIQUEN].worries) == ("founded", "Locomoción")
    second = agenda.FoundingEnvisioned(**about, commune=SAN_CARLOS, version=2, text="Juntas, y con furgón")
    await hear(db, said(second, "m9"))
    (shown,) = await read_agenda.foundings(read)
    assert (shown.stage, shown.agreed) == ("begun", {NIQUEN: 1, SAN_CARLOS: 2})
