"""The office that registers a sheet: a hosted commune of this Mesa."""

from collections.abc import Mapping

from shared.contracts.communes import CommuneFact, Mode
from shared.errors import OperatorError
from shared.territory import commune


def office_of(text: str) -> str:
    """The CUT code of a commune, also for its code from before 2018. Raises OperatorError."""
    try:
        return commune(text.strip()).cut
    except KeyError as unknown:
        do = "give its CUT code, five digits (16301): see `mesa communes list`"
        raise OperatorError(f"--commune {text}: this is not the code of a commune", do=do, code=2) from unknown


def check_office(cut: str, table: Mapping[str, CommuneFact]) -> None:
    """Raises OperatorError if matching would reject every row of this office."""
    if cut not in table:
        raise OperatorError(f"commune {cut} is not at this table", do="see `mesa communes list`", code=2)
    if table[cut].mode is not Mode.HOSTED:
        what = f"commune {cut} registers its people in its own system"
        raise OperatorError(what, do="import the sheet there, or see `mesa communes show`", code=2)
