"""MP4 segments of an export, and joining them with the mixed sound."""

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.frame import PictureType

from editor.lib.timebase import frame_to_ticks, ticks_to_frame
from editor.render.compositor import Canvas
from editor.render.heard import heard_clips
from editor.render.sound import mix
from editor.render.sources import matrix_of
from editor.render.tempo import SAMPLE_RATE

SEGMENT_SECONDS = 4
X264 = {"preset": "veryfast", "crf": "19", "bf": "0"}


def frame_count(reading: dict[str, Any]) -> int:
    """Frames of the whole timeline; a last partial frame counts."""
    end = max((clip["start"] + clip["length"] for clip in reading["clips"]), default=0)
    rate = tuple(reading["settings"]["rate"])
    count = ticks_to_frame(end, rate)
    return count + 1 if frame_to_ticks(count, rate) < end else count


def segments(reading: dict[str, Any]) -> list[range]:
    """The timeline's frames in runs of about SEGMENT_SECONDS."""
    rate = Fraction(*reading["settings"]["rate"])
    step, total = max(1, math.ceil(rate * SEGMENT_SECONDS)), frame_count(reading)
    return [range(begin, min(begin + step, total)) for begin in range(0, total, step)]


def encode_segment(path: Path, frames: Iterator[Canvas | av.VideoFrame], reading: dict[str, Any]) -> None:
    """RGB pictures, or frames as decoded -> H.264, BT.709 limited range.

    No B-frames, so that segments join by their packets.
    """
    settings = reading["settings"]
    rate = Fraction(*settings["rate"])
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=rate, options=X264)
        stream.width, stream.height, stream.pix_fmt = settings["width"], settings["height"], "yuv420p"
        stream.codec_context.time_base = 1 / rate
        stream.codec_context.color_range = 1
        stream.codec_context.colorspace = 1
        stream.codec_context.color_primaries = 1
        stream.codec_context.color_trc = 1
        for number, canvas in enumerate(frames):
            frame = _limited(canvas, settings["width"], settings["height"])
            frame.pts, frame.time_base = number, 1 / rate
            frame.pict_type = PictureType.NONE  # the source's key frames are not ours
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def _limited(picture: Canvas | av.VideoFrame, width: int, height: int) -> av.VideoFrame:
    """A new yuv420p frame in BT.709, limited range."""
    if not isinstance(picture, av.VideoFrame):
        whole = av.VideoFrame.from_ndarray(picture, format="rgb24")
        return whole.reformat(format="yuv420p", dst_colorspace="ITU709")
    made = picture.reformat(
        width, height, "yuv420p", src_colorspace=matrix_of(picture), dst_colorspace="ITU709", interpolation="BILINEAR"
    )
    # nothing to convert gives back the source's own frame, which another picture may still need
    return av.VideoFrame.from_ndarray(made.to_ndarray(), format="yuv420p") if made is picture else made


def join(
    path: Path,
    parts: list[Path],
    runs: list[range],
    reading: dict[str, Any],
    sound_path: Callable[[str], Path],
    report: Callable[[float], None],
) -> None:
    """Segments' packets and the mixed sound -> one MP4 that starts at once in a browser (faststart)."""
    rate = Fraction(*reading["settings"]["rate"])
    clips = heard_clips(reading)
    total_ticks = frame_to_ticks(frame_count(reading), (rate.numerator, rate.denominator))
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as out:
        with av.open(str(parts[0])) as first:
            video = out.add_stream_from_template(first.streams.video[0])
        audio = None
        blocks: Iterator[Any] = iter(())
        if clips:
            audio = out.add_stream("aac", rate=SAMPLE_RATE, layout="stereo", bit_rate=192_000)
            blocks = mix(clips, total_ticks, sound_path)
        samples = 0
        for number, (part, run) in enumerate(zip(parts, runs, strict=True)):
            with av.open(str(part)) as source:
                for packet in source.demux(source.streams.video[0]):
                    if packet.pts is None or packet.dts is None:
                        continue
                    offset = int(run.start / rate / packet.time_base)
                    packet.pts += offset
                    packet.dts += offset
                    packet.stream = video
                    out.mux(packet)
            while audio is not None and samples < run.stop / rate * SAMPLE_RATE:
                block = next(blocks, None)
                if block is None:
                    break
                frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout="stereo")
                frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, samples, Fraction(1, SAMPLE_RATE)
                samples += block.shape[1]
                out.mux(audio.encode(frame))
            report((number + 1) / len(parts))
        if audio is not None:
            out.mux(audio.encode(None))
