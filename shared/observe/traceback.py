"""Where an exception came from, without its message, which may quote what a person wrote."""

import traceback


def frames_of(broken: BaseException) -> str:
    """Files, lines and code of its traceback, outermost first."""
    return "".join(traceback.format_tb(broken.__traceback__))
