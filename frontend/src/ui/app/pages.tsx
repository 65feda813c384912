/** The pages. A project's come with the stores and the engine that they need, which the list of projects does without. */
import { Opening } from './opening';
import { part } from './part';
import type { Route } from './route';

/** Loads what a page of a project is made of besides itself. */
const connected = () => import('../../state/connect').then(({ connectStores }) => connectStores());

const options = {
  waiting: <Opening />,
  failing: (said: React.ReactNode) => <main className="sorry">{said}</main>,
};

export const EditorPage = part(async () => {
  const [{ Editor }] = await Promise.all([import('../editor/editor'), connected()]);
  return Editor;
}, options);

export const SharedPage = part(async () => {
  const [page] = await Promise.all([import('../share/shared-page'), connected()]);
  return page.SharedPage;
}, options);

/** Has a page's code fetched before it is shown. */
export function fetchPage({ page }: Route): void {
  if (page === 'editor') EditorPage.preload();
  if (page === 'shared') SharedPage.preload();
}
