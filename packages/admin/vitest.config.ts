import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
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
          // Each file has a server, a PostgreSQL and a browser: one at a time.
          fileParallelism: false,
        },
      },
    ],
  },
})
