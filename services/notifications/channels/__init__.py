"""The ways on which notifications reaches people who do not sit before the page."""
