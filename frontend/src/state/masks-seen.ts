/** What a viewer saw of masks, for the operator's figures: played, stalled, lead, first masks. Told now and then. */

export interface MaskReport {
  played_s: number;
  stalled_s: number;
  stalls: number;
  /** the least while playing; null where nothing was to come */
  lead_s: number | null;
  first_masks_ms: number[];
}

/** Longer between two looks than this, the page was not drawing: a hidden tab, a suspended machine. */
const LONGEST_LOOK_MS = 500;
/** A first mask that takes longer is no longer waited for. */
const PATIENCE_MS = 60_000;

interface Click {
  frame: number;
  revision: number;
  at: number;
}

const nothing = (): MaskReport => ({ played_s: 0, stalled_s: 0, stalls: 0, lead_s: null, first_masks_ms: [] });

/** Of one matte. Times are performance.now(). */
export class MasksSeen {
  #report = nothing();
  #looked: number | null = null;
  #bare = false;
  #click: Click | null = null;

  /** A picture was drawn while playing, with its mask or without. lead_s: null where masks reach the clip's end. */
  look(now: number, hasMask: boolean, lead_s: number | null): void {
    const passed = this.#looked === null ? 0 : now - this.#looked;
    this.#looked = now;
    if (passed > LONGEST_LOOK_MS) return;
    const report = this.#report;
    report.played_s += passed / 1000;
    if (!hasMask) report.stalled_s += passed / 1000;
    if (!hasMask && !this.#bare) report.stalls++;
    this.#bare = !hasMask;
    if (lead_s !== null) report.lead_s = Math.min(lead_s, report.lead_s ?? lead_s);
  }

  /** Play stopped, or went on without this matte. */
  rest(): void {
    this.#looked = null;
    this.#bare = false;
  }

  /** A prompt was given on a frame of the matte as it was at `revision`. One at a time is waited for. */
  clicked(at: number, frame: number, revision: number): void {
    this.#click ??= { frame, revision, at };
  }

  /** Whether a first mask is waited for: look often then. */
  waits(now: number): boolean {
    if (this.#click && now - this.#click.at > PATIENCE_MS) this.#click = null;
    return this.#click !== null;
  }

  /** A picture was drawn. Another frame than the clicked one: the viewer went on, and the wait says nothing. */
  drawn(now: number, frame: number, state: number, revision: number): void {
    const click = this.#click;
    if (!click) return;
    if (frame !== click.frame) this.#click = null;
    else if (state && revision > click.revision) {
      this.#report.first_masks_ms.push(Math.round(now - click.at));
      this.#click = null;
    }
  }

  /** What was not told yet, or null for nothing. */
  take(): MaskReport | null {
    const report = this.#report;
    if (!report.played_s && !report.first_masks_ms.length) return null;
    this.#report = nothing();
    return report;
  }
}
