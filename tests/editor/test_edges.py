"""Mattes at the original's resolution: what the small one says, with the edge that only the large picture shows."""

import tracemalloc

import numpy as np
from PIL import Image

from editor.render import edges


def disc(height, width):
    """A picture H x W x 4 of a bright, ragged disc on dark noise, and its true alpha."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    dy, dx = y - height / 2, x - width / 2
    ragged = height * (0.3 + 0.02 * np.sin(np.arctan2(dy, dx) * 40))
    alpha = np.clip(ragged - np.hypot(dy, dx) + 0.5, 0, 1)
    ground = np.random.default_rng(3).integers(20, 60, (height, width, 1))
    picture = ground * (1 - alpha[..., None]) + np.array([220, 180, 60]) * alpha[..., None]
    rgba = np.concatenate([picture, np.full((height, width, 1), 255)], 2).astype(np.uint8)
    return rgba, (alpha * 255 + 0.5).astype(np.uint8)


def shrunk(alpha, times):
    height, width = alpha.shape
    return np.asarray(Image.fromarray(alpha).resize((width // times, height // times), Image.Resampling.BOX))


def enlarged(alpha, like):
    return np.asarray(Image.fromarray(alpha).resize(like.shape[::-1], Image.Resampling.BILINEAR))


def error(alpha, truth):
    return float(np.abs(alpha.astype(int) - truth).mean())


def test_the_edge_is_found_where_the_original_has_it():
    picture, truth = disc(480, 640)
    small = shrunk(truth, 4)
    assert error(edges.refine(small, picture), truth) < 0.5 * error(enlarged(small, truth), truth)


def test_a_picture_of_the_mattes_size_leaves_it_as_it_is():
    picture, truth = disc(120, 160)
    assert edges.refine(truth, picture) is truth
    assert edges.refine(shrunk(truth, 2), picture[:66, :88]).shape == (60, 80)


def test_a_picture_without_detail_gives_what_the_preview_shows_and_no_texture_touches_what_is_sure():
    picture, truth = disc(480, 640)
    small = shrunk(truth, 4)
    plain = enlarged(small, truth)
    grey = np.full_like(picture, 128)
    assert np.abs(edges.refine(small, grey).astype(int) - plain).max() <= 1
    refined = edges.refine(small, picture)
    inside, outside = plain == 255, plain == 0
    assert refined[inside].min() >= 250  # as far as alpha is rounded
    assert refined[outside].max() <= 5


def test_sizes_that_are_no_whole_times_each_other_leave_no_seams(monkeypatch):
    picture, truth = disc(500, 707)
    small = np.asarray(Image.fromarray(truth).resize((213, 151), Image.Resampling.BOX))
    tiled = edges.refine(small, picture)
    monkeypatch.setattr(edges, "TILE", 1000)
    assert np.abs(tiled.astype(int) - edges.refine(small, picture)).max() <= 8
    assert error(tiled, edges.refine(small, picture)) < 0.05


def test_memory_is_a_tiles_whatever_the_pictures_size():
    picture, truth = disc(2160, 3840)
    small = shrunk(truth, 4)
    tracemalloc.start()
    edges.refine(small, picture)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * truth.nbytes  # in one piece its planes of floats alone would be fifty times as much


def test_a_matte_of_nothing_or_everything_is_that():
    picture = disc(200, 300)[0]
    for value in (0, 255):
        assert (edges.refine(np.full((50, 75), value, np.uint8), picture) == value).all()
