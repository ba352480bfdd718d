import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    // Each file has a database and applications of its own, which close with it: modules hold nothing that another would meet.
    isolate: false,
    setupFiles: ['test/after-file.ts'],
    // Many files wait for processes that start, stop and time out: one more than the cores of a small machine.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
})
