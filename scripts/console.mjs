// Builds the console into dist/console/ when its sources or the lock file have changed since the last time, else does nothing. The new one
// takes the place of the old when it is whole. With --always it builds in any case.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(root, 'dist', 'console');
const stamp = join(root, 'dist', '.console');
const sources = sourcesHash();

if (process.argv.includes('--always') || !isBuilt()) {
  console.error('Building the console (first run, or it changed) ...');
  const fresh = `${built}.${process.pid}`;
  mkdirSync(dirname(built), { recursive: true });
  try {
    build(fresh);
    compress(fresh);
    replace(built, fresh);
    writeFileSync(stamp, sources);
  } catch (error) {
    console.error(`The console cannot be built: ${error.message}`);
    process.exitCode = 1;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function isBuilt() {
  return existsSync(join(built, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources;
}

function sourcesHash() {
  const hash = createHash('sha256');
  const paths = globSync('console/**/*', { cwd: root }).filter((path) => statSync(join(root, path)).isFile());
  for (const path of ['package-lock.json', ...paths.sort()]) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function build(to) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const config = ['--config', join(root, 'console', 'vite.config.ts'), '--outDir', to, '--logLevel', 'warn'];
  // On standard error, so that a command's own output stays clean.
  // Whoever builds from a test has another there, which would build what is for developers.
  const env = { ...process.env, NODE_ENV: 'production' };
  const run = spawnSync(process.execPath, [vite, 'build', ...config], { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (run.status !== 0) throw new Error('see the message above');
}

function replace(old, fresh) {
  rmSync(old, { recursive: true, force: true });
  try {
    renameSync(fresh, old);
  } catch (error) {
    // Somebody else built it at the same time, from the same sources.
    if (error.code !== 'ENOTEMPTY') throw error;
  }
}

/** What is worth it lies beside its compressed forms: browsers take br from https and from this machine, and gzip from everywhere. */
function compress(folder) {
  for (const path of globSync('**/*.{js,css,svg}', { cwd: folder })) {
    const plain = readFileSync(join(folder, path));
    if (plain.length < 1_024) continue;
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    writeFileSync(join(folder, `${path}.br`), brotliCompressSync(plain, quality));
    writeFileSync(join(folder, `${path}.gz`), gzipSync(plain, { level: 9 }));
  }
}
