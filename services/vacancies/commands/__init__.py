"""Commands of officers, municipal systems and the clock, one file for each thing that they change; and guards."""
