import { defineConfig } from 'vitest/config'

// Plain node tests: the core, formats, protocol and server run their .ts as they are.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/chaos/**', 'test/soak/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
