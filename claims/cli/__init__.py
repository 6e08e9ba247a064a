"""The command line: a command is imported when it runs, so that ``claims --help`` needs next to nothing."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from claims.errors import ClaimsError
from claims.i18n import N_
from claims.i18n import gettext as _

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it: 128 and the number of the signal."""

COMMANDS: Mapping[str, tuple[str, str]] = {
    "check": ("claims.cli.check:check", N_("Break one article into claims; no desk is needed.")),
    "extract": ("claims.cli.extract:extract", N_("Break many texts into claims, one JSON row each.")),
    "serve": ("claims.cli.serve:serve", N_("Serve the desk and its public pages.")),
    "demo": ("claims.cli.demo:demo", N_("Serve a demonstration: the Beijing desk.")),
    "article": ("claims.cli.article:article", N_("Add articles to the desk.")),
    "export": ("claims.cli.export:export", N_("Write what is published in an open format.")),
    "person": ("claims.cli.person:person", N_("Add people to the desk.")),
    "worker": ("claims.cli.worker:worker", N_("Do the desk's jobs in a process of their own.")),
    "db": ("claims.cli.db:db", N_("Upgrade or check the desk's database.")),
    "audit": ("claims.cli.audit:audit", N_("Verify the chain of audit events.")),
    "backup": ("claims.cli.backup:backup", N_("Write everything of the desk into one file.")),
    "restore": ("claims.cli.restore:restore", N_("Make a desk out of such a file.")),
    "remove": ("claims.cli.remove:remove", N_("Erase content everywhere, for good.")),
    "reseal": ("claims.cli.reseal:reseal", N_("Seal withheld sources with a new key.")),
    "model": ("claims.cli.model:model", N_("Train or measure the language pipeline.")),
}
"""Name → where the command is, and what it does in a line."""


class Refusal(click.ClickException):
    """One sentence on standard error, and exit status 2."""

    exit_code = 2


class LazyGroup(click.Group):
    """Knows the names of its commands without importing them, and turns our errors into sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command by its name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _colon, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their lines from the table, importing none."""
        del ctx
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(line)) for name, (_place, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what the program refuses is a sentence, Ctrl-C is silent."""
        try:
            return super().invoke(ctx)
        except ClaimsError as error:
            raise Refusal(error.message) from error
        except (KeyboardInterrupt, click.Abort):
            raise click.exceptions.Exit(INTERRUPTED) from None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="claims", message="claims %(version)s")
def main() -> None:
    """Claims: from an article to single claims, sources, verdicts and a public report."""
