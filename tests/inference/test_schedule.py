import dataclasses
import itertools

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from inference.contracts import FrameState, Viewer
from inference.schedule import MAX_STRIDE, next_slice
from inference.turns import Turn
from inference.urgency import urgency

MISSING, DRAFT, FINAL, HUMAN = map(int, FrameState)
COUNTS = st.integers(1, 120)
SPEEDS = st.floats(1, 60)
LOOPS = st.one_of(st.none(), st.tuples(st.integers(0, 60), st.integers(60, 119)))
VIEWERS = st.lists(
    st.builds(
        Viewer, st.integers(0, 130), st.sampled_from([-24.0, 0.0, 12.0, 24.0, 48.0]), st.booleans(), loop=LOOPS
    ),
    max_size=3,
)  # fmt: skip


def prompts_of(data, frame_count):
    return data.draw(st.sets(st.integers(0, frame_count - 1), min_size=1, max_size=5))


def apply(states, found):
    """`states` after a slice, which must be allowed to make what it makes."""
    after = bytearray(states)
    for frame in found.covered():
        if found.state == DRAFT:
            assert states[frame] == MISSING
        else:
            assert states[frame] < found.state
        assert states[frame] != HUMAN
        after[frame] = found.state
    assert set(found.frames()) <= set(found.covered())
    return bytes(after)


def run(states, prompts, viewers=(), speed=10.0, steps=None, rate=24.0, cuts=()):
    """Slices until nothing is wanted, or `steps` of them; returns them and the states after them."""
    slices = []
    while steps is None or len(slices) < steps:
        found = next_slice(states=states, prompts=prompts, viewers=viewers, speed=speed, rate=rate, cuts=cuts)
        if found is None:
            break
        states = apply(states, found)
        slices.append(found)
        assert len(slices) <= 4 * len(states) + 8
    return slices, states


@given(COUNTS, st.data(), SPEEDS)
@settings(max_examples=200, deadline=None)
def test_every_frame_is_done_in_the_end_and_none_twice_in_one_state(frame_count, data, speed):
    """Viewers come, move and go between slices."""
    prompts = prompts_of(data, frame_count)
    states = bytes(frame_count)
    for _ in range(data.draw(st.integers(0, 8))):
        _, states = run(states, prompts, data.draw(VIEWERS), speed, steps=1)
    _, states = run(states, prompts, data.draw(VIEWERS), speed)
    assert all(state == (HUMAN if frame in prompts else FINAL) for frame, state in enumerate(states))


@given(COUNTS, st.data(), VIEWERS)
@settings(max_examples=150, deadline=None)
def test_a_correction_remakes_only_what_it_overruled(frame_count, data, viewers):
    humans = sorted(prompts_of(data, frame_count))
    changed = data.draw(st.sampled_from(humans))
    before = max((h for h in humans if h < changed), default=-1)
    after = min((h for h in humans if h > changed), default=frame_count)
    _, done = run(bytes(frame_count), humans)
    stale = range(before + 1, after)
    slices, _ = run(bytes(0 if f in stale else state for f, state in enumerate(done)), humans, viewers)
    assert {frame for found in slices for frame in found.covered()} == set(stale)


@given(COUNTS, st.data(), VIEWERS, SPEEDS)
@settings(max_examples=100, deadline=None)
def test_what_is_final_is_made_the_same_way_whoever_looks(frame_count, data, viewers, speed):
    prompts = prompts_of(data, frame_count)

    def origins(slices):
        return {
            frame: frame if found.state == HUMAN else frame - found.step
            for found in slices
            if found.state != DRAFT
            for frame in found.frames()
        }

    watched, _ = run(bytes(frame_count), prompts, viewers, speed)
    alone, _ = run(bytes(frame_count), prompts, (), 8.0)
    assert origins(watched) == origins(alone)
    assert all(found.source == found.start - found.step for found in watched if found.state == FINAL)


@given(COUNTS, st.data(), VIEWERS, SPEEDS)
@settings(max_examples=100, deadline=None)
def test_a_draft_follows_from_something_shown_or_stands_alone(frame_count, data, viewers, speed):
    prompts = prompts_of(data, frame_count)
    states = bytes(frame_count)
    while found := next_slice(states=states, prompts=prompts, viewers=viewers, speed=speed):
        if found.state == DRAFT and found.source != found.start:
            assert states[found.source] != MISSING
        states = apply(states, found)


