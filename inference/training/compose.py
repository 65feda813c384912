"""Pictures to learn from, made of public-domain pieces: objects of many parts before busy places, seen by a camera."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from inference.training import sources
from inference.training.sources import Pixels

HEIGHT, WIDTH = 288, 512
Alpha = NDArray[np.floating[Any]]  # H x W, 0..1
Random = np.random.Generator


@dataclass(frozen=True)
class Sources:
    living: list[Image.Image]
    others: list[Image.Image]
    panoramas: list[Pixels]
    photographs: list[Pixels]
    matcaps: list[Pixels]
    noises: list[Alpha]  # fractal, HEIGHT x WIDTH, 0..1


def load(drawings: Path, assets: Path, skimage_data: Path, room: Path) -> Sources:
    """room: an existing folder to keep the small drawings in."""
    random = np.random.default_rng(0)
    return Sources(
        *sources.drawings(drawings, room),
        sources.panoramas(assets),
        sources.photographs(skimage_data),
        sources.matcaps(assets),
        [_noise(random, random.uniform(0.4, 1.1)) for _ in range(200)],
    )


def compose(made_of: Sources, random: Random) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """HEIGHT x WIDTH x 3 picture, and the object's alpha HEIGHT x WIDTH. Occluded parts are not in the alpha."""
    while True:
        picture = _place(made_of, random)
        target: Alpha = np.zeros((HEIGHT, WIDTH), np.float32)
        count = int(random.integers(1, 6))
        chosen = int(random.integers(0, count))
        for index in range(count):
            layer, alpha = _object(made_of, random, is_target=index == chosen)
            if random.random() < 0.6:
                picture *= 1 - _shadow(alpha, random)[..., None]
            picture = picture * (1 - alpha[..., None]) + layer * alpha[..., None]
            target = alpha if index == chosen else target * (1 - alpha)
        if (target > 0.5).sum() > 150:
            break
    picture, target = _camera(picture, target, random)
    return (picture * 255).round().astype(np.uint8), (target * 255).round().astype(np.uint8)


def _noise(random: Random, roughness: float) -> Alpha:
    total = np.zeros((HEIGHT, WIDTH), np.float32)
    for octave in range(1, 8):
        side = 2**octave
        grid = random.random((max(2, side * HEIGHT // WIDTH + 1), side + 1)).astype(np.float32)
        layer = np.asarray(Image.fromarray(grid).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))
        total += layer * roughness**octave
    low, high = float(total.min()), float(total.max())
    return (total - low) / (high - low + 1e-6)


def _crop(pixels: Pixels, random: Random, smallest: float) -> Pixels:
    height, width = pixels.shape[:2]
    share = random.uniform(smallest, 1.0)
    wide = int(min(width, height * WIDTH / HEIGHT) * share)
    tall = max(8, int(wide * HEIGHT / WIDTH))
    top, left = random.integers(0, height - tall + 1), random.integers(0, width - wide + 1)
    cut = (pixels[top : top + tall, left : left + wide] * 255).astype(np.uint8)
    image = Image.fromarray(cut[:, ::-1] if random.random() < 0.5 else cut)
    return np.asarray(image.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC), np.float32) / 255


def _drawing(made_of: Sources, random: Random, living: float) -> Image.Image:
    among = made_of.living if random.random() < living else made_of.others
    return among[random.integers(len(among))]


def _material(made_of: Sources, random: Random) -> Pixels:
    """Something that fills the picture: a photograph, a view, painted noise."""
    kind = random.random()
    if kind < 0.35:
        out = _crop(made_of.photographs[random.integers(len(made_of.photographs))], random, 0.2)
    elif kind < 0.6:
        out = _crop(made_of.panoramas[random.integers(len(made_of.panoramas))], random, 0.3)
    elif kind < 0.7:
        drawing = np.asarray(_drawing(made_of, random, 0.2), np.float32) / 255
        out = _crop(drawing[..., :3] * drawing[..., 3:] + (1 - drawing[..., 3:]) * random.random(3), random, 0.3)
    else:
        first, second = random.random(3), random.random(3)
        noise = made_of.noises[random.integers(len(made_of.noises))][..., None]
        out = first * noise + second * (1 - noise)
    out = out.astype(np.float32)
    if random.random() < 0.5:
        out = _tinted(out, random)
    return out


def _tinted(pixels: Pixels, random: Random) -> Pixels:
    grey = pixels.mean(2, keepdims=True)
    tint = random.random(3).astype(np.float32)
    mixed = grey * tint / max(float(tint.mean()), 0.1)
    share = random.uniform(0.2, 1.0)
    tinted: Pixels = (pixels * (1 - share) + mixed * share).clip(0, 1)
    return tinted


def _place(made_of: Sources, random: Random) -> Pixels:
    """A background: a view, mostly with ground, clutter, detail, and out of focus or not."""
    out = _crop(made_of.panoramas[random.integers(len(made_of.panoramas))], random, 0.35)
    if random.random() < 0.35:
        out = _material(made_of, random)
    if random.random() < 0.6:
        ground = _material(made_of, random)
        rows = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None]
        line = random.uniform(0.3, 0.9) + random.uniform(-0.15, 0.15) * np.linspace(-1, 1, WIDTH, dtype=np.float32)
        share = (1 / (1 + np.exp(-(rows - line) * random.choice([20, 80, 300]))))[..., None]
        out = out * (1 - share) + ground * share
    for _ in range(random.integers(0, 9)):
        layer, alpha = _object(made_of, random, is_target=False)
        alpha = alpha * random.uniform(0.5, 1.0)
        out = out * (1 - alpha[..., None]) + layer * alpha[..., None]
    if random.random() < 0.5:
        detail = made_of.noises[random.integers(len(made_of.noises))][..., None] - 0.5
        out = out + detail * random.uniform(0.05, 0.4)
    if random.random() < 0.5:
        out = ndimage.gaussian_filter(out, (s := random.uniform(0.5, 4.0), s, 0))
    return np.asarray(out, np.float32).clip(0, 1)


