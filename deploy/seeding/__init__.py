"""A synthetic population of seekers, shaped by the communes' sizes, written straight into matching's database.

Nobody in it exists: names are put together by chance, RUTs are of a range that the state has not given to persons.
"""
