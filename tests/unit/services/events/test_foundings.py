"""Founding a Mesa: once for the same neighbours, step by step, by what the agenda says."""

from services.events.model.activities import Activity, State
from services.events.model.dates import DateProposal
from services.events.model.foundings import Founding, FoundingBooks, Step, steps, visits_wanted
from shared.contracts import intake
from shared.contracts.agenda import (
    ActivityKind,
    FoundingAgreed,
    FoundingEnvisioned,
    FoundingNoted,
    FoundingStarted,
)
from shared.contracts.communes import CommuneJoined
from tests.unit.services.events.mothers import CHILLAN, NIQUEN, NOW, SAN_CARLOS, SAN_FABIAN, EventsInMemory, time

SAID = {"interests": "Compartir empresas", "worries": "El tiempo"}
FOUNDING = Founding("f", SAN_CARLOS, (SAN_CARLOS, NIQUEN, SAN_FABIAN), NOW)


def _start(commune: str = SAN_CARLOS, *communes: str) -> intake.FoundingStart:
    return intake.FoundingStart(commune=commune, communes=communes or (NIQUEN, SAN_FABIAN))


def _visit(guest: str, host: str, state: State = State.CONCLUDED) -> Activity:
    when = time(1)
    held = (when["starts_at"], when["ends_at"])
    return Activity(f"{guest}-{host}", ActivityKind.VISIT, guest, "V", "S", *held, invited=(host,), state=state)


def _missing(*held: Activity, proposals: tuple[DateProposal, ...] = ()) -> dict[Step, tuple[str, ...]]:
    return {each.step: each.missing for each in steps(FOUNDING, FoundingBooks(held, proposals))}


def test_the_same_neighbours_found_once_and_strangers_do_not() -> None:
    events = EventsInMemory()
    first = events.handles(_start())
    assert events.handles(_start(NIQUEN, SAN_FABIAN, SAN_CARLOS)) == first
    (told,) = events.said(FoundingStarted)
    assert (told.commune, told.communes) == (SAN_CARLOS, (SAN_CARLOS, NIQUEN, SAN_FABIAN))
    assert events.faults(_start(SAN_CARLOS, SAN_CARLOS)) == [("nobody_invited", "communes")]
    assert events.faults(_start(SAN_CARLOS, CHILLAN)) == [("unknown_commune", "communes.0")]


def test_communes_that_no_chain_of_neighbours_joins_found_nothing() -> None:
    far = "13101"
    events = EventsInMemory()
    events.handles(CommuneJoined(commune=far, name="Santiago"))
    assert events.faults(_start(SAN_CARLOS, NIQUEN, far)) == [("not_neighbours", "communes")]


def test_each_office_says_what_it_brings_and_all_agree_to_one_version() -> None:
    events = EventsInMemory()
    about = events.handles(_start())
    events.handles(intake.FoundingNote(commune=NIQUEN, **about, **SAID, will_do="Prestar la sala"))
    assert events.said(FoundingNoted)[0].missing == (SAN_CARLOS, SAN_FABIAN)
    early = intake.FoundingAgree(commune=NIQUEN, **about, version=1)
    assert events.faults(early) == [("version_mismatch", "version")]
    write = intake.FoundingVision(commune=SAN_CARLOS, **about, replaces=0, text="Responder juntas")
    events.handles(write)
    other = intake.FoundingVision(commune=NIQUEN, **about, replaces=0, text="Otra")
    assert events.faults(other) == [("version_mismatch", "replaces")], "it was made from an older one"
    events.handles(early)
    events.handles(early)
    assert [fact.missing for fact in events.said(FoundingAgreed)] == [(SAN_FABIAN,)]
    events.handles(other.model_copy(update={"replaces": 1}))
    assert [fact.version for fact in events.said(FoundingEnvisioned)] == [1, 2]
    again = early.model_copy(update={"commune": SAN_CARLOS})
    assert events.faults(again) == [("version_mismatch", "version")], "the new text is to be read"


def test_the_steps_say_what_is_missing_until_it_is_done() -> None:
    assert "San Carlos a Ñiquén: sin fecha" in _missing()[Step.VISITS]
    assert len(_missing()[Step.VISITS]) == 6
    ended = _missing(_visit(SAN_CARLOS, NIQUEN, State.ENDED))[Step.VISITS]
    assert "San Carlos a Ñiquén: falta informar qué se vio" in ended
    pairs = [(a, b) for a in FOUNDING.communes for b in FOUNDING.communes if a != b]
    made = [_visit(*pair) for pair in pairs]
    assert _missing(*made)[Step.VISITS] == ()
    when = time(9)
    held = (when["starts_at"], when["ends_at"])
    fair = Activity("f", ActivityKind.FAIR, SAN_CARLOS, "Feria", "G", *held, invited=(NIQUEN, SAN_FABIAN))
    assert _missing(fair)[Step.ACTIVITY] == ()
    assert _missing(fair)[Step.MEETING] == ("Falta fecha para una reunión de todas",)
    assert _missing()[Step.VISION] == ("Falta escribirla",)


def test_of_each_two_offices_one_visit_at_a_time_and_in_turns() -> None:
    first = [*visits_wanted(FOUNDING, FoundingBooks((), ()))]
    assert sorted(guest for guest, _ in first) == sorted(host for _, host in first) == sorted(FOUNDING.communes)
    coming = _visit(*first[0], State.SCHEDULED)
    assert [*visits_wanted(FOUNDING, FoundingBooks((coming,), ()))] == first[1:]
    back = [*visits_wanted(FOUNDING, FoundingBooks((_visit(*first[0]),), ()))]
    assert back[0] == (first[0][1], first[0][0])
