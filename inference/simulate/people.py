"""People in front of the editor: they cut, click an object, play, seek, correct, look away, and cut again."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from inference.simulate.assumptions import Habits, choose, mean
from inference.simulate.clock import Call, Clock
from inference.simulate.mattes import Matte, Playhead
from inference.simulate.world import World

Doing = Iterator[float | Callable[[Call], None]]  # seconds to pass, or who calls back when it goes on


@dataclass
class Seen:
    """What all people saw."""

    leads: list[tuple[float, float]] = field(default_factory=list)  # when, seconds; while the rest is being made
    plays: list[tuple[float, float, float, int]] = field(default_factory=list)  # when, seconds, those bare, stalls


class Person:
    """Does by chance, but the same chances whoever serves: another policy sees the same people."""

    def __init__(self, number: int, clock: Clock, world: World, habits: Habits, seed: int, seen: Seen) -> None:
        self.number, self.clock, self.world, self.habits, self.seen = number, clock, world, habits, seen
        self.draw = random.Random(f"{seed} {number}")
        self.mattes: list[Matte] = []
        self._life = self._cuts()
        self._go_on()

    def hurry(self, within_s: float) -> None:
        """Drop everything and begin a clip with masks within that time: the spike."""
        self._life = self._cuts(self.draw.uniform(0, within_s))
        self._leave()
        self._go_on()

    def _go_on(self) -> None:
        life = self._life

        def resume() -> None:
            if life is not self._life:
                return  # it dropped that
            what = next(life)
            if callable(what):
                what(resume)
            else:
                self.clock.after(what, resume)

        resume()

    # -- what they do

    def _cuts(self, first_s: float | None = None) -> Doing:
        while True:
            yield mean(self.draw, self.habits.cutting_s) if first_s is None else first_s
            first_s = None
            yield from self._masks()
            self._leave()

    def _masks(self) -> Doing:
        """One clip: its objects clicked, then looked at until it is good."""
        habits, draw = self.habits, self.draw
        count = habits.clip_frames(draw)
        playhead = Playhead(count, draw.randrange(count), since=self.clock.now)
        for _ in range(int(choose(draw, habits.objects))):
            matte = Matte(self.number, count, habits.rate, playhead)
            self.mattes.append(matte)
            yield from self._click(matte)
        while draw.random() < 1 - 1 / habits.looks:
            yield from self._play(playhead)
            yield from self._then(playhead)

    def _click(self, matte: Matte) -> Doing:
        frame = matte.playhead.at(self.clock.now)
        self.world.click(matte, frame)
        yield matte.waiting[frame].append
        yield mean(self.draw, self.habits.aim_s)

    def _play(self, playhead: Playhead) -> Doing:
        habits, draw = self.habits, self.draw
        rate = choose(draw, habits.rates) * habits.rate
        is_looping = draw.random() < habits.loops
        seconds = mean(draw, habits.play_s)
        left = (playhead.count - 1 - playhead.frame) if rate > 0 else playhead.frame
        if not is_looping and left < habits.rate / 2:  # at the end already: from the other one
            playhead.frame, left = (0, playhead.count - 1) if rate > 0 else (playhead.count - 1, playhead.count - 1)
        if not is_looping:
            seconds = min(seconds, left / abs(rate))
        self._place(playhead, playhead.frame, rate, is_looping)
        began = self.clock.now
        while (rest := began + seconds - self.clock.now) > 1e-9:
            yield min(rest, 1.0)
            leads = [matte.lead_s(self.clock.now) for matte in self.mattes]
            self.seen.leads += [(self.clock.now, lead) for lead in leads if lead is not None]
        self._count(playhead)
        self._place(playhead, playhead.at(self.clock.now))

    def _count(self, playhead: Playhead) -> None:
        """Frames that were due while there was nothing to show."""
        frames, due = playhead.passed(self.clock.now)
        a_frame_s = 1 / abs(playhead.rate)
        for matte in self.mattes:
            is_bare = matte.there_at[frames] > due
            stalls = int((is_bare & ~np.roll(is_bare, 1))[1:].sum()) + int(is_bare[:1].sum())
            bare_s = float(is_bare.sum()) * a_frame_s
            self.seen.plays.append((playhead.since, len(frames) * a_frame_s, bare_s, stalls))

    def _then(self, playhead: Playhead) -> Doing:
        habits, draw = self.habits, self.draw
        chance = draw.random()
        if (chance := chance - habits.seeks) < 0:
            self._place(playhead, draw.randrange(playhead.count))
            yield mean(draw, habits.aim_s)
        elif (chance := chance - habits.corrects) < 0:
            yield mean(draw, habits.aim_s)
            yield from self._click(draw.choice(self.mattes))
        elif (chance := chance - habits.rests) < 0:
            yield mean(draw, habits.rest_s)
        elif (chance := chance - habits.hides) < 0:
            self._place(playhead, playhead.frame, is_visible=False)
            yield mean(draw, habits.hidden_s)
            self._place(playhead, playhead.frame)

    # -- the playhead

    def _place(
        self, playhead: Playhead, frame: int, rate: float = 0.0, is_looping: bool = False, is_visible: bool = True
    ) -> None:
        playhead.frame, playhead.rate, playhead.since = frame, rate, self.clock.now
        playhead.is_looping, playhead.is_visible = is_looping, is_visible
        for matte in self.mattes:
            self.world.move(matte)

    def _leave(self) -> None:
        """On to other work: what is missing still is made when nobody waits."""
        for matte in self.mattes:
            matte.playhead.rate, matte.playhead.is_visible = 0.0, False
            self.world.move(matte)
        self.mattes = []
