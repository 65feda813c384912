"""Playhead's masks at scale: the real schedule and its queue, simulated people and workers. See __main__."""
