"""What a file is. The parent calls `probe`; the reading itself happens in a child: `python -m editor.media.probe`."""

import json
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import av
from PIL import Image, UnidentifiedImageError

from editor.lib.timebase import seconds_to_ticks
from editor.media import limits
from editor.media.errors import NotPlayable
from editor.media.poster import write_poster
from inference.words import sentence

# by content, never by name: playlists, scripts and vector pictures, which name other files, are not here
CONTAINERS = {"mov", "mp4", "m4a", "3gp", "matroska", "webm", "mpegts", "avi", "ogg", "wav", "mp3", "flac", "aac"}
PICTURES = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
STILL_SECONDS = 5
_HEADS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
NO_IDEA = sentence(
    "This is not a video, sound or picture that Playhead knows. Save it as MP4, MOV, WebM, WAV, MP3, PNG or JPEG."
)


@dataclass
class Probed:
    """kind: video, audio or image. Picture size as displayed, rotation and pixel shape applied. duration in ticks.

    start_s: time of the first picture in the file's own clock; it becomes time 0 of the proxy.
    stream: the picture's index in the file. sound: the sound's; mono: it has one channel.
    """

    kind: str
    width: int = 0
    height: int = 0
    rotation: int = 0
    rate_num: int = 0
    rate_den: int = 1
    duration: int = 0
    has_audio: bool = False
    untagged: bool = False
    start_s: float = 0.0
    stream: int = 0
    sound: int = 0
    mono: bool = False
    info: dict[str, Any] = field(default_factory=dict)


def probe(path: Path, poster: Path | None = None) -> Probed:
    """Raises NotPlayable. Writes a JPEG of a video to `poster`: the first thing that a person sees of it."""
    command = [sys.executable, "-m", "editor.media.probe", str(path), *([str(poster)] if poster else [])]
    try:
        done = limits.run(command, timeout_s=limits.PROBE_TIMEOUT_S)
    except limits.TooMuch as error:
        raise NotPlayable(
            sentence("Reading this file takes too long; it may be damaged. Convert it to MP4 and try again.")
        ) from error
    if done.returncode:
        raise NotPlayable(sentence("This file breaks the decoder; it may be damaged. Convert it to MP4 and try again."))
    said = json.loads(done.stdout)
    if "error" in said:
        raise NotPlayable(said["error"])
    return Probed(**said)


def _read(path: Path, poster: Path | None) -> Probed:
    if path.stat().st_size == 0:
        raise NotPlayable(sentence("The file is empty (0 bytes)."))
    head = path.open("rb").read(16)
    if head.startswith(_HEADS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return _read_picture(path)
    return _read_film(path, poster)


def _read_picture(path: Path) -> Probed:
    Image.MAX_IMAGE_PIXELS = None  # our own, clearer limit stands below
    warnings.simplefilter("ignore")
    try:
        with Image.open(path, formats=PICTURES) as image:
            width, height = image.size
            if max(width, height) > limits.MAX_PICTURE_SIDE or width * height > limits.MAX_PICTURE_PIXELS:
                raise NotPlayable(
                    sentence(
                        "The picture is {width} x {height}; the limit is {side} a side and {pixels} megapixels. "
                        "Make it smaller.",
                        width=width,
                        height=height,
                        side=limits.MAX_PICTURE_SIDE,
                        pixels=limits.MAX_PICTURE_PIXELS // 1_000_000,
                    )
                )
            turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotPlayable(sentence("The picture is damaged or cut short.")) from error
    if turned:
        width, height = height, width
    return Probed("image", width, height, duration=seconds_to_ticks(STILL_SECONDS), rate_num=30)


def _read_film(path: Path, poster: Path | None) -> Probed:
    try:
        film = av.open(str(path), options={"protocol_whitelist": "file"})
    except (av.FFmpegError, ValueError) as error:
        looks_mp4 = path.open("rb").read(12)[4:8] == b"ftyp"
        raise NotPlayable(
            sentence("The video is cut short or damaged: its index is missing.") if looks_mp4 else NO_IDEA
        ) from error
    with film:
        if not CONTAINERS & set(film.format.name.split(",")):
            raise NotPlayable(NO_IDEA)
        sound = next((s for s in film.streams.audio if s.codec_context is not None and s.rate), None)
        pictures = [s for s in film.streams.video if s.codec_context is not None and not _is_cover(s)]
        seconds = _seconds(film)
        if seconds > limits.MAX_DURATION_S:
            hours, most = f"{seconds / 3600:.1f}", limits.MAX_DURATION_S // 3600
            raise NotPlayable(sentence("It lasts {hours} hours; the limit is {most}.", hours=hours, most=most))
        if not pictures:
            if sound is None:
                raise NotPlayable(sentence("There is neither picture nor sound in this file."))
            if not seconds:
                raise NotPlayable(sentence("There is no sound in this file."))
            if next(_frames(film, sound), None) is None:
                raise NotPlayable(sentence("Its {codec} sound cannot be decoded.", codec=sound.codec_context.name))
            info = {"container": film.format.name, "audio": sound.codec_context.name}
            ticks = seconds_to_ticks(seconds)
            return Probed("audio", duration=ticks, has_audio=True, info=info, sound=sound.index, mono=_is_mono(sound))
        stream = pictures[0]
        frame = next(_frames(film, stream), None)
        if frame is None:
            name = stream.codec_context.name
            raise NotPlayable(
                sentence("There are no pictures in this video that can be decoded ({codec}).", codec=name)
            )
        width, height = frame.width, frame.height
        if max(width, height) > limits.MAX_VIDEO_SIDE:
            raise NotPlayable(
                sentence(
                    "The video is {width} x {height}; the limit is {side} a side.",
                    width=width,
                    height=height,
                    side=limits.MAX_VIDEO_SIDE,
                )
            )
        start_s = float(frame.time or 0.0)
        shape = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
        if shape and shape > 0:
            width = max(1, round(width * shape))
        rotation = round(frame.rotation / 90) * 90 % 360
        if rotation in (90, 270):
            width, height = height, width
        rate = stream.guessed_rate or stream.average_rate or stream.base_rate
        info = {"container": film.format.name, "video": stream.codec_context.name, "rotation": rotation}
        if sound is not None:
            info["audio"] = sound.codec_context.name
        if poster:
            write_poster(film, stream, frame, (width, height), poster)
        return Probed(
            "video",
            width,
            height,
            rotation,
            rate.numerator if rate else 30,
            rate.denominator if rate else 1,
            seconds_to_ticks(seconds),
            sound is not None,
            frame.colorspace in (0, 2),
            start_s,
            stream.index,
            sound.index if sound is not None else 0,
            sound is not None and _is_mono(sound),
            info,
        )


def _frames(film: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames; broken packets are passed over, the end of a cut file is an end."""
    try:
        for packet in film.demux(stream):
            with suppress(av.FFmpegError):
                yield from packet.decode()
    except av.FFmpegError:
        return


def _is_mono(sound: Any) -> bool:
    return bool(sound.codec_context.layout.nb_channels == 1)


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _seconds(film: Any) -> float:
    if film.duration:
        return float(film.duration / av.time_base)
    lasting = [float(s.duration * s.time_base) for s in film.streams if s.duration and s.time_base]
    return max(lasting, default=0.0)


if __name__ == "__main__":
    try:
        print(json.dumps(asdict(_read(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))))
    except NotPlayable as refused:
        print(json.dumps({"error": str(refused)}))
