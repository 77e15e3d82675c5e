// Installs the dependencies when they are missing or when the lock file has changed since the last time, else does
// nothing; with --console it sees to the built console, too. Plain JavaScript that any Node from 18 on can run: in a fresh clone it runs
// before the pinned Node is there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// A copy of the lock file that was installed: bin/dspatch compares the two without starting Node.
const stamp = join(root, 'node_modules', '.dspatch-lock');
const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');

// Commands that start together in a fresh clone would install into each other's way: one does, and the others wait for it.
const release = isReady() ? () => {} : await lockOf(join(root, '.installing'));
try {
  if (!isReady()) install();
  if (process.argv.includes('--console')) buildConsole();
} finally {
  release();
}

function isReady() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lock;
}

function install() {
  // On standard error, so that a command's own output stays clean.
  console.error('Installing dependencies (first run, or the lock file changed) ...');
  const npm = process.env.npm_execpath;
  // Errors alone: npm warns of every package that is too new for the Node it runs on, and none of them will run on that one.
  const ci = ['ci', '--loglevel=error'];
  const [command, ...args] = npm?.endsWith('js') ? [process.execPath, npm, ...ci] : ['npm', ...ci];
  const run = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (run.status !== 0) {
    console.error('npm ci failed: see its message above.');
    process.exitCode = run.status ?? 1;
    return;
  }
  writeFileSync(stamp, lock);
}

function buildConsole() {
  if (process.exitCode) return;
  const node = join(root, 'node_modules', '.bin', 'node');
  const run = spawnSync(node, [join(root, 'scripts', 'console.mjs')], { cwd: root, stdio: ['ignore', 2, 2] });
  process.exitCode = run.status ?? 1;
}

/** Waits until no other process holds a folder, and holds it. One whose holder has ended is taken over. */
async function lockOf(folder) {
  const holder = join(folder, 'pid');
  for (;;) {
    try {
      mkdirSync(folder);
      writeFileSync(holder, String(process.pid));
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!lives(holder)) rmSync(folder, { recursive: true, force: true });
    else await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Whether a process whose id is written down lives; one that has not written it yet is only just beginning. */
function lives(holder) {
  try {
    process.kill(Number(readFileSync(holder, 'utf8')) || process.pid, 0);
    return true;
  } catch (error) {
    return error.code === 'ENOENT' ? Date.now() - modifiedAt(dirname(holder)) < 5_000 : error.code === 'EPERM';
  }
}

function modifiedAt(folder) {
  try {
    return statSync(folder).mtimeMs;
  } catch {
    return 0;
  }
}
