"""What the invented seekers are like: plausible shares for small communes. No source fixes them (unverified)."""

from collections.abc import Mapping

from shared.contracts.vocabulary import Education, Licence, Shift

Weights = Mapping[str, float]

GROUPS: Weights = {"1": 1, "2": 6, "3": 6, "4": 8, "5": 22, "6": 4, "7": 14, "8": 11, "9": 28}
"""Great groups of CIUO-08.CL, per hundred seekers."""

RURAL: Weights = {**GROUPS, "2": 3, "4": 5, "5": 16, "6": 12, "9": 42}
"""The same in a commune of fewer than `SMALL` people."""

SMALL = 30_000

EDUCATION: Mapping[str, Mapping[Education, float]] = {
    "high": {Education.HIGHER: 75, Education.HIGHER_INCOMPLETE: 15, Education.MASTER: 10},
    "middle": {
        Education.SECONDARY: 45,
        Education.SECONDARY_TECHNICAL: 30,
        Education.SECONDARY_INCOMPLETE: 12,
        Education.HIGHER_INCOMPLETE: 8,
        Education.PRIMARY: 5,
    },
    "low": {
        Education.SECONDARY: 35,
        Education.SECONDARY_INCOMPLETE: 22,
        Education.PRIMARY: 25,
        Education.PRIMARY_INCOMPLETE: 12,
        Education.SECONDARY_TECHNICAL: 5,
        Education.NONE: 1,
    },
}
SCHOOLING = {"1": "high", "2": "high", "3": "middle", "4": "middle", "5": "middle", "6": "low", "7": "middle"}
"""Which of them by great group; those not named are `low`."""

LICENCES: Mapping[tuple[Licence, ...], float] = {(): 64, (Licence.B,): 28, (Licence.C,): 4, (Licence.B, Licence.C): 4}
DRIVERS: Mapping[tuple[Licence, ...], float] = {
    (Licence.B,): 30,
    (Licence.A2, Licence.B): 25,
    (Licence.A4, Licence.B): 25,
    (Licence.A5, Licence.B): 10,
    (Licence.B, Licence.D): 10,
}
"""Those of who has an occupation of `DRIVING`."""

DRIVING = "83"

CANNOT: Mapping[Shift, float] = {Shift.NIGHTS: 0.25, Shift.SUNDAYS: 0.12, Shift.HOLIDAYS: 0.10, Shift.SATURDAYS: 0.05}
"""The chance that somebody cannot work a shift."""

FLOORS: Mapping[int, float] = {0: 60, 350_000: 12, 450_000: 10, 540_000: 10, 650_000: 5, 800_000: 3}
MINUTES: Mapping[int, float] = {20: 10, 40: 25, 60: 35, 90: 20, 120: 10}

# fmt: off
FIRST = (
    "Rosa", "María", "Luis", "Juan", "Carmen", "Pedro", "Ana", "José", "Marta", "Jorge", "Elena", "Manuel",
    "Silvia", "Raúl", "Teresa", "Hugo", "Patricia", "Sergio", "Gloria", "Óscar", "Nancy", "Víctor", "Ximena",
    "Héctor", "Paola", "Iván", "Daniela", "Mauricio", "Camila", "Felipe", "Javiera", "Matías", "Valentina", "Diego",
    "Antonia", "Benjamín", "Fernanda", "Cristóbal", "Constanza", "Gabriel",
)
LAST = (
    "Fuentealba", "Sepúlveda", "Muñoz", "Riquelme", "Lagos", "Parra", "Candia", "Ortiz", "Inostroza", "Troncoso",
    "Venegas", "Ñancupil", "Cifuentes", "Salazar", "Bustos", "Hormazábal", "Arriagada", "Navarrete", "Sandoval",
    "Zapata", "Contreras", "Montecinos", "Pincheira", "Jara", "Toloza", "Benavides", "Acuña", "Landeros", "Concha",
    "Merino", "Quilodrán", "Sáez", "Urrutia", "Valdebenito", "Yáñez", "Godoy", "Ibáñez", "Cárdenas", "Poblete",
    "Retamal",
)
# fmt: on
