"""One picture of an export, from what was read of its items. Nothing is read here: several are painted at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from editor.render import edges
from editor.render.compositor import Canvas, compose, shape_matte
from editor.render.footage import Item, Read


def paint(settings: dict[str, Any], items: list[Item], reads: list[Read | None]) -> Canvas:
    """`reads`: of each item; None of what has no footage."""
    of = {id(item): read for item, read in zip(items, reads, strict=True)}
    refined: dict[str, NDArray[np.uint8]] = {}  # by clip: what an object casts has its edge

    def pixels(item: Item) -> NDArray[np.uint8]:
        read = of[id(item)]
        assert read is not None
        return read.pixels

    def shaped(item: Item) -> NDArray[np.uint8] | None:
        read, matte = of[id(item)], item["matte"]
        if read is None or read.alpha is None:
            return None
        if matte["feather"]:  # a blurred edge has no use for detail
            return shape_matte(read.alpha, matte["mode"], matte["feather"])
        if item["clip"] not in refined:
            refined[item["clip"]] = edges.refine(read.alpha, read.pixels)
        return shape_matte(refined[item["clip"]], matte["mode"], 0)

    return compose(settings, items, pixels, shaped)
