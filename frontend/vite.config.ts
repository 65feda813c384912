import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const backend = process.env.PLAYHEAD_URL ?? 'http://127.0.0.1:8000';

/** One file of what a page needs before it can be used, instead of one for each way in which pages share modules. */
const CHUNKS: Record<string, string[]> = {
  // runs before all else: the others' constants speak
  language: ['./src/words/words.ts'],
  first: ['./src/start.tsx'],
  work: ['./src/ui/editor/editor.tsx', './src/state/connect.ts'],
};
const reached = new Map<string, Set<string>>();

/** Finds what each of CHUNKS imports, and has the pages ask for them while the language comes. */
const chunks: Plugin = {
  name: 'chunks',
  buildEnd() {
    const all = (entries: string[]) => {
      const found = new Set<string>();
      const queue = entries.map(here);
      for (let id = queue.pop(); id; id = queue.pop()) {
        if (found.has(id)) continue;
        found.add(id);
        queue.push(...(this.getModuleInfo(id)?.importedIds ?? []));
      }
      return found;
    };
    for (const [name, entries] of Object.entries(CHUNKS)) reached.set(name, all(entries));
  },
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle, filename }) {
      const names = filename.endsWith('project.html') ? ['first', 'work'] : ['first'];
      const files = Object.values(bundle ?? {}).flatMap((file) =>
        file.type === 'chunk' && names.includes(file.name) ? [file] : [],
      );
      return files.flatMap(({ fileName, viteMetadata }) => [
        {
          tag: 'link',
          injectTo: 'head',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/static/${fileName}` },
        },
        ...[...(viteMetadata?.importedCss ?? [])].map((css) => ({
          tag: 'link',
          injectTo: 'head' as const,
          attrs: { rel: 'stylesheet', crossorigin: true, href: `/static/${css}` },
        })),
      ]);
    },
  },
};

// Tests live outside this folder; bare imports there resolve from here.
export default defineConfig({
  base: '/static/',
  plugins: [react(), chunks],
  build: {
    outDir: 'dist',
    target: 'es2022',
    assetsInlineLimit: 0,
    // the same page, which at a project's address asks for the editor at once
    rolldownOptions: {
      input: [here('index.html'), here('project.html')],
      output: {
        codeSplitting: {
          groups: Object.keys(CHUNKS).map((name, rank, { length }) => ({
            name,
            priority: length - rank,
            test: (id: string) => reached.get(name)?.has(id) ?? false,
          })),
        },
      },
    },
  },
  worker: { format: 'es' },
  server: {
    fs: { allow: [here('..')] },
    // the Host stays the page's own, or Django takes the page for a stranger's
    proxy: Object.fromEntries(
      ['/api', '/accounts', '/admin', '/ws'].map((path) => [
        path,
        { target: backend, changeOrigin: false, ws: path === '/ws' },
      ]),
    ),
  },
  resolve: { alias: { '@': here('./src') }, dedupe: ['yjs', 'react'] },
  test: {
    root: here('..'),
    include: ['tests/frontend/**/*.test.ts'],
    exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
    environment: 'node',
    // a machine that does much else at once is slow, which is no fault
    testTimeout: 60_000,
  },
});
