/** What the list of projects said of each, so that a project has its name and its picture while it opens. */
import type { ProjectCard } from '../net/wire';

type Known = Pick<ProjectCard, 'id' | 'name' | 'poster_url'>;

const KEPT = 'playhead-known';
/** so many are kept for a reload of this tab */
const MOST = 100;

let known: Map<string, Known> | null = null;

function all(): Map<string, Known> {
  try {
    known ??= new Map(JSON.parse(sessionStorage.getItem(KEPT) ?? '[]'));
  } catch {
    known = new Map(); // a forbidden store, or another version's
  }
  return known;
}

export const knownProject = (id: string): Known | undefined => all().get(id);

/** A picture that is not said stays the one before. */
export function know(projects: readonly (Pick<Known, 'id' | 'name'> & Partial<Known>)[]): void {
  for (const { id, name, poster_url = all().get(id)?.poster_url ?? null } of projects) {
    all().delete(id); // the newest last
    all().set(id, { id, name, poster_url });
  }
  try {
    sessionStorage.setItem(KEPT, JSON.stringify([...all()].slice(-MOST)));
  } catch {
    // a full or forbidden store: known until the page is loaded again
  }
}
