import { defineConfig } from '@playwright/test';

const port = process.env.PLAYHEAD_E2E_PORT ?? '8765';

// Journeys in a real Chromium against a real `manage.py up` on a var folder of its own.
export default defineConfig({
  testDir: '../tests/e2e',
  testIgnore: process.env.PLAYHEAD_PICTURES ? [] : ['pictures.spec.ts'],
  globalSetup: '../tests/e2e/server.ts',
  timeout: 240_000,
  expect: { timeout: 30_000 },
  workers: 1,
  fullyParallel: false,
  outputDir: '../test-results/e2e',
  reporter: process.env.PLAYWRIGHT_JUNIT_OUTPUT_FILE ? [['list'], ['junit']] : [['list']],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    launchOptions: {
      executablePath: process.env.PLAYHEAD_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    trace: 'retain-on-failure',
  },
});