def _object(made_of: Sources, random: Random, *, is_target: bool) -> tuple[Pixels, Alpha]:
    """A drawing put somewhere, its parts dressed in materials and lit: layer and alpha of the picture's size."""
    drawing = _drawing(made_of, random, 0.6 if is_target else 0.3)
    low, high = (0.18, 1.0) if is_target else (0.1, 0.9)
    tall = np.exp(random.uniform(np.log(low), np.log(high))) * HEIGHT
    scale = tall / max(drawing.height, drawing.width * HEIGHT / WIDTH)
    angle = random.normal(0, 0.25)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shape = turn @ np.array([[1, random.normal(0, 0.15)], [random.normal(0, 0.1), random.uniform(0.7, 1.3)]])
    if random.random() < 0.5:
        shape[:, 0] *= -1
    inverse = np.linalg.inv(shape) / scale
    margin = 0.05 if is_target else -0.1
    at = np.array([random.uniform(margin, 1 - margin) * WIDTH, random.uniform(margin, 1 - margin) * HEIGHT])
    offset = np.array([drawing.width / 2, drawing.height / 2]) - inverse @ at
    affine = (*inverse[0], offset[0], *inverse[1], offset[1])
    placed = drawing.transform((WIDTH, HEIGHT), Image.Transform.AFFINE, affine, Image.Resampling.BILINEAR)
    pixels = np.asarray(placed, np.float32) / 255
    layer: Pixels = pixels[..., :3]
    alpha: Alpha = pixels[..., 3]
    if random.random() < (0.75 if is_target else 0.3):
        layer = _dressed(layer, made_of, random)
    if random.random() < (0.6 if is_target else 0.2):
        layer = layer * _light(alpha, tall, made_of, random)
    return layer.clip(0, 1).astype(np.float32), alpha


def _dressed(layer: Pixels, made_of: Sources, random: Random) -> Pixels:
    """Colours of the drawing become materials: what had one colour gets one material."""
    parts = random.integers(1, 5)
    levels = (layer @ random.dirichlet((1, 1, 1)).astype(np.float32)) * 0.999
    cuts = np.quantile(levels, np.sort(random.random(parts - 1))) if parts > 1 else np.empty(0)
    part = np.digitize(levels, cuts)
    out = layer
    for index in range(parts):
        if random.random() < 0.8:
            material = _material(made_of, random)
            share = random.uniform(0.3, 1.0)
            mixed = (material if random.random() < 0.5 else layer * material * 1.6) * share + layer * (1 - share)
            out = np.where((part == index)[..., None], mixed, out)
    return out


def _light(alpha: Alpha, tall: float, made_of: Sources, random: Random) -> Pixels:
    """Shading as on something round: the alpha's own slope, looked up in a shaded sphere; or from one side."""
    if random.random() < 0.5:
        small = ndimage.gaussian_filter(alpha[::4, ::4], tall * random.uniform(0.008, 0.03))
        height = np.asarray(Image.fromarray(small).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))
        dy, dx = np.gradient(height)
        steep = max(float(np.hypot(dy, dx).max()), 1e-6) * 1.05
        ball = made_of.matcaps[random.integers(len(made_of.matcaps))]
        side = ball.shape[0]
        row = ((dy / steep * 0.48 + 0.5) * side).astype(int).clip(0, side - 1)
        column = ((dx / steep * 0.48 + 0.5) * side).astype(int).clip(0, side - 1)
        grey = ball[row, column].mean(2, keepdims=True)
        lit: Pixels = 0.4 + 0.9 * grey
        return lit
    angle = random.uniform(0, 2 * np.pi)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32) / HEIGHT
    slope = np.cos(angle) * rows + np.sin(angle) * columns
    shaded: Pixels = (1 + random.uniform(0.2, 1.0) * (slope - slope.mean()))[..., None].clip(0.3, 1.7)
    return shaded


def _shadow(alpha: Alpha, random: Random) -> Alpha:
    soft = ndimage.gaussian_filter(alpha[::4, ::4], random.uniform(0.5, 3))
    shifted = np.roll(soft, (random.integers(-1, 7), random.integers(-8, 9)), (0, 1))
    dark: Alpha = np.asarray(Image.fromarray(shifted).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR))
    dark = dark * np.float32(random.uniform(0.1, 0.6))
    return dark


def _camera(picture: Pixels, target: Alpha, random: Random) -> tuple[Pixels, Alpha]:
    """Exposure, colour of the light, blur, noise and compression."""
    picture = picture.clip(0, 1) ** np.exp(random.normal(0, 0.25))
    picture = picture * (1 + random.normal(0, 0.08, 3)) * random.uniform(0.7, 1.15)
    grey = picture.mean(2, keepdims=True)
    picture = grey + (picture - grey) * random.uniform(0.3, 1.2)
    sigma = random.choice([0.0, random.uniform(0.3, 1.5)])
    if sigma:
        picture, target = ndimage.gaussian_filter(picture, (sigma, sigma, 0)), ndimage.gaussian_filter(target, sigma)
    picture = picture + random.normal(0, random.uniform(0, 0.03), picture.shape)
    return np.asarray(picture.clip(0, 1), np.float32), target.clip(0, 1)
