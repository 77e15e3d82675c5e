// Builds dist/, what the published package runs: the sources as JavaScript with their type declarations, and the console.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
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

// analytics.js, which the gateway serves to pages: its files alone, not the twenty packages that they were made from.
const umd = join(root, 'node_modules/@segment/analytics-next/dist/umd');
const files = join(root, 'dist/analytics-js/files');
mkdirSync(files, { recursive: true });
for (const name of readdirSync(umd)) {
  if (name === 'standalone.js' || /\.bundle\.\w+\.js(\.gz)?$/.test(name))
    copyFileSync(join(umd, name), join(files, name));
}
copyFileSync(join(umd, '../../LICENSE.MD'), join(files, 'LICENSE.md'));
