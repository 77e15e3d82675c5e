import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import SlowFirst from './scripts/slow-first.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'console/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', './scripts/summary-reporter.mjs'],
    // On a busy machine everything takes its time. What a test says of time, it measures.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Gateways leave their commands' access there, and not in the home of who runs the tests.
    env: { XDG_STATE_HOME: join(tmpdir(), `dspatch-tests-${process.pid}`) },
    // Child processes and browsers share the cores with the tests, and each waits for others half of the time.
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
    execArgv: ['--disable-proto=delete', '--disable-warning=ExperimentalWarning'],
  },
});

export default config;
