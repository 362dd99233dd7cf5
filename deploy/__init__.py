"""How the Mesa runs: the only code that sees every service."""
