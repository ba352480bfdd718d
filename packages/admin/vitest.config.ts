import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Each file has a server, a PostgreSQL and a browser of its own: two are what a small machine holds.
    maxWorkers: 2,
    projects: [
      { test: { name: 'parts', environment: 'node', include: ['src/**/*.test.ts'] } },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/built-pages.ts', 'test/server.ts'],
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
