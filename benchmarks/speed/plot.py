"""A picture of lines over two logarithmic axes, as SVG: no library, and legible on any ground."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 110, 30, 50
COLOURS = ("#2563a8", "#c2571a", "#3a8a4d", "#8a4fb0", "#b0862a", "#3a93a5", "#b04f6f")
GREY = "#808080"
LINE = 14
"""Least distance between the names at the lines' ends."""

Points = Sequence[tuple[float, float]]


def lines(series: Mapping[str, Points], across: str, up: str) -> str:
    """The picture; `across` and `up` say what the axes are. All values are above 0.

    Raises:
        ValueError: if there are more lines than colours.
    """
    if len(series) > len(COLOURS):
        raise ValueError(f"{len(series)} lines, {len(COLOURS)} colours")
    xs = sorted({x for points in series.values() for x, _ in points})
    ys = [y for points in series.values() for _, y in points]
    first, last = log10(xs[0]), log10(xs[-1])
    low, high = floor(log10(min(ys))), ceil(log10(max(ys)))

    def place(x: float, y: float) -> tuple[float, float]:
        right = (log10(x) - first) / ((last - first) or 1)
        above = (log10(y) - low) / ((high - low) or 1)
        return (
            LEFT + right * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - above * (HEIGHT - TOP - BOTTOM),
        )

    drawn = []
    for power in range(low, high + 1):
        _, y = place(xs[0], 10.0**power)
        drawn.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{GREY}" opacity=".3"/>')
        drawn.append(_text(LEFT - 8, y + 4, f"{10.0**power:,g}", "end"))
    for x in xs:
        drawn.append(_text(place(x, ys[0])[0], HEIGHT - BOTTOM + 20, f"{x:,.0f}", "middle"))
    drawn.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, across, "middle"))
    drawn.append(_text(8, 14, up, "start"))
    ends = []
    for colour, (name, points) in zip(COLOURS, series.items(), strict=False):
        places = [place(*point) for point in points]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        drawn.append(f'<path d="M{path}" stroke="{colour}" stroke-width="2" fill="none"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        ends.append((places[-1][1], places[-1][0], name, colour))
    free = 0.0
    for y, x, name, colour in sorted(ends):
        free = max(y + 4, free + LINE)
        drawn.append(_text(x + 8, free, name, "start", colour))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' font-family="sans-serif" font-size="12">\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _text(x: float, y: float, text: str, anchor: str, colour: str = GREY) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{text}</text>'
