"""Owns the joint agenda: fairs, encuentros, meetings and visits; dates that are voted on; clashes; help between
offices and its cards; rendiciones.

Consumes: commune facts, vacancies at END, placements and contacts of `vacancies`, and requests about the agenda.
Publishes: fair.scheduled, .moved, .cancelled, .concluded (and of encuentros, meetings, visits), date.proposed, .fixed,
clash.found, .resolved, employer.invited, agreement.made, fair.counted and their like, on `mesa.agenda`.
Does not: know a person (who comes to a fair is a ticket, at most a pseudonym), or what anybody is busy with.
"""
