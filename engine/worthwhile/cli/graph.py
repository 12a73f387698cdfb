"""The graph of a model: who needs whom, as Mermaid text or as a drawing."""

import html
from collections.abc import Mapping

from worthwhile.meaning.core import every, name_told
from worthwhile.meaning.items import Role
from worthwhile.meaning.meaning import Definition, Meaning

BOX_HEIGHT, BOX_GAP, LAYER_GAP, CHARACTER, MARGIN = 34, 14, 70, 7.2, 20
COLOURS = {Role.INPUT: "#dbeafe", Role.COLUMN: "#dbeafe", Role.ASSUMPTION: "#fef3c7"}
OUTPUT, OTHER = "#dcfce7", "#f1f5f9"


def edges(meaning: Meaning) -> Mapping[str, tuple[str, ...]]:
    """For each visible name those that it needs, hidden ones passed through."""
    hidden = (Role.HIDDEN, Role.OF_FIT)
    shown = {name for name, it in meaning.definitions.items() if it.role not in hidden and it.at.end}

    def needed(name: str, seen: frozenset[str]) -> list[str]:
        found: list[str] = []
        for node in every(meaning.definitions[name].core):
            read = name_told(node)
            if read in meaning.definitions and read not in seen:
                found += [read] if read in shown else needed(read, seen | {read})
        return found

    return {name: tuple(dict.fromkeys(needed(name, frozenset((name,))))) for name in shown}


def as_mermaid(meaning: Meaning) -> str:
    """The graph as Mermaid text."""
    needs = edges(meaning)
    ids = {name: f"n{place}" for place, name in enumerate(meaning.definitions) if name in needs}
    outputs = {it.name for it in meaning.outputs}
    lines = ["flowchart LR"]
    for name, number in ids.items():
        it = meaning.definitions[name]
        text = f"{it.label or name}<br/>{it.type}".replace('"', "#quot;")
        shape = f'[/"{text}"/]' if it.role in COLOURS else f'(["{text}"])' if name in outputs else f'["{text}"]'
        lines.append(f"    {number}{shape}")
    for name, below in needs.items():
        lines += [f"    {ids[it]} --> {ids[name]}" for it in below]
    return "\n".join(lines)


def as_svg(meaning: Meaning) -> str:
    """The graph as a drawing: inputs left, what needs them to the right."""
    needs = edges(meaning)
    layer = _layers(meaning, needs)
    columns: dict[int, list[str]] = {}
    for name in meaning.definitions:
        if name in needs:
            columns.setdefault(layer[name], []).append(name)
    _settle(columns, needs)
    places: dict[str, tuple[float, float, float]] = {}
    left = float(MARGIN)
    for number in sorted(columns):
        width = max(_width(meaning.definitions[it]) for it in columns[number])
        for row, name in enumerate(columns[number]):
            places[name] = (left, MARGIN + row * (BOX_HEIGHT + BOX_GAP), width)
        left += width + LAYER_GAP
    height = MARGIN * 2 + max(len(it) for it in columns.values()) * (BOX_HEIGHT + BOX_GAP) if columns else MARGIN
    outputs = {it.name for it in meaning.outputs}
    parts = [_line(places, below, name) for name, some in needs.items() for below in some]
    parts += [_box(meaning.definitions[name], *places[name], output=name in outputs) for name in places]
    size = f'width="{left - LAYER_GAP + MARGIN:.0f}" height="{height:.0f}"'
    style = 'font-family="system-ui, sans-serif" font-size="12"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>\n' + "\n".join(parts) + "\n</svg>"


def _layers(meaning: Meaning, needs: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    layer = dict.fromkeys(needs, 0)
    for _ in range(len(needs)):
        changed = False
        for name in meaning.definitions:
            if name not in needs:
                continue
            before = [layer[it] for it in needs[name] if it != name and not _around(needs, it, name)]
            found = max(before, default=-1) + 1
            if found > layer[name]:
                layer[name], changed = found, True
        if not changed:
            break
    return layer


def _around(needs: Mapping[str, tuple[str, ...]], one: str, other: str) -> bool:
    """Whether two names need each other, as those of a recurrence do."""
    return other in needs.get(one, ()) and one in needs.get(other, ())


def _settle(columns: dict[int, list[str]], needs: Mapping[str, tuple[str, ...]]) -> None:
    """Order each layer by the middle of what its names need, so that fewer lines cross."""
    for number in sorted(columns)[1:]:
        place = {name: row for column in columns.values() for row, name in enumerate(column)}
        columns[number].sort(
            key=lambda it: sum(place[b] for b in needs[it]) / len(needs[it]) if needs[it] else place[it]
        )


def _width(it: Definition) -> float:
    return max(len(it.label or it.name), len(str(it.type))) * CHARACTER + 20


def _box(it: Definition, left: float, top: float, width: float, *, output: bool) -> str:
    colour = OUTPUT if output else COLOURS.get(it.role, OTHER)
    name, type_ = html.escape(it.label or it.name), html.escape(str(it.type))
    middle = left + width / 2
    return (
        f"<g><title>{html.escape(' '.join(it.core.span.text.split()))}</title>"
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{BOX_HEIGHT}" rx="6" fill="{colour}" '
        f'stroke="#94a3b8"/><text x="{middle:.1f}" y="{top + 14:.1f}" text-anchor="middle">{name}</text>'
        f'<text x="{middle:.1f}" y="{top + 28:.1f}" text-anchor="middle" fill="#64748b" font-size="10">'
        f"{type_}</text></g>"
    )


def _line(places: Mapping[str, tuple[float, float, float]], start: str, end: str) -> str:
    x1, y1 = places[start][0] + places[start][2], places[start][1] + BOX_HEIGHT / 2
    x2, y2 = places[end][0], places[end][1] + BOX_HEIGHT / 2
    bend = (x2 - x1) / 2
    return (
        f'<path d="M{x1:.1f},{y1:.1f} C{x1 + bend:.1f},{y1:.1f} {x2 - bend:.1f},{y2:.1f} {x2:.1f},{y2:.1f}" '
        'fill="none" stroke="#cbd5e1"/>'
    )
