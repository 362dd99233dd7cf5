"""Who may: the actor that enters by a door, the table of rights, and the keys that say who somebody is."""