@given(st.integers(150, 400), st.integers(0, 100), st.sampled_from([-1, 1]), st.data())
@settings(max_examples=100, deadline=None)
def test_a_nearer_viewer_is_served_no_later_than_a_farther_one(frame_count, at, way, data):
    """Two alike playheads go the same way over one stretch without masks: the one that comes to it first is served."""
    near, far = sorted(data.draw(st.lists(st.integers(1, 40), min_size=2, max_size=2, unique=True)))
    edge = at + 45 if way > 0 else frame_count - at - 45
    done = range(edge) if way > 0 else range(edge + 1, frame_count)
    states = bytes(FINAL if frame in done else 0 for frame in range(frame_count))
    prompt = 0 if way > 0 else frame_count - 1
    states = states[:prompt] + bytes([HUMAN]) + states[prompt + 1 :]
    viewers = [Viewer(edge - way * away, way * 24.0) for away in (far, near)]
    both = next_slice(states=states, prompts=[prompt], viewers=viewers, speed=6)
    alone = next_slice(states=states, prompts=[prompt], viewers=viewers[1:], speed=6)
    assert both == alone


def test_nothing_is_wanted_without_a_prompt():
    assert next_slice(states=bytes(10), prompts=()) is None


def test_the_prompted_frame_comes_first_and_alone():
    found = next_slice(states=bytes(100), prompts=[50], viewers=[Viewer(50, 24)], speed=20)
    assert found is not None
    assert (list(found.frames()), found.state) == ([50], HUMAN)


def with_human(frame_count, *humans):
    return bytes(HUMAN if frame in humans else 0 for frame in range(frame_count))


def test_a_worker_that_keeps_up_makes_final_frames_ahead_of_the_playhead():
    for rate, frames in ((24.0, [51, 52, 53]), (-24.0, [49, 48, 47]), (12.0, [51, 52, 53])):
        found = next_slice(states=with_human(100, 50), prompts=[50], viewers=[Viewer(50, rate)], speed=40)
        assert found is not None
        assert found.state == FINAL
        assert list(found.frames())[:3] == frames


def test_a_slower_one_spaces_drafts_out_as_far_as_it_must():
    states = with_human(300, 50)

    def stride(rate, speed, **more):
        found = next_slice(states=states, prompts=[50], viewers=[Viewer(50, rate)], speed=speed, **more)
        assert found is not None
        assert found.state == DRAFT
        return found.step

    assert stride(24, 8) >= 3
    assert stride(24, 8, share=0.25) >= 3 * stride(24, 8)  # others have the rest of the worker's time
    assert stride(-24, 8) <= -3
    assert stride(12, 8) < stride(24, 8) < stride(48, 8)


@dataclasses.dataclass
class Racer:
    """One matte and its playhead, which sets off at `starts` seconds; what its slices will have made, and when."""

    states: bytes
    prompt: int
    rate: float
    starts: float = 1.0
    loop: tuple[int, int] | None = None
    pending: list = dataclasses.field(default_factory=list)  # (when, frame, state)
    stalls: list = dataclasses.field(default_factory=list)  # (when, frame)

    def at(self, clock):
        gone = int(abs(self.rate) * max(clock - self.starts, 0)) * (1 if self.rate > 0 else -1)
        if self.loop:
            return self.loop[0] + (self.prompt - self.loop[0] + gone) % (self.loop[1] - self.loop[0] + 1)
        return self.prompt + gone

    def viewer(self, clock):
        return Viewer(self.at(clock), self.rate if clock >= self.starts else 0.0, loop=self.loop)

    def pass_on(self, clock, patience=0.0):
        after = bytearray(self.states)
        for when, frame, state in self.pending:
            if when <= clock:
                after[frame] = max(after[frame], state)
        self.states, self.pending = bytes(after), [each for each in self.pending if each[0] > clock]
        at = self.at(clock)
        if clock >= self.starts + patience and at in range(len(self.states)) and not self.states[at]:
            self.stalls.append((clock, at))

    def slice(self, clock, speed, **more):
        """Begins the next one; returns when it ends."""
        found = next_slice(states=self.states, prompts=[self.prompt], viewers=[self.viewer(clock)], speed=speed, **more)
        if not found:
            return clock
        way = 1 if found.step > 0 else -1
        steps = len(found.approach)
        for n, frame in enumerate(found.frames(), 1):
            first = found.source + way if n == 1 and found.source != found.start else frame - found.step + way
            first = frame if n == 1 and found.source == found.start else first
            self.pending += [(clock + (steps + n) / speed, f, found.state) for f in range(first, frame + way, way)]
        return clock + (steps + len(found.frames())) / speed

    def stop(self, clock):
        """A slice that runs ends at its next frame when the playhead does something else; returns when."""
        end = min((when for when, *_ in self.pending), default=clock)
        self.pending = [each for each in self.pending if each[0] <= end]
        return end


