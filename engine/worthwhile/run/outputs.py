"""The outputs of some rows, gathered block by block."""

from collections.abc import Mapping

from worthwhile.data.columns import Column, joined, wide
from worthwhile.meaning.core import ENTITY, TIME
from worthwhile.plan.steps import Plan, Slot, Step
from worthwhile.run.block import Block, Store


class Outputs:
    """Gathers the outputs of each block."""

    def __init__(self, plan: Plan, steps: Mapping[Slot, Step]) -> None:
        self.plan = plan
        self.parts: list[list[Column]] = [[] for _ in plan.outputs]
        self.series: list[list[list[Column]]] = [[[] for _ in range(plan.periods)] for _ in plan.outputs]
        self.forms = [steps[it.slot].form for it in plan.outputs]

    def take(self, block: Block) -> None:
        """Take in the outputs of a block."""
        for place, output in enumerate(self.plan.outputs):
            if ENTITY not in output.shape:
                continue
            if TIME in output.shape:
                for period in range(self.plan.periods):
                    self.series[place][period].append(wide(block.at(output.slot, period), block.rows))
            else:
                self.parts[place].append(wide(block.at(output.slot), block.rows))

    def finish(self, store: Store) -> list[Column | list[Column]]:
        """A column for each output; of a series a column for each period."""
        found: list[Column | list[Column]] = []
        for place, output in enumerate(self.plan.outputs):
            form = self.forms[place]
            if ENTITY in output.shape:
                if TIME in output.shape:
                    found.append([joined(it, form) for it in self.series[place]])
                else:
                    found.append(joined(self.parts[place], form))
            elif TIME in output.shape:
                found.append(list(store.series[output.slot]))
            else:
                found.append(store.values[output.slot])
        return found
