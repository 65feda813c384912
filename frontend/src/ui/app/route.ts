/** Three pages by path, without a library: the list, a project, a shared project. */
import { create } from 'zustand';

export type Route = { page: 'projects' } | { page: 'editor'; id: string } | { page: 'shared'; token: string };

export function parseRoute(path: string): Route {
  const [, kind, rest] = /^\/([ps])\/([\w-]+)\/?$/.exec(path) ?? [];
  if (kind === 'p' && rest) return { page: 'editor', id: rest };
  if (kind === 's' && rest) return { page: 'shared', token: rest };
  return { page: 'projects' };
}

export const useRoute = create<{ route: Route }>()(() => ({
  route: parseRoute(typeof location === 'undefined' ? '/' : location.pathname),
}));

export function go(path: string): void {
  history.pushState(null, '', path);
  useRoute.setState({ route: parseRoute(path) });
}

/** Follows the browser's back and forward. */
export function followHistory(): void {
  addEventListener('popstate', () => useRoute.setState({ route: parseRoute(location.pathname) }));
}
