"""Why a subscribed calendar did not come, as the officer reads it. Never the address."""

from collections.abc import Mapping

from shared.fetching import Away, Refused, WhyAway, WhyRefused

REFUSED: Mapping[WhyRefused, str] = {
    WhyRefused.NO_ADDRESS: "no es la dirección de una página. Cópiela entera del programa de calendario",
    WhyRefused.NOT_HTTPS: "tiene que empezar con https:// (o webcal://)",
    WhyRefused.CREDENTIALS: "lleva usuario o contraseña. Use la dirección secreta que entrega el programa",
    WhyRefused.NOT_PUBLIC: "lleva a una red interna. Tiene que ser una dirección de internet",
    WhyRefused.TOO_MANY_REDIRECTS: "envía a otra dirección demasiadas veces. Copie la dirección final",
    WhyRefused.TOO_LARGE: "entrega más de 2 MB. Publique solo los próximos meses",
    WhyRefused.ENCODED: "entrega el calendario comprimido, y así no se acepta",
}
AWAY: Mapping[WhyAway, str] = {
    WhyAway.NO_SUCH_HOST: "lleva a un servidor que no se encuentra",
    WhyAway.NO_ANSWER: "lleva a un servidor que no responde",
    WhyAway.NOT_TRUSTED: "lleva a un servidor cuyo certificado no es de confianza",
    WhyAway.TOO_SLOW: "tarda demasiado en responder",
    WhyAway.STATUS: "responde con un error",
}
LOST = "La dirección guardada ya no se puede abrir: suscriba el calendario otra vez"


def why_not(outcome: Refused | Away) -> str:
    """Why a calendar did not come, in Spanish. Never the address."""
    if isinstance(outcome, Refused):
        return f"La dirección {REFUSED[outcome.why]}"
    if outcome.status in (401, 403, 404, 410):
        return f"La dirección ya no entrega el calendario ({outcome.status}): pida o copie una nueva"
    return f"La dirección {AWAY[outcome.why]}{f' ({outcome.status})' if outcome.status else ''}"
