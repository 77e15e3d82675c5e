// Installs the dependencies when they are missing or when the lock file has changed since the last time, else does
// nothing; with --console it sees to the built console, too. Plain JavaScript that any Node from 18 on can run: in a fresh clone it runs before the pinned Node is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.dspatch-lock');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  // On standard error, so that a command's own output stays clean.
  console.error('Installing dependencies (first run, or the lock file changed) ...');
  const npm = process.env.npm_execpath;
  // Errors alone: npm warns of every package that is too new for the Node it runs on, and none of them will run on that one.
  const ci = ['ci', '--loglevel=error'];
  const [command, ...args] = npm?.endsWith('js') ? [process.execPath, npm, ...ci] : ['npm', ...ci];
  const run = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (run.status !== 0) {
    console.error('npm ci failed: see its message above.');
    process.exit(run.status ?? 1);
  }
  writeFileSync(stamp, lock);
}

if (process.argv.includes('--console')) {
  const node = join(root, 'node_modules', '.bin', 'node');
  const run = spawnSync(node, [join(root, 'scripts', 'console.mjs')], { cwd: root, stdio: ['ignore', 2, 2] });
  if (run.status !== 0) process.exit(run.status ?? 1);
}
