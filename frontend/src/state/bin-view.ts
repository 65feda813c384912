/** How this browser shows the media bin, and what is selected in it. */
import { create } from 'zustand';
import { type Look, SORTS } from './bin-rows';
import { useProject } from './project';
import { useSelection } from './selection';

interface BinView extends Look {
  view: 'list' | 'grid';
  /** footage and folders, in the order in which they are shown */
  selected: readonly string[];
  /** where a range begins */
  anchor: string;
  /** the row that keys are for */
  at: string;
}

const PLACE = 'playhead-bin';
const fresh = { search: '', unused: false, selected: [], anchor: '', at: '' };

export const useBinView = create<BinView>()(() => ({ view: 'list', sort: 'date', down: false, ...kept(), ...fresh }));

function kept(): Partial<BinView> {
  try {
    const { view, sort, down } = JSON.parse(localStorage.getItem(PLACE) ?? '{}');
    return {
      view: view === 'grid' ? 'grid' : 'list',
      sort: SORTS.includes(sort) ? sort : 'date',
      down: down === true,
    };
  } catch {
    return {};
  }
}

useBinView.subscribe((now, before) => {
  if (now.view === before.view && now.sort === before.sort && now.down === before.down) return;
  try {
    localStorage.setItem(PLACE, JSON.stringify({ view: now.view, sort: now.sort, down: now.down }));
  } catch {
    // a full or forbidden store: the choice lasts as long as the page
  }
});

useProject.subscribe((now, before) => {
  if (now.id !== before.id) useBinView.setState(fresh);
});

// one thing at a time is selected: Delete means the clips, or the footage
useSelection.subscribe((now, before) => {
  if (now.clips.length && now.clips !== before.clips) selectNone();
});

export function selectNone(): void {
  if (useBinView.getState().selected.length) useBinView.setState({ selected: [], anchor: '' });
}

export const selectRows = (ids: readonly string[]): void =>
  useBinView.setState({ selected: ids, anchor: ids[0] ?? '' });

/** Goes to a row: `range` selects all from where the last range began, `more` one more or less, else it alone. */
export function pickRow(rows: readonly string[], id: string, { range = false, more = false } = {}): void {
  const { selected, anchor } = useBinView.getState();
  const [from, to] = [rows.indexOf(anchor), rows.indexOf(id)];
  if (range && from >= 0) {
    const reached = rows.slice(Math.min(from, to), Math.max(from, to) + 1);
    const all = new Set(more ? [...selected, ...reached] : reached);
    useBinView.setState({ selected: rows.filter((row) => all.has(row)), at: id });
  } else if (more) {
    const others = new Set(selected.includes(id) ? selected.filter((each) => each !== id) : [...selected, id]);
    useBinView.setState({ selected: rows.filter((row) => others.has(row)), anchor: id, at: id });
  } else useBinView.setState({ selected: [id], anchor: id, at: id });
}

/** What is no longer shown is no longer selected. */
export function keepShown(rows: readonly string[]): void {
  const { selected } = useBinView.getState();
  const shown = new Set(rows);
  const still = selected.filter((id) => shown.has(id));
  if (still.length < selected.length) useBinView.setState({ selected: still });
}

/** What a deed at a row is for: all that is selected where the row is, else the row alone. */
export function meant(id: string): readonly string[] {
  const { selected } = useBinView.getState();
  return selected.includes(id) ? selected : [id];
}
