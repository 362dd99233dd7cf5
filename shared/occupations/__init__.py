"""The occupations of Chile, CIUO-08.CL: their names, the code of a Spanish job title, and codes of other schemes.

`code_of_title` is the coder's answer (titles.py) where it is sure enough, and None where it is not. The coder is
loaded at the first call: a service that codes no titles neither waits for it nor keeps it in memory.

Sources: `ciuo08cl.csv` is the Clasificador Chileno de Ocupaciones CIUO-08.CL, Instituto Nacional de Estadísticas, 2018
(10 / 44 / 129 / 444 codes of 1 / 2 / 3 / 4 digits). It is not ISCO-08: a code travels with its scheme, and `translate`
brings one of ISCO-08 over or refuses it. `coded.csv`: known.py. `titles.csv` was written for this project.
"""

from shared.contracts.vacancies import Occupation
from shared.occupations.names import NAMES, common_codes, name_of, shared_digits
from shared.occupations.schemes import NoCounterpart, translate

__all__ = ["NAMES", "NoCounterpart", "code_of_title", "common_codes", "name_of", "shared_digits", "translate"]


def code_of_title(title: str) -> Occupation | None:
    """The occupation, or the group of occupations (1 to 3 digits), that a title names; None where that is not known."""
    from shared.occupations.titles import coding_of

    answer = coding_of(title).answer
    return Occupation(code=answer.code) if answer else None
