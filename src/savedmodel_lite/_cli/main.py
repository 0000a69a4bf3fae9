"""`savedmodel-lite show DIR` and `savedmodel-lite check DIR`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

import savedmodel_lite
from savedmodel_lite import saved_model
from savedmodel_lite.errors import SavedModelLiteError

if TYPE_CHECKING:
    from collections.abc import Sequence

_EPILOG = "Exit status: 0 if all is well, 1 if the model is damaged or missing, 2 for wrong usage."


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command.

    Args:
      arguments: Those after the command's name; None for the process's own.

    Returns:
      The exit status.
    """
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options.directory))
    except SavedModelLiteError as error:
        print(f"savedmodel-lite: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="savedmodel-lite", description="Looks into TensorFlow SavedModels.", epilog=_EPILOG
    )
    parser.add_argument("--version", action="version", version=savedmodel_lite.__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for run, text in (
        (show, "prints signatures, objects, variables and sizes"),
        (check, "verifies every checksum"),
    ):
        command = commands.add_parser(run.__name__, help=text, description=text, epilog=_EPILOG)
        command.add_argument("directory", metavar="DIR", help="directory of the SavedModel")
        command.set_defaults(run=run)
    return parser


def show(directory: str) -> int:
    """Prints a summary; returns the exit status."""
    print(saved_model.summarize(directory))
    return 0


def check(directory: str) -> int:
    """Prints what is wrong, or that nothing is; returns the exit status."""
    report = saved_model.check(directory)
    print(report)
    return 1 if report.problems else 0
