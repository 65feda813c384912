"""What an export reads: originals, masks and colour tables of its clips, fetched when first needed. For one thread."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

from editor import storage
from editor.lib.cube import NotACube, parse_cube
from editor.lib.timebase import frame_in_table
from editor.models import Asset
from editor.render.luts import Lut, prepared
from editor.render.mattes import MatteFrames
from editor.render.sources import PictureSource, VideoSource
from inference.words import sentence

Item = dict[str, Any]


class CannotExport(Exception):
    """The export cannot succeed; the message is for the person who asked."""


class Read(NamedTuple):
    """pixels: H x W x 4, straight alpha. alpha: the mask as it came, H x W of the proxy; None without one."""

    pixels: NDArray[np.uint8]
    alpha: NDArray[np.uint8] | None


class Footage:
    """`assets` by id. Originals are kept in `folder` and open until `stack` closes."""

    def __init__(self, assets: dict[str, Asset], folder: Path, box: tuple[int, int], stack: ExitStack) -> None:
        """`box`: stills are read no larger than this."""
        self._assets, self._folder, self._box, self._stack = assets, folder, box, stack
        self._tables: dict[str, list[int]] = {}
        self._videos: dict[tuple[str, str], VideoSource] = {}  # one reader a clip: clips of one file play at once
        self._pictures: dict[str, PictureSource] = {}
        self._luts: dict[str, Lut] = {}
        self.mattes: dict[str, MatteFrames] = {}

    def original(self, asset_id: str) -> Path:
        path = self._folder / asset_id
        if not path.exists():
            asset = self._assets[asset_id]
            if storage.size_of(asset.original_key) is None:
                gone = sentence("The file of '{name}' is gone. Remove its clips or add it again.", name=asset.name)
                raise CannotExport(gone)
            storage.get_file(asset.original_key, path)
        return path

    def frame_of(self, item: Item) -> int:
        """Its source's frame."""
        if self._assets[item["asset"]].kind != Asset.Kind.VIDEO:
            return 0
        return frame_in_table(self._table(item["asset"]), item["sourceTicks"])

    def read(self, item: Item) -> Read:
        """A media item's picture and mask."""
        matte = item["matte"]
        return Read(self._pixels(item), self.mattes[matte["id"]].alpha(self.frame_of(item)) if matte else None)

    def decoded(self, item: Item) -> av.VideoFrame | None:
        """Of a video, its frame as it was decoded."""
        if self._assets[item["asset"]].kind != Asset.Kind.VIDEO:
            return None
        return self._video(item).decoded(self.frame_of(item))

    def with_table(self, effect: dict[str, Any]) -> dict[str, Any]:
        """An effect with its colour table, where it has one."""
        asset = effect.get("lut")
        if not asset:
            return effect
        if asset not in self._luts:
            try:
                self._luts[asset] = prepared(parse_cube(self.original(asset).read_bytes()))
            except NotACube as error:
                unusable = sentence("'{name}' cannot be used. {why}", name=self._assets[asset].name, why=error)
                raise CannotExport(unusable) from error
        return {**effect, "table": self._luts[asset]}

    def _table(self, asset_id: str) -> list[int]:
        if asset_id not in self._tables:
            self._tables[asset_id] = json.loads(storage.get_bytes(self._assets[asset_id].frames_key))["ticks"]
        return self._tables[asset_id]

    def _pixels(self, item: Item) -> NDArray[np.uint8]:
        if self._assets[item["asset"]].kind == Asset.Kind.IMAGE:
            if item["asset"] not in self._pictures:
                self._pictures[item["asset"]] = PictureSource(self.original(item["asset"]), self._box)
            return self._pictures[item["asset"]].frame(0)
        return self._video(item).frame(self.frame_of(item))

    def _video(self, item: Item) -> VideoSource:
        key = (item["clip"], item["asset"])
        if key not in self._videos:
            source = VideoSource(self.original(item["asset"]), self._table(item["asset"]))
            self._stack.callback(source.close)
            self._videos[key] = source
        return self._videos[key]
