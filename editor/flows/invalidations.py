"""Which frames of a matte no longer hold: ranges, each with the revision that overruled it, as rows keep them."""

KEPT = 200  # older ones are folded into one


def ruled_by(frame: int, others: list[int], frame_count: int) -> tuple[int, int]:
    """First and last frame that a prompt at `frame` rules: up to the other prompted frames on each side."""
    before = max((f for f in others if f < frame), default=-1)
    after = min((f for f in others if f > frame), default=frame_count)
    return before + 1, after - 1


def corrected_before(known: list[dict[str, int]], start: int, end: int) -> int:
    """What stands under the correction that rules start..end, when that is given anew; 0 when it is none."""
    return next((i.get("before", 0) for i in known if (i["start"], i["end"]) == (start, end)), 0)


def add_invalidation(
    known: list[dict[str, int]], revision: int, start: int, end: int, before: int = 0
) -> list[dict[str, int]]:
    """`known` and the new one, without those that it makes pointless, bounded in number. before: see Invalidation.

    When there are too many the oldest two become one range: too much is made again then, never too little.
    """
    new = {"revision": revision, "start": start, "end": end} | ({"before": before} if before else {})
    # what stands under a correction depends on what was overruled for good before it
    kept = [i for i in known if not (start <= i["start"] and i["end"] <= end and (i.get("before") or not before))]
    kept.append(new)
    while len(kept) > KEPT:
        a, b, *rest = kept
        low, high = min(a["start"], b["start"]), max(a["end"], b["end"])
        kept = [{"revision": max(a["revision"], b["revision"]), "start": low, "end": high}, *rest]
    return kept
