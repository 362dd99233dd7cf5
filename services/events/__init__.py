"""Owns fairs, encuentros, meetings, visits, help between offices and rendiciones.

Its contracts are in `shared/contracts/agenda`, its topic is `mesa.agenda`.
"""
