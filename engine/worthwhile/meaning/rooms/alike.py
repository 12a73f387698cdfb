"""The models that are taken in: they are about the same thing and the same periods, or do not say."""

from worthwhile.meaning.checking import Checking
from worthwhile.meaning.draft import Room
from worthwhile.meaning.expressions.literals import day_number
from worthwhile.meaning.graph import Graph
from worthwhile.meaning.meaning import Timeline
from worthwhile.meaning.rooms import complaints as reuse_complaints
from worthwhile.meaning.timelines import length_of


def look_at_rooms(checking: Checking, graph: Graph, timeline: Timeline | None) -> None:
    """Say where a model that is taken in is about something else."""
    for home, room in checking.draft.rooms.items():
        _entity(checking, room)
        _timeline(checking, graph, home, room, timeline)


def _entity(checking: Checking, room: Room) -> None:
    own, its = checking.draft.entity, room.draft.entity
    if its is None or (own is not None and (own.name, own.key) == (its.name, its.key)):
        return
    here = f"`{own.name}` by `{own.key}`" if own else "one thing only"
    said = f"each `{its.name}` by `{its.key}`"
    checking.say(reuse_complaints.other_entity(room.imported.name, said, here, room.imported.span, its.span))


def _timeline(checking: Checking, graph: Graph, home: str, room: Room, own: Timeline | None) -> None:
    its = room.draft.timeline
    if its is None:
        return
    period, length = length_of(checking, its, graph, home)
    if length is None:  # said already
        return
    start = day_number(its.starts) if its.starts else None
    there = Timeline(period, length, None if start is None else float(start), its.paid)
    if own != there:
        said = " ".join(its.span.text.split()).removeprefix("timeline ")
        here = checking.draft.timeline
        words = " ".join(here.span.text.split()).removeprefix("timeline ") if here else ""
        checking.say(reuse_complaints.other_timeline(room.imported.name, said, words, room.imported.span, its.span))
