"""Exports of the national job exchange (BNE) become requests at the intake of the communes, every row accounted for.

`source` reads the file, `values` and `words` what the exchange writes, `posting` makes a row a request or says why not,
`plan` gives each row its identity and finds reposts, `door` asks the services and hears their answers, `run` counts.

What is decided here, so that nobody has to guess:
 - A row is identified by the offer's own id if the export has one, else by all that is read of it, its date included.
   The request's id follows from that, so the same row asks the same thing, whoever imports it and however often.
   What was accepted before is seen on the communes' reply topics, kept 90 days: it counts as `already`.
 - A row that differs from an earlier one of the same file only in its id or date is a repost and is not posted again.
 - The vacancy is posted today: the date of an old export only tells rows apart. A validity that is over is left out
   (the service then gives its usual 30 days); one that still runs is kept.
 - A row with anything that cannot be read for certain is quarantined with the question; nothing is guessed.
 - Fields that the contract does not have (sex, age, nationality, ...) are never read.
"""
