"""Pictures of a measurement: means with their intervals, and what two configurations differ in per question."""

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from eval.evaluation import Difference, Evaluation
from eval.measurement import Measurement
from eval.measures import MAIN, MEASURES

_STYLE: dict[Any, Any] = {
    "font.size": 9.0,
    "axes.titlesize": 10.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.hashsalt": "bronwijzer",  # else the names inside a file differ at every run
}
_MARKERS, _FILLS = "osD^vPX", ("black", "white", "0.6")
"""Of the configurations in turn, in black, white and grey: 21 looks that can be told apart on any printer."""
_WIDTH, _ROW, _AROUND, _BARS = 7.5, 0.15, 0.75, 2.6
"""Inches: the picture, a mean, what stands around the means of a panel, the panel of differences."""

Group = tuple[str, Evaluation, str]
"""A label, the questions, and the measure that is drawn of each configuration."""


def draw(measurement: Measurement, path: Path) -> None:
    """Write a picture, SVG or PNG by the name of the file; the same measurement gives the same SVG to the byte.

    One panel has the mean of every measure, one that of each kind of question where there are several, and with a
    comparison one has the differences per question, the highest first.

    Raises:
        OSError: If the file cannot be written.
    """
    evaluation, slices = measurement.evaluation, measurement.evaluation.slices()
    panels: dict[str, Sequence[Group]] = {
        f"{evaluation.collection}, n = {len(evaluation.questions)}: gemiddelden met 95%-interval": [
            (measure, evaluation, measure) for measure in MEASURES
        ]
    }
    if len(slices) > 1:
        panels[f"{MAIN} per soort vraag (met het aantal vragen)"] = [
            (f"{kind or '(geen)'} ({len(part.questions)})", part, MAIN) for kind, part in slices.items()
        ]
    rows = len(evaluation.scores) + 1
    heights = [_AROUND + _ROW * rows * len(groups) for groups in panels.values()]
    heights += [_BARS] if measurement.pair is not None else []
    with mpl.rc_context(_STYLE):
        figure = Figure((_WIDTH, sum(heights) + _ROW * rows + 0.4), layout=ConstrainedLayoutEngine(h_pad=0.1))
        axes = figure.subplots(len(heights), squeeze=False, height_ratios=heights)[:, 0]
        for panel, (title, groups) in zip(axes, panels.items(), strict=False):
            panel.set_title(title)
            _draw_means(panel, groups)
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper left", frameon=False, ncols=2)
        if measurement.pair is not None:
            axes[-1].set_title(f"Verschil in {MAIN} per vraag: {measurement.pair[0]} min {measurement.pair[1]}")
            _draw_differences(axes[-1], measurement.comparison[MAIN], measurement.pair)
        figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)


def _draw_means(axes: Axes, groups: Sequence[Group]) -> None:
    """Draw a row for each configuration in each group, from the top; the first group names them for the legend."""
    rows = len(groups[0][1].scores) + 1
    for number, (_, evaluation, measure) in enumerate(groups):
        if number:
            axes.axhline(number * rows - 1, color="0.85", linewidth=0.8)
        looks = zip(evaluation.scores, cycle(_MARKERS), cycle(_FILLS), strict=False)
        for row, (name, marker, fill) in enumerate(looks, number * rows):
            mean = evaluation.means(name)[measure]
            low, high = evaluation.interval(name, measure) or (mean, mean)
            axes.hlines(row, low, high, color="black", linewidth=1)
            label = name if number == 0 else None
            axes.plot(mean, row, marker, markerfacecolor=fill, markeredgecolor="black", markersize=5, label=label)
    axes.set_yticks(
        [number * rows + (rows - 2) / 2 for number in range(len(groups))], [label for label, _, _ in groups]
    )
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(groups) * rows - 1, -1)
    axes.set_xlim(right=1.01)
    axes.grid(axis="x", color="0.9", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_formatter(_in_dutch)


def _draw_differences(axes: Axes, of: Difference, pair: tuple[str, str]) -> None:
    """Draw a step for each question, black above 0 and light below."""
    values = list(of.per_query.values())
    axes.stairs([max(value, 0) for value in values], fill=True, color="black")
    axes.stairs([min(value, 0) for value in values], fill=True, color="0.75")
    axes.axhline(0, color="black", linewidth=0.8)
    axes.axhline(of.mean, color="black", linewidth=0.8, linestyle="--")
    axes.annotate(
        f"gemiddeld {of.mean:+z.3f}".replace(".", ","),
        (1, max(of.mean, 0)),
        xycoords=("axes fraction", "data"),
        xytext=(0, 2),
        textcoords="offset points",
        ha="right",
        va="bottom",
    )
    axes.set_xlim(0, len(values))
    reach = max(0.1, *map(abs, values)) * 1.05
    axes.set_ylim(-reach, reach)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_xlabel(f"{pair[0]} beter: {of.wins}    gelijk: {of.ties}    {pair[1]} beter: {of.losses}")
    axes.yaxis.set_major_formatter(_in_dutch)


def _in_dutch(value: float, _place: float) -> str:
    return f"{value:z.3g}".replace(".", ",")
