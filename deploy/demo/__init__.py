"""A harvest that one commune cannot fill, played on a real stack with the clock driven."""
