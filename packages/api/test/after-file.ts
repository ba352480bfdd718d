import { afterAll } from 'vitest'
import { closeApps } from './app.ts'

// Run for each test file, before it.
afterAll(closeApps)
