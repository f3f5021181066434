"""Commands that share the global options, and a group that imports them only when they run."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from neuromod_onto.cli.settings import Settings, global_options
from neuromod_onto.errors import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from neuromod_onto.cli import Verb

_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


class _GlobalOptions:
    """The parameters of a command, to which the global options are added when they are first looked at."""

    def __get__(self, command: Any, _owner: type) -> list[click.Parameter]:
        own: list[click.Parameter] = command.__dict__.get("params", [])
        if not any(parameter.name == "debug" for parameter in own):
            own += global_options()
        return own

    def __set__(self, command: Any, params: list[click.Parameter]) -> None:
        command.__dict__["params"] = params


class VerbCommand(click.Command):
    """A command that also takes the global options."""

    params = _GlobalOptions()

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.context_settings = {**_HELP, **self.context_settings}

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, unless it was given an ``--endpoint`` that it would not ask."""
        root = ctx.find_root()
        verbs: Mapping[str, Verb] = getattr(root.command, "verbs", {})
        verb = root.invoked_subcommand or ""
        if verb in verbs and not verbs[verb].asks_service and ctx.ensure_object(Settings).endpoint:
            asking = ", ".join(name for name, other in verbs.items() if other.asks_service)
            raise UsageError(
                f"{verb} works on data at hand, not on a service", f"leave --endpoint out; it is for {asking}"
            )
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options and leave the global ones to a line of their own."""
        own = [p.get_help_record(ctx) for p in self.get_params(ctx) if p.expose_value or p.name == "help"]
        with formatter.section("Options"):
            formatter.write_dl([record for record in own if record])
        with formatter.section("Global options"):
            names = [p.opts[-1] for p in self.get_params(ctx) if not p.expose_value and p.name != "help"]
            formatter.write_text(", ".join(names) + " (see neuromod --help)")


class VerbSubgroup(click.Group):
    """A group inside a verb, such as ``query``."""

    command_class = VerbCommand
    params = _GlobalOptions()

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.context_settings = {**_HELP, **self.context_settings}

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or fail with those that there are."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            raise click.UsageError(
                f"no command {args[0]!r} of {ctx.command_path}; there are {', '.join(self.commands)}", ctx
            )
        return super().resolve_command(ctx, args)


class VerbGroup(click.Group):
    """The top command: knows its verbs by a table and imports one when it is used."""

    def __init__(self, verbs: Mapping[str, Verb]) -> None:
        super().__init__(
            name="neuromod",
            help="The ontology of neuromodulation: find, ask, link, check.\n\nEach command has its --help.",
            context_settings=_HELP,
            params=[
                *global_options(),
                click.Option(
                    ["--version"],
                    is_flag=True,
                    is_eager=True,
                    expose_value=False,
                    callback=_version,
                    help="Show the version.",
                ),
            ],
        )
        self.verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the table."""
        return list(self.verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one verb and return its command."""
        if cmd_name not in self.verbs:
            return None
        module = import_module(f"neuromod_onto.cli.{self.verbs[cmd_name].module}")
        command: click.Command = module.command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Offer verbs from the table, without importing them; options as click does."""
        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(name, help=verb.help_line)
            for name, verb in self.verbs.items()
            if name.startswith(incomplete)
        ]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or fail with the nearest ones."""
        if args[0] not in self.verbs and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.verbs, n=2)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"no command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs under their headings, without importing them."""
        for heading in dict.fromkeys(verb.group for verb in self.verbs.values()):
            with formatter.section(heading):
                formatter.write_dl(
                    [(name, verb.help_line) for name, verb in self.verbs.items() if verb.group == heading]
                )


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        from neuromod_onto import __version__

        click.echo(f"neuromod {__version__}")
        ctx.exit()
