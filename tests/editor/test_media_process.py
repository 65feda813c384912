"""From an original in S3 to what previews and models read."""

import io
import json
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from editor import storage
from editor.lib.timebase import TICKS_PER_SECOND, frame_to_ticks
from editor.media.peaks import write_peaks
from editor.media.probe import probe
from editor.media.process import process
from editor.media.proxy import make_proxy
from editor.models import Asset, Project
from tests.editor.clips import ffmpeg, make_tone, make_video
from tests.editor.kit import make_asset, make_person

pytestmark = [pytest.mark.usefixtures("services"), pytest.mark.django_db]


def processed(path: Path, name: str = "") -> Asset:
    project = Project.objects.create(owner=make_person(), name="Film")
    key = f"originals/test-{path.name}"
    storage.put_file(path, key)
    fields = {"kind": "unknown", "state": "processing", "duration": 0, "frame_count": 0, "proxy_key": ""}
    asset = make_asset(project, name or path.name, original_key=key, size=path.stat().st_size, **fields)
    process(str(asset.pk))
    asset.refresh_from_db()
    return asset


@pytest.mark.parametrize(
    ("text", "state", "error"),
    [
        ("LUT_3D_SIZE 2\n" + "0 0.5 1\n" * 8, "ready", ""),
        ("LUT_3D_SIZE 2\n0 0 0\n", "failed", "The table holds 1 colours where 2 × 2 × 2 = 8 belong."),
    ],
)
def test_a_colour_table_is_ready_at_once_or_refused_with_a_reason(
    tmp_path: Path, text: str, state: str, error: str
) -> None:
    (tmp_path / "warm.cube").write_text(text)
    asset = processed(tmp_path / "warm.cube")
    assert (asset.state, asset.error) == (state, error)
    assert asset.kind == ("lut" if state == "ready" else "unknown")


def proxy_of(path: Path, folder: Path) -> Path:
    make_proxy(path, folder / "proxy.mp4", probe(path), lambda done: None)
    return folder / "proxy.mp4"


def pictures(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as film:
        return list(film.decode(video=0))


def picture_of(key: str) -> Image.Image:
    return Image.open(io.BytesIO(storage.get_bytes(key)))


def test_a_video_gets_everything(tmp_path: Path) -> None:
    source = make_video(tmp_path / "a.mp4", size="1280x720", rate="30000/1001", seconds=2, sound=True)
    asset = processed(source)
    assert (asset.state, asset.error, asset.kind, asset.progress) == ("ready", "", "video", 1.0)
    assert (asset.width, asset.height, asset.rate_num, asset.rate_den) == (1280, 720, 30000, 1001)
    assert (asset.frame_count, asset.has_audio, asset.info["vfr"]) == (60, True, False)
    table = json.loads(storage.get_bytes(asset.frames_key))
    assert table["ticks"] == [frame_to_ticks(i, (30000, 1001)) for i in range(60)]
    assert table["duration"] == asset.duration == frame_to_ticks(60, (30000, 1001))
    storage.get_file(asset.proxy_key, tmp_path / "proxy.mp4")
    with av.open(str(tmp_path / "proxy.mp4")) as film:
        stream = film.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 960, 540)
        assert stream.codec_context.pix_fmt == "yuv420p"
        packets = [p for p in film.demux(stream) if p.pts is not None]
        assert [p.is_keyframe for p in packets] == [i % 15 == 0 for i in range(60)]
        assert all(p.pts == p.dts for p in packets)  # no B-frames
    frame = pictures(tmp_path / "proxy.mp4")[0]
    assert (frame.colorspace, frame.color_range) == (1, 1)  # BT.709, limited
    with av.open(str(tmp_path / "proxy.mp4")) as film:
        sound = film.streams.audio[0]
        assert (sound.codec_context.name, sound.rate, sound.channels) == ("aac", 48_000, 2)
    head = storage.get_bytes(asset.proxy_key, 0, 4000)
    assert b"moov" in head  # it plays while it loads
    assert picture_of(asset.poster_key).size == (640, 360)
    strip = asset.info["filmstrip"]
    assert strip == {"count": 3, "columns": 20, "interval": TICKS_PER_SECOND}
    assert picture_of(asset.filmstrip_key).size == (480, 90)
    peaks = json.loads(storage.get_bytes(asset.peaks_key))
    assert peaks["rate"] == 100
    assert len(peaks["peaks"]) == pytest.approx(200, abs=5)


