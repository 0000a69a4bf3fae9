"""Results as rows of text, and rows as a table."""

from collections.abc import Sequence
from statistics import median

from scenario import Scenario

HEADER = ("scenario", "measure", "ours", "TensorFlow", "ratio", "target", "met")
MISSED = "NO"
_MISSING = "-"
_VERDICTS = {None: _MISSING, True: "yes", False: MISSED}

Runs = Sequence[dict[str, float]]
Row = tuple[str, ...]


def rows_of(scenario: Scenario, ours: Runs, theirs: Runs) -> list[Row]:
    """The rows of a scenario: a measure each, medians over the runs.

    Args:
      scenario: The scenario.
      ours: Measures of our runs, at least one.
      theirs: Measures of TensorFlow's runs; empty if there are none.
    """
    rows: list[Row] = []
    for measure in ours[0]:
        our_median = median(run[measure] for run in ours)
        their_median = median(run[measure] for run in theirs) if theirs else None
        ratio = their_median / our_median if their_median is not None and our_median else None
        target = scenario.targets.get(measure)
        rows.append((
            scenario.title,
            measure,
            _number(our_median),
            _number(their_median),
            _MISSING if ratio is None else f"{ratio:.{1 if ratio >= 2 else 2}f}x",
            _MISSING if target is None else str(target),
            _MISSING if target is None else _VERDICTS[target.is_met(our_median, ratio)],
        ))  # fmt: skip
    return rows


def format_table(rows: Sequence[Row], *, markdown: bool) -> str:
    """A table with its header.

    Args:
      rows: The rows.
      markdown: Whether to draw the lines of Markdown.
    """
    cells = [HEADER, *rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [_line(row, widths, " | " if markdown else "  ") for row in cells]
    if not markdown:
        return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
    lines.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {line} |" for line in lines)


def _line(row: Row, widths: Sequence[int], separator: str) -> str:
    texts = row[:2]
    cells = [text.ljust(width) for text, width in zip(texts, widths, strict=False)]
    cells += [text.rjust(width) for text, width in zip(row[2:], widths[2:], strict=True)]
    return separator.join(cells)


def _number(value: float | None) -> str:
    if value is None:
        return _MISSING
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.3f}"
