import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', './scripts/summary-reporter.mjs'],
    // On a busy machine everything takes its time. What a test says of time, it measures.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Child processes and loads share the two cores with the tests: more workers only make timings worse.
    maxWorkers: 2,
    execArgv: ['--disable-proto=delete', '--disable-warning=ExperimentalWarning'],
  },
});

export default config;
