import { defineConfig } from 'vitest/config'

// Properties are tried on many values; how long that takes says nothing about them.
export default defineConfig({ test: { testTimeout: 120_000 } })
