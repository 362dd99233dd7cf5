"""Who and what the play is about: the communes, and the vacancies that are posted."""

from shared.contracts.vacancies import Occupation, Profile
from shared.contracts.vocabulary import Contract, Licence, WorkingTime

SAN_CARLOS, NIQUEN, SAN_FABIAN, COIHUECO, SAN_NICOLAS = "16301", "16303", "16304", "16302", "16305"
TABLE = (SAN_CARLOS, NIQUEN, SAN_FABIAN, SAN_NICOLAS)
"""San Nicolás answers by systems of its own: in this play they answer for its own vacancy only."""

FIRST_SEATS, SEATS = 55, 60
HARVEST = Profile(
    title="Cosechero/a de arándanos",
    employer="Agrícola Los Robles",
    occupation=Occupation(code="9211"),
    working_time=WorkingTime.FULL,
    contract=Contract.WORK_OR_TASK,
)
CRANE = Profile(
    title="Operador/a de grúa pluma",
    employer="Montajes Itata",
    occupation=Occupation(code="8343"),
    licences=(Licence.A5, Licence.D),
    experience_years=20,
)
STORE = Profile(title="Ayudante de bodega", employer="Molino San Nicolás")
CREW = Profile(title="Ayudante de romana", employer="Agrícola Los Robles", contract=Contract.WORK_OR_TASK)

MINUTES = {SAN_CARLOS: {SAN_NICOLAS: 30}, NIQUEN: {SAN_NICOLAS: 30}}
"""Ways that the offices know better than the estimate; these two are as long as each other."""

POLICY = """\
# an hour passes in a second: what is late by seconds is late by hours
pulse_minutes = 120
pulse_gap_minutes = 2880
"""
