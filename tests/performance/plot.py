"""One SVG of the ratios and of growth, drawn by hand, so that no library is needed and the file stays small."""

from collections.abc import Iterator
from html import escape
from math import ceil, floor, log10

from rows import Result, number

WIDTH, LABEL, LINE, TOP = 960, 420, 26, 60
INK, QUIET, REACHED, MISSED = "#24292f", "#8c959f", "#1a7f37", "#cf222e"
COLOURS = ("#0969da", "#8250df", "#bf3989", "#bc4c00", "#4d2d00", "#1a7f37", "#0550ae", "#953800", "#6639ba", "#116329")


def text(x: float, y: float, words: str, anchor: str = "start", colour: str = INK) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1) -> str:
    places = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {places} stroke="{colour}" stroke-width="{width}"/>'


def ratios(results: list[Result], top: float) -> Iterator[str]:
    """A bar for each row: its median ratio, its range, and a mark where the goal is. Logarithmic, with 1 in the middle."""
    values = [value for result in results for value in result.ratios()]
    low, high = floor(log10(min([*values, 0.1]))), ceil(log10(max([*values, 10])))

    def place(value: float) -> float:
        return LABEL + (log10(value) - low) / (high - low) * (WIDTH - LABEL - 90)

    bottom = top + LINE * len(results)
    for power in range(low, high + 1):
        yield line(place(10.0**power), top, place(10.0**power), bottom, INK if power == 0 else "#d0d7de")
        yield text(place(10.0**power), bottom + 16, f"{10.0**power:g}", "middle", QUIET)
    for index, result in enumerate(results):
        y, found = top + LINE * index + LINE / 2, sorted(result.ratios())
        middle, colour = found[len(found) // 2], MISSED if result.reached() is False else REACHED
        yield text(LABEL - 10, y + 4, f"{result.row.what} / {result.row.counterpart}"[:66], "end")
        yield line(place(1), y, place(middle), y, colour, 8)
        yield line(place(found[0]), y, place(found[-1]), y, INK)
        if result.row.goal:
            yield line(place(result.row.goal), y - 9, place(result.row.goal), y + 9, INK, 2)
        yield text(WIDTH - 80, y + 4, number(middle), colour=colour)


def growth(results: list[Result], scales: list[float], top: float, height: float) -> Iterator[str]:
    """A line for each row: the time of one operation at each scale, as a multiple of that at the smallest."""
    lines = {name: [r for r in results if r.row.name == name] for name in dict.fromkeys(r.row.name for r in results)}
    grown = {name: [one.milliseconds() / found[0].milliseconds() for one in found] for name, found in lines.items()}
    low = floor(log10(min(min(values) for values in grown.values())))
    high = max(1, ceil(log10(max(max(values) for values in grown.values()))))

    def place(scale: float, value: float) -> tuple[float, float]:
        across = log10(scale / scales[0]) / log10(scales[-1] / scales[0])
        return 60 + across * (WIDTH - 320), top + height * (1 - (log10(value) - low) / (high - low))

    for power in range(low, high + 1):
        y = place(scales[0], 10.0**power)[1]
        yield line(60, y, WIDTH - 260, y, INK if power == 0 else "#d0d7de")
        yield text(52, y + 4, f"{10.0**power:g}", "end", QUIET)
    for scale in scales:
        yield text(place(scale, 1)[0], top + height + 18, f"scale {scale:g}", "middle", QUIET)
    for index, (name, values) in enumerate(sorted(grown.items(), key=lambda item: -item[1][-1])):
        colour = COLOURS[index % len(COLOURS)]
        places = [place(scale, value) for scale, value in zip(scales, values, strict=True)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield line(WIDTH - 245, top + 6 + index * 17, WIDTH - 225, top + 6 + index * 17, colour, 3)
        yield text(WIDTH - 218, top + 10 + index * 17, f"{name}: x {number(values[-1])}")


def draw(results: list[Result]) -> str:
    """The picture: ratios at the largest scale, and below them growth, where there are several scales."""
    scales = sorted({result.scale for result in results})
    compared = [result for result in results if result.scale == scales[-1] and result.ratios()]
    parts = [text(20, 24, "Speed as a part of the counterpart's; | is the goal, the thin line the range of the rounds")]
    parts += ratios(compared, TOP) if compared else []
    height: float = TOP + LINE * len(compared) + 40
    if len(scales) > 1:
        tall = max(260, 17 * len({result.row.name for result in results}) + 20)
        parts.append(text(20, height + 24, f"Time of one operation, as a multiple of that at scale {scales[0]:g}"))
        parts += growth(results, scales, height + 44, tall)
        height += tall + 80
    style = 'font-family="system-ui, sans-serif" font-size="12"'
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" {style}>'
    return "\n".join([frame, f'<rect width="{WIDTH}" height="{height:.0f}" fill="#ffffff"/>', *parts, "</svg>"]) + "\n"
