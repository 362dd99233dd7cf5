"""`python -m deploy.cli`: the `mesa` command where its script is not on the path."""

from deploy.cli import main

main()
