"""The `portal` command: set up, serve, work, and what an engineer asks of it."""

import click


@click.group()
def commands() -> None:
    """The parent portal."""
