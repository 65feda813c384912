/** Builds and connects everything: the stores watch each other here, and nowhere else. */
import { createRoot } from 'react-dom/client';
import { connectStores } from './state/connect';
import { App } from './ui/app/app';
import { followHistory } from './ui/app/route';

export function start(): void {
  connectStores();
  followHistory();
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no element with the id "root"');
  createRoot(root).render(<App />);
}
