"""What waits for an office in the agenda and in the help, as a line of Hoy."""

from collections.abc import Callable
from datetime import datetime

from services.notifications.board import words as w
from services.notifications.board.pages.said import Button, Link, Said
from services.notifications.board.queries.waiting import WaitingView


def _vote(item: WaitingView, now: datetime) -> Said:
    address = f"/agenda/{item.matter_id}"
    options = w.count(item.needs["options"], "fecha", "fechas")
    return Said(f"Vote la fecha de «{item.title}»", address, f"Hay {options}.", (Link(address, "Votar"),))


def _answer(item: WaitingView, now: datetime) -> Said:
    address, who = f"/ayuda/{item.matter_id}", w.commune(item.needs["from"])
    why = "Después de ese plazo la pregunta pasa a otra oficina."
    return Said(f"{who} pregunta: {item.title}", address, why, (Link(address, "Responder", strong=True),))


def _accept(item: WaitingView, now: datetime) -> Said:
    address, who = f"/ayuda/{item.matter_id}", w.commune(item.needs["from"])
    return Said(f"{who} respondió: {item.title}", address, "Diga si sirvió.", (Link(address, "Ver la respuesta"),))


def _clash(item: WaitingView, now: datetime) -> Said:
    return Said("Hay un choque en la agenda", "/agenda", item.needs["text"], (Link("/agenda", "Ver la agenda"),))


def _task(item: WaitingView, now: datetime) -> Said:
    address, late = f"/agenda/{item.matter_id}", "Está atrasada. " if item.needs["late"] else ""
    done = Button(f"{address}/tareas/{item.needs['task']}", "Está hecha", [("back", "/")])
    return Said(f"{item.needs['what']}: tarea de «{item.title}»", address, late, (done,))


def _agreement(item: WaitingView, now: datetime) -> Said:
    address = f"/agenda/{item.needs['activity_id']}"
    late = "El plazo pasó. " if item.needs["late"] else ""
    done = Button(f"/agenda/acuerdos/{item.matter_id}", "Se cumplió", [("back", "/")])
    return Said(f"Acuerdo: {item.title}", address, f"{late}De «{item.needs['of']}».", (done,))


def _rendition(item: WaitingView, now: datetime) -> Said:
    return Said(f"Rendición: {item.title}", "/agenda", "El plazo pasó." if item.needs["late"] else "")


TOLD: dict[str, Callable[[WaitingView, datetime], Said]] = {
    "vote": _vote,
    "answer": _answer,
    "accept": _accept,
    "clash": _clash,
    "task": _task,
    "agreement": _agreement,
    "rendition": _rendition,
}
"""How each kind is said."""
