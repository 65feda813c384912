/** How tall each track is drawn. It is this browser's matter, not the project's: a phone and a wide screen differ. */
import { create } from 'zustand';
import { useProject } from './project';

export const LOWEST = 34;
export const TALLEST = 260;

export const useHeights = create<{ of: Readonly<Record<string, number>> }>()(() => ({ of: {} }));

const place = (project: string) => `playhead-heights-${project}`;

useProject.subscribe((now, before) => {
  if (now.id !== before.id) useHeights.setState({ of: now.id ? read(now.id) : {} });
});

function read(project: string): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place(project)) ?? '{}');
    const entries = Object.entries(kept as object).filter(([, height]) => typeof height === 'number');
    return Object.fromEntries(entries.map(([track, height]) => [track, held(height)]));
  } catch {
    return {};
  }
}

const held = (height: number): number => Math.round(Math.min(TALLEST, Math.max(LOWEST, height)));

export function setHeights(heights: Record<string, number>): void {
  const entries = Object.entries(heights).map(([track, height]) => [track, held(height)]);
  const of = { ...useHeights.getState().of, ...Object.fromEntries(entries) };
  useHeights.setState({ of });
  try {
    localStorage.setItem(place(useProject.getState().id), JSON.stringify(of));
  } catch {
    // a full or forbidden store: the heights last as long as the page
  }
}
