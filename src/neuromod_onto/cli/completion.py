"""``neuromod completion``: what makes TAB work."""

from __future__ import annotations

import click

from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import show

_WHERE = {
    "bash": '~/.bashrc: eval "$(neuromod completion bash)"',
    "zsh": '~/.zshrc, after compinit: eval "$(neuromod completion zsh)"',
    "fish": "once: neuromod completion fish > ~/.config/fish/completions/neuromod.fish",
}


@click.command(cls=VerbCommand)
@click.argument("shell", type=click.Choice(list(_WHERE)), metavar="SHELL")
def command(shell: str) -> None:
    """Print the script that makes TAB complete commands, options, terms, queries and their values.

    SHELL is bash (4.4 or newer), zsh or fish. In ~/.bashrc: eval "$(neuromod completion bash)"
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(command, {}, "neuromod", "_NEUROMOD_COMPLETE")
    show(f"# {_WHERE[shell]}\n{script.source_template % script.source_vars()}")
