/** Whether a hand that draws the playhead hears where it comes to. This browser's matter: others sit elsewhere. */
import { create } from 'zustand';

const PLACE = 'playhead-scrub-sound';

export const useScrubSound = create<{ on: boolean }>()(() => ({ on: kept() }));

export function toggleScrubSound(): void {
  const on = !useScrubSound.getState().on;
  useScrubSound.setState({ on });
  try {
    localStorage.setItem(PLACE, on ? 'on' : 'off');
  } catch {
    // a full or forbidden store: the choice lasts as long as the page
  }
}

function kept(): boolean {
  try {
    return localStorage.getItem(PLACE) !== 'off';
  } catch {
    return true;
  }
}
