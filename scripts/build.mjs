// Builds dist/, what the published package runs: the sources as JavaScript with their type declarations, and the console.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
for (const [command, ...args] of [
  ['tsc', '-p', 'tsconfig.build.json'],
  ['node', join('scripts', 'console.mjs'), '--always'],
]) {
  const run = spawnSync(join(root, 'node_modules', '.bin', command), args, { cwd: root, stdio: 'inherit' });
  if (run.status !== 0) process.exit(run.status ?? 1);
}
