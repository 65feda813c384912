"""Workers, their queue, and the leases: what the broker, inference.tasks and inference.runner do, in simulated time."""

import heapq
import math
from collections import Counter, deque

from inference.contracts import FrameState, Slice
from inference.simulate.assumptions import Service
from inference.simulate.clock import Clock
from inference.simulate.mattes import Matte, Plan, Turn
from inference.simulate.policies import Policy
from inference.turns import Turns


class World:
    """A matte is queued at most once and worked on by one worker at a time. The longest idle worker takes the next."""

    def __init__(self, clock: Clock, policy: Policy, service: Service, workers: int) -> None:
        self.clock, self.policy, self.service = clock, policy, service
        self.workers = 0
        self.first_masks: list[tuple[float, float]] = []  # when it was asked for, and seconds until it was there
        self.waits: list[tuple[float, float]] = []  # when a task was queued, and seconds until a worker took it
        self._asked: dict[tuple[Matte, int], float] = {}  # first masks that are not there yet
        self._free: deque[int] = deque()
        self._turns: list[Turns] = []  # of each worker
        self._running: list[Turn] = []
        self._queue: list[tuple[int, int, float, Matte]] = []  # urgency, ticket, when it was queued
        self._tickets = 0
        self._at_work: Counter[int] = Counter()  # person -> slices at once
        self._began: dict[int, float] = {}  # worker -> when its turn began
        self.add_workers(workers)
        self.measure()

    def measure(self) -> None:
        """What is counted is counted from now on."""
        self.busy_s = self.worker_s = 0.0
        self.slices = self.loads = self.frames_made = 0
        self._paid_until = self.clock.now
        self._began = dict.fromkeys(self._began, self.clock.now)

    def settle(self) -> None:
        """At the end: what is not done yet counts with the time that it has taken."""
        now = self.clock.now
        self._pay()
        self.busy_s += sum(now - began for began in self._began.values())
        self._began = dict.fromkeys(self._began, now)
        self.first_masks += [(asked, now - asked) for asked in self._asked.values()]
        self._asked.clear()

    # -- what people do

    def click(self, matte: Matte, frame: int) -> None:
        matte.click(frame)
        self._asked[matte, frame] = self.clock.now
        self.clock.after(self.service.web_ms / 1000, lambda: self._stop_and_want(matte))

    def move(self, matte: Matte) -> None:
        """A playhead did what nobody could foresee."""
        matte.moved += 1
        if self.policy.heeds_moves:
            self._stop_and_want(matte)
        else:
            self.want(matte)

    def _stop_and_want(self, matte: Matte) -> None:
        if matte.turn:
            self._stop(matte.turn)
        self.want(matte)

    # -- the queue

    def want(self, matte: Matte) -> None:
        """Queue it, unless nothing is wanted, it waits as urgently already, or a worker has it and will queue it."""
        if matte.is_idle or matte.turn:
            return
        urgency = self.policy.urgency(matte, self.clock.now, self._at_work[matte.owner])
        if matte.ticket and matte.urgency <= urgency:
            return
        self._tickets += 1
        matte.ticket, matte.urgency = self._tickets, urgency
        heapq.heappush(self._queue, (urgency, matte.ticket, self.clock.now, matte))
        self._serve()
        if matte.ticket and self.policy.makes_room:
            for turn in [turn for turn in self._running if turn.plan and turn.level > urgency]:
                turn.yields = True
                self._stop(turn)

    def add_workers(self, count: int) -> None:
        if self.workers:
            self._pay()
        self._free.extend(range(self.workers, self.workers + count))
        self._turns += [Turns(lambda: self.clock.now) for _ in range(count)]
        self.workers += count
        self._serve()

    def _pay(self) -> None:
        self.worker_s += self.workers * (self.clock.now - self._paid_until)
        self._paid_until = self.clock.now

    def _serve(self) -> None:
        while self._free and self._queue:
            _, ticket, queued_at, matte = heapq.heappop(self._queue)
            if ticket != matte.ticket:
                continue  # it has a better place, or was served from one
            matte.ticket = 0
            self.waits.append((queued_at, self.clock.now - queued_at))
            worker = self._free.popleft()
            self._begin(Turn(worker, matte, self._turns[worker].begin(matte)))

    # -- a turn

    def _begin(self, turn: Turn) -> None:
        turn.matte.turn = turn
        self._running.append(turn)
        self._at_work[turn.matte.owner] += 1
        self._began[turn.worker] = self.clock.now

        def read_job() -> None:
            turn.revision = turn.matte.revision
            self._next(turn)

        self.clock.after(self.service.task_ms / 1000, read_job)

    def _next(self, turn: Turn) -> None:
        matte = turn.matte
        turn.moved = matte.moved
        turn.level = self.policy.urgency(matte, self.clock.now, self._at_work[matte.owner] - 1)
        found = self.policy.next(matte, self.clock.now, self.service, turn.given)
        if found is None:
            matte.is_idle = True
            self._let_go(turn)
            return
        self.slices += 1
        plan = turn.plan = self._plan(turn, found)
        for frames, made in zip(plan.frames, plan.times, strict=True):
            for frame in frames:
                fill_ms = self.service.fill_ms * abs(frames[-1] - frame)
                there = made + (self.service.push_ms + fill_ms) / 1000
                matte.there_at[frame] = min(matte.there_at[frame], there)
        self._end_at(turn, plan.times[-1])

    def _plan(self, turn: Turn, found: Slice) -> Plan:
        service, at = self.service, self.clock.now
        if found.state == FrameState.HUMAN:
            return Plan(found, at, [at + service.click_ms / 1000], [[found.start]])
        if turn.matte.warm.get(_chain(found)) != (turn.worker, turn.revision, found.source):
            self.loads += 1
            at += service.load_ms / 1000
        at += len(found.approach) * service.step_ms / 1000
        plan, before = Plan(found, at, [], []), found.source
        way = 1 if found.step > 0 else -1
        for frame in found.frames():
            is_jump = frame == found.source and not found.approach
            at += (service.jump_ms if is_jump else service.step_ms) / 1000
            plan.times.append(at)
            plan.frames.append([frame] if frame == found.source else list(range(before + way, frame + way, way)))
            before = frame
        return plan

    def _end_at(self, turn: Turn, when: float) -> None:
        turn.ends += 1
        number = turn.ends
        self.clock.after(when - self.clock.now, lambda: self._end(turn) if number == turn.ends else None)

    def _stop(self, turn: Turn) -> None:
        """The slice ends at its next frame; what it would have made after that is not made."""
        plan, now = turn.plan, self.clock.now
        if plan is None or plan.found.state == FrameState.HUMAN:
            return
        kept = sum(made <= now for made in plan.times) + (plan.begins <= now)
        for frames in plan.frames[kept:]:
            for frame in frames:
                if not turn.matte.states[frame]:
                    turn.matte.there_at[frame] = math.inf
        del plan.times[kept:], plan.frames[kept:]
        self._end_at(turn, max(plan.times[-1] if plan.times else plan.begins, now))

    def _end(self, turn: Turn) -> None:
        plan, turn.plan = turn.plan, None
        assert plan is not None
        self._commit(turn, plan)
        is_valid = turn.matte.revision == turn.revision
        if is_valid and not turn.yields and self.policy.goes_on(turn, plan.found, self.clock.now):
            self._next(turn)
        else:
            self._let_go(turn)

    def _commit(self, turn: Turn, plan: Plan) -> None:
        """What was made holds, but for what a prompt has overruled meanwhile."""
        matte, found = turn.matte, plan.found
        for frames in plan.frames:
            for frame in frames:
                if matte.there_at[frame] < math.inf:
                    matte.states[frame] = max(matte.states[frame], found.state)
            self.frames_made += len(frames)
        if plan.frames:
            matte.warm[_chain(found)] = (turn.worker, turn.revision, plan.frames[-1][-1])
        if found.state == FrameState.HUMAN:
            self.clock.after(self.service.push_ms / 1000, lambda: self._shown(matte, found.start))

    def _shown(self, matte: Matte, frame: int) -> None:
        if matte.states[frame] != FrameState.HUMAN:
            return
        asked = self._asked.pop((matte, frame), None)
        if asked is not None:
            self.first_masks.append((asked, self.clock.now - asked))
        for call in matte.waiting.pop(frame, []):
            call()

    def _let_go(self, turn: Turn) -> None:
        matte = turn.matte
        self.busy_s += self.clock.now - self._began.pop(turn.worker)
        self._free.append(turn.worker)
        self._running.remove(turn)
        matte.turn = None
        self._at_work[matte.owner] -= 1
        self.want(matte)
        self._serve()


def _chain(found: Slice) -> tuple[int, bool]:
    return (1 if found.step > 0 else -1, found.state == FrameState.DRAFT)