def test_processing_again_gives_the_same(tmp_path: Path) -> None:
    asset = processed(make_video(tmp_path / "a.mp4"))
    Asset.objects.filter(pk=asset.pk).update(state="processing")
    process(str(asset.pk))
    again = Asset.objects.get(pk=asset.pk)
    assert (again.state, again.frame_count, again.proxy_key) == ("ready", asset.frame_count, asset.proxy_key)


def test_a_single_frame_is_a_video(tmp_path: Path) -> None:
    asset = processed(make_video(tmp_path / "a.mp4", "-frames:v", "1"))
    assert (asset.state, asset.frame_count) == ("ready", 1)
    assert asset.filmstrip_key


def test_variable_frame_times_survive(tmp_path: Path) -> None:
    source = tmp_path / "vfr.mkv"
    # every frame n at n * n * 10 ms: 0, 10, 40, 90 ...
    encoder = ("-fps_mode", "passthrough", "-enc_time_base", "1:1000", "-c:v", "libx264")
    make_video(source, *encoder, filters="settb=1/1000,setpts=N*N*0.01/TB")
    asset = processed(source)
    ticks = json.loads(storage.get_bytes(asset.frames_key))["ticks"]
    assert asset.info["vfr"]
    assert asset.frame_count == len(ticks) == 25
    assert ticks == pytest.approx([n * n * TICKS_PER_SECOND // 100 for n in range(25)], abs=TICKS_PER_SECOND // 500)


def test_milliseconds_of_matroska_do_not_make_a_rate_variable(tmp_path: Path) -> None:
    asset = processed(make_video(tmp_path / "a.mkv", rate="30000/1001"))
    assert (asset.rate_num, asset.rate_den, asset.info["vfr"]) == (30000, 1001, False)


def test_a_turned_video_is_upright_in_its_proxy(tmp_path: Path) -> None:
    flat = make_video(tmp_path / "flat.mp4", filters="drawbox=0:0:80:90:red:fill,drawbox=80:0:80:90:blue:fill")
    ffmpeg("-display_rotation", "90", "-i", flat, "-c", "copy", tmp_path / "turned.mp4")
    asset = processed(tmp_path / "turned.mp4")
    assert (asset.width, asset.height) == (90, 160)
    storage.get_file(asset.proxy_key, tmp_path / "proxy.mp4")
    proxy = pictures(tmp_path / "proxy.mp4")[0]
    assert (proxy.width, proxy.height, proxy.rotation) == (90, 160, 0)
    seen = proxy.to_ndarray(format="rgb24")
    poster = np.asarray(picture_of(asset.poster_key))
    for picture in (seen, poster):  # turned to the left, so the left side, red, lies below
        assert picture[140, 45, 0] > 200 > 100 > picture[20, 45, 0]


def test_untagged_colours_are_taken_for_bt709_and_come_out_the_same(tmp_path: Path) -> None:
    source = tmp_path / "a.mp4"
    make_video(source, "-c:v", "libx264", "-qp", "0", "-pix_fmt", "yuv420p", filters="drawbox=0:0:160:90:green:fill")
    before = pictures(source)[0].to_ndarray()[:90].mean(), pictures(source)[0].to_ndarray()[90:].mean()
    after_frame = pictures(proxy_of(source, tmp_path))[0].to_ndarray()
    assert (after_frame[:90].mean(), after_frame[90:].mean()) == pytest.approx(before, abs=2)


@pytest.mark.parametrize("late_s", [0.5, -0.5])
def test_sound_keeps_its_offset_to_the_picture(tmp_path: Path, late_s: float) -> None:
    """Silence, then a tone at 1 s of the sound's clock; the sound begins `late_s` after the picture."""
    video, tone, both = make_video(tmp_path / "v.mp4", seconds=3), tmp_path / "t.wav", tmp_path / "both.mkv"
    gate = "volume='if(gte(t,1),1,0)':eval=frame"
    ffmpeg("-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=48000:duration=2,{gate}", tone)
    offsets = (["-itsoffset", "0"], ["-itsoffset", str(late_s)]) if late_s > 0 else (["-itsoffset", "0.5"], [])
    ffmpeg(*offsets[0], "-i", video, *offsets[1], "-i", tone, "-c:v", "copy", "-c:a", "pcm_s16le", both)
    write_peaks(proxy_of(both, tmp_path), tmp_path / "peaks.json")
    peaks = json.loads((tmp_path / "peaks.json").read_text())["peaks"]
    begins = next(i for i, peak in enumerate(peaks) if peak > 8)
    assert begins == pytest.approx(100 * (1 + late_s), abs=5)


def test_frames_of_the_proxy_begin_at_zero(tmp_path: Path) -> None:
    source = tmp_path / "late.ts"  # transport streams begin at 1.4 s
    make_video(source, "-c:v", "libx264", "-bf", "2", "-c:a", "aac", sound=True)
    frames = pictures(proxy_of(source, tmp_path))
    times = [float(frame.time) for frame in frames]
    assert times[0] == 0.0
    assert len(frames) == 25
    assert all(b - a == pytest.approx(0.04, abs=0.001) for a, b in pairwise(times))


def test_sound_alone_gets_a_proxy_and_peaks(tmp_path: Path) -> None:
    asset = processed(make_tone(tmp_path / "tone.mp3"))
    assert (asset.state, asset.kind, asset.frame_count) == ("ready", "audio", 0)
    assert asset.proxy_key.endswith("proxy.mp4")
    assert asset.duration == pytest.approx(TICKS_PER_SECOND, rel=0.1)
    peaks = json.loads(storage.get_bytes(asset.peaks_key))["peaks"]
    assert len(peaks) == pytest.approx(100, abs=10)
    assert max(peaks[20:80]) == pytest.approx(
        32, abs=4
    )  # an eighth of full scale: one channel is as loud on both sides
    assert not asset.filmstrip_key


def test_a_picture_is_turned_by_its_exif_and_fitted(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: the left edge of the file is the top
    picture = Image.new("RGB", (3000, 2000), "blue")
    picture.paste("red", (0, 0, 1500, 2000))
    picture.save(tmp_path / "a.jpg", exif=exif)
    asset = processed(tmp_path / "a.jpg")
    assert (asset.kind, asset.width, asset.height, asset.frame_count) == ("image", 2000, 3000, 1)
    assert asset.duration == 5 * TICKS_PER_SECOND
    proxy = picture_of(asset.proxy_key)
    assert (proxy.format, proxy.size) == ("JPEG", (720, 1080))
    red, _, blue = proxy.getpixel((360, 100))  # type: ignore[misc]
    assert red > 200 > 100 > blue
    assert json.loads(storage.get_bytes(asset.frames_key)) == {"ticks": [0], "duration": asset.duration}


def test_transparency_is_kept(tmp_path: Path) -> None:
    Image.new("RGBA", (64, 48), (255, 0, 0, 128)).save(tmp_path / "a.png")
    proxy = picture_of(processed(tmp_path / "a.png").proxy_key)
    assert (proxy.format, proxy.getpixel((5, 5))) == ("PNG", (255, 0, 0, 128))


def test_what_is_no_media_fails_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("words, nothing but words")
    asset = processed(tmp_path / "a.mp4")
    assert asset.state == "failed"
    assert asset.error.startswith("This is not a video")


def test_an_original_that_is_gone_fails_with_a_sentence(tmp_path: Path) -> None:
    asset = processed(make_video(tmp_path / "a.mp4"))
    storage.delete(asset.original_key)
    Asset.objects.filter(pk=asset.pk).update(state="processing")
    process(str(asset.pk))
    asset.refresh_from_db()
    assert "no longer in storage" in asset.error


def test_a_deleted_asset_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from editor.media import process as module

    def delete_meanwhile(*args: object) -> None:
        make_proxy(*args)  # type: ignore[arg-type]
        Asset.objects.all().delete()

    monkeypatch.setattr(module, "make_proxy", delete_meanwhile)
    project = Project.objects.create(owner=make_person(), name="Film")
    source = make_video(tmp_path / "a.mp4")
    storage.put_file(source, "originals/test-a.mp4")
    asset = make_asset(project, state="processing", original_key="originals/test-a.mp4", proxy_key="", size=1000)
    process(str(asset.pk))
    assert list(storage.list_keys(f"derived/{asset.pk}/")) == []
