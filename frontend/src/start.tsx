/** What every page begins with; the pages themselves come by `ui/app/pages`. */
import { createRoot } from 'react-dom/client';
import { App } from './ui/app/app';
import { fetchPage } from './ui/app/pages';
import { followHistory, useRoute } from './ui/app/route';

export function start(): void {
  followHistory();
  fetchPage(useRoute.getState().route);
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no element with the id "root"');
  createRoot(root).render(<App />);
}