def race(racer, speed, seconds, patience=0.0):
    """A worker that takes 1/speed a frame that it steps has nothing but this matte."""
    clock, slice_end, moved = 0.0, 0.0, False
    while clock < seconds:
        if clock >= racer.starts and not moved:
            moved, slice_end = True, racer.stop(clock)
        if clock >= slice_end:
            slice_end = racer.slice(clock, speed)
        clock += 0.01
        racer.pass_on(clock, patience)
    return racer.stalls


@given(st.floats(3, 30), st.sampled_from([-48.0, -24.0, 12.0, 24.0, 48.0]))
@example(22.75, -24.0)  # hardly slower than the playhead
@settings(max_examples=40, deadline=None)
def test_a_playhead_never_reaches_a_frame_with_nothing_to_show(speed, rate):
    """A second after the click it plays. Backwards nobody could foresee: there it is allowed a second to get ahead."""
    assume(abs(rate) <= 6 * speed)
    start = 0 if rate > 0 else 479
    racer = Racer(with_human(480, start), start, rate)
    assert race(racer, speed, 1 + 480 / abs(rate), patience=0 if rate > 0 else 1) == []


@given(st.floats(4, 30), st.sampled_from([-48.0, -24.0, 12.0, 24.0, 48.0]), st.integers(0, 60), st.integers(90, 200))
@settings(max_examples=20, deadline=None)
def test_a_loop_is_played_without_a_gap_from_its_second_round_on(speed, rate, low, high):
    assume(abs(rate) <= 6 * speed)
    racer = Racer(with_human(300, 75), 75, rate, loop=(low, high))
    round_s = (high - low + 1) / abs(rate)
    assert race(racer, speed, 1 + 3 * round_s, patience=round_s) == []


@given(st.integers(2, 4), st.floats(12, 40))
@settings(max_examples=20, deadline=None)
def test_playheads_that_share_a_worker_are_served_in_turn(count, speed):
    """Each on a matte of its own, all playing at once: the worker's time is shared, and each plays without a gap."""
    assume(24 * count <= 6 * speed)
    racers = [Racer(with_human(480, 0), 0, 24.0, starts=2.0) for _ in range(count)]
    given = Turn(1 / count, float)
    queue, clock, slice_end = list(racers), 0.0, 0.0  # the first one runs

    def level(racer):
        return urgency(states=racer.states, prompts=[0], viewers=[racer.viewer(clock)], rate=24.0)

    own = level(queue[0])
    while clock < 18:
        starts = 2.0 <= clock < 2.01
        if clock < slice_end and (starts or min(map(level, queue[1:])) < own):
            slice_end = min(slice_end, queue[0].stop(clock))
        if clock >= slice_end:
            queue = sorted([*queue[1:], queue[0]], key=level)
            own = level(queue[0])
            slice_end = queue[0].slice(clock, speed, share=given.share, seconds=given.seconds)
        clock += 0.01
        for racer in racers:
            racer.pass_on(clock)
    assert [racer.stalls for racer in racers] == [[]] * count


def test_a_seek_to_where_nothing_is_puts_a_draft_under_the_playhead_at_once():
    found = next_slice(states=with_human(2000, 10), prompts=[10], viewers=[Viewer(1500)], speed=8)
    assert found is not None
    assert (found.state, found.start, found.source) == (DRAFT, 1500, 1500)


