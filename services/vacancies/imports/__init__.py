"""Files that become requests to vacancies: exports of the national exchange (BNE), and contribution records.

An export: `fields` knows its columns, `place` and `posting` make a request of a row, `plan` finds reposts, `exchange`
counts, `intake` asks the services and reads their replies. A contribution record: `contribution_file`, `contributions`.
"""
