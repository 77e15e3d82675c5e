import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', './scripts/summary-reporter.mjs'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Child processes and loads share the two cores with the tests: more workers only make timings worse.
    maxWorkers: 2,
    execArgv: ['--disable-proto=delete', '--disable-warning=ExperimentalWarning'],
  },
});

export default config;