def test_a_worker_whose_jump_is_dear_comes_there_by_wide_steps_if_that_is_sooner():
    states = with_human(2000, 10)
    near = next_slice(states=states, prompts=[10], viewers=[Viewer(100)], speed=8, jump_steps=20)
    far = next_slice(states=states, prompts=[10], viewers=[Viewer(1500)], speed=8, jump_steps=20)
    assert near is not None
    assert far is not None
    assert (near.start, near.source, far.start, far.approach) == (100, 100, 1500, ())
    hops = [*near.approach, near.start]
    assert hops[0] == 10
    assert all(0 < b - a <= MAX_STRIDE for a, b in itertools.pairwise(hops))


def test_a_seek_beside_final_frames_goes_on_from_them():
    states = bytes(HUMAN if f == 10 else FINAL if f < 80 else 0 for f in range(400))
    found = next_slice(states=states, prompts=[10], viewers=[Viewer(80)], speed=40)
    assert found is not None
    assert (found.state, found.source) == (FINAL, 79)


def test_a_loop_is_followed_round_its_end():
    states = bytes(HUMAN if f == 100 else FINAL if 100 < f <= 140 else 0 for f in range(400))
    viewer = Viewer(135, 24.0, loop=(90, 140))
    found = next_slice(states=states, prompts=[100], viewers=[viewer], speed=40)
    assert found is not None
    assert max(found.covered()) < 100  # what it comes to after its end, not what lies beyond
    slower = next_slice(states=states, prompts=[100], viewers=[viewer], speed=8)
    assert slower is not None
    assert set(slower.covered()) <= set(range(90, 100))


def test_a_slice_is_never_longer_than_a_second_of_this_workers_work():
    found = next_slice(states=with_human(1000, 0), prompts=[0], speed=12.7)
    assert found is not None
    assert len(found.frames()) == 12
    for seconds in (1.0, 0.2):
        draft = next_slice(
            states=with_human(1000, 0), prompts=[0], viewers=[Viewer(0, 24.0)], speed=12.7, seconds=seconds
        )
        assert draft is not None
        assert (draft.state, len(draft.frames()) <= 12.7 * seconds) == (DRAFT, True)


def test_a_hidden_viewer_claims_nothing():
    viewers = [Viewer(0, -24, False), Viewer(60, 1)]
    found = next_slice(states=with_human(100, 50), prompts=[50], viewers=viewers, speed=5)
    assert found is not None
    assert found.step > 0
    hidden = [dataclasses.replace(viewer, visible=False) for viewer in viewers]
    assert next_slice(states=with_human(100, 50), prompts=[50], viewers=hidden, speed=5) == next_slice(
        states=with_human(100, 50), prompts=[50], speed=5
    )


@pytest.mark.parametrize(
    ("prompts", "cuts", "expected"),
    [
        ([20], [42], {*range(42)}),
        ([20], [10, 42], {*range(10, 42)}),
        ([20, 50], [42], {*range(72)}),
        ([20, 50], [30, 42], {*range(30), *range(42, 72)}),  # nobody clicked in 30 to 41
    ],
)
def test_what_is_ruled_is_made_up_to_the_cuts(prompts, cuts, expected):
    _, states = run(bytes(72), prompts, cuts=cuts)
    assert {frame for frame, state in enumerate(states) if state} == expected


@given(COUNTS, st.data(), VIEWERS, SPEEDS, st.sets(st.integers(1, 119), max_size=4))
@settings(max_examples=200, deadline=None)
def test_no_mask_goes_across_a_cut_whoever_looks(frame_count, data, viewers, speed, cuts):
    prompts = prompts_of(data, frame_count)
    slices, states = run(bytes(frame_count), prompts, viewers, speed, cuts=cuts)
    for found in slices:
        frames = {found.source, *found.approach, *found.covered()}
        assert not any(min(frames) < cut <= max(frames) for cut in cuts)
    edges = [0, *sorted(cut for cut in cuts if cut < frame_count), frame_count]
    for scene in itertools.starmap(range, itertools.pairwise(edges)):
        is_ruled = any(prompt in scene for prompt in prompts)
        assert {states[frame] for frame in scene} <= ({FINAL, HUMAN} if is_ruled else {MISSING})
