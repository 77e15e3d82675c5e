import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'console/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', './scripts/summary-reporter.mjs'],
    // On a busy machine everything takes its time. What a test says of time, it measures.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Gateways leave their commands' access there, and not in the home of who runs the tests.
    env: { XDG_STATE_HOME: join(tmpdir(), `dspatch-tests-${process.pid}`) },
    // Child processes and loads share the two cores with the tests: more workers only make timings worse.
    maxWorkers: 2,
    execArgv: ['--disable-proto=delete', '--disable-warning=ExperimentalWarning'],
  },
});

export default config;
