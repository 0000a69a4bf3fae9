"""Measures this library beside TensorFlow: the same work, in fresh processes that take turns.

Run: python benchmarks/run.py --tensorflow path/to/python/with/tensorflow

Every scenario is run once by each library to warm up, and then by turns; the table gives medians.
Without TensorFlow, or for scenarios of ours only, TensorFlow's columns stay empty. What the warm-up
writes must load in TensorFlow. The exit status is 1 if a scenario fails or a target is missed.
"""

import argparse
import os
import platform
import sys

from processes import OURS, TENSORFLOW, has_module, run_once, version_of
from result_table import MISSED, Row, format_table, rows_of
from scenario import Scenario
from scenario_table import SCENARIOS


def main() -> int:
    """Runs the scenarios that the command line asks for and prints a table."""
    options = _parse()
    pythons = {OURS: options.ours}
    if has_module(options.tensorflow, TENSORFLOW):
        pythons[TENSORFLOW] = options.tensorflow
    else:
        _say(f"{options.tensorflow}: no TensorFlow there, so there is nothing to compare with")
    rows: list[Row] = []
    failures = 0
    for scenario in SCENARIOS:
        if options.only and scenario.name not in options.only:
            continue
        try:
            rows += _measure(scenario, pythons, options.runs)
        except RuntimeError as error:
            _say(f"{scenario.title}: {error}")
            failures += 1
    print(_describe(pythons))
    print()
    print(format_table(rows, markdown=options.markdown))
    return int(failures > 0 or any(row[-1] == MISSED for row in rows))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [scenario.name for scenario in SCENARIOS]
    parser.add_argument("--ours", default=sys.executable, help="Python to run this library with")
    parser.add_argument("--tensorflow", default=sys.executable, help="Python with TensorFlow")
    parser.add_argument("--only", action="append", choices=names, help="run this scenario only")
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each library")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    return parser.parse_args()


def _measure(scenario: Scenario, pythons: dict[str, str], runs: int) -> list[Row]:
    libraries = [OURS] if scenario.ours_only else list(pythons)
    results: dict[str, list[dict[str, float]]] = {library: [] for library in pythons}
    for turn in range(max(runs, scenario.least_runs) + 1):
        for library in libraries:
            checker = None if turn else pythons.get(TENSORFLOW)
            _say(f"{scenario.title}: {library}, " + (f"run {turn}" if turn else "warm-up"))
            measures = run_once(pythons[library], library, scenario, checker=checker)
            if turn:
                results[library].append(measures)
    return rows_of(scenario, results[OURS], results.get(TENSORFLOW, []))


def _describe(pythons: dict[str, str]) -> str:
    ours = ", ".join(
        f"{name} {version_of(pythons[OURS], name)}"
        for name in ("savedmodel-lite", "numpy", "protobuf")
    )
    theirs = version_of(pythons[TENSORFLOW], TENSORFLOW) if TENSORFLOW in pythons else "none"
    return (
        f"{ours}; TensorFlow {theirs}; Python {platform.python_version()}; {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
