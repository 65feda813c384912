import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const backend = process.env.PLAYHEAD_URL ?? 'http://127.0.0.1:8000';

// Tests live outside this folder; bare imports there resolve from here.
export default defineConfig({
  base: '/static/',
  plugins: [react()],
  build: { outDir: 'dist', target: 'es2022', assetsInlineLimit: 0 },
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
  },
});
