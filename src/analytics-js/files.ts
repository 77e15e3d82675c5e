import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Segment's analytics.js as its package has it: the library, and the parts of it that it loads when they are needed. */
export interface AnalyticsJsFiles {
  /** `standalone.js`: the library for a page. */
  readonly library: string;
  /** The parts, by file name; compressed with gzip as well. */
  readonly parts: ReadonlyMap<string, { readonly plain: Buffer; readonly gzip: Buffer }>;
}

/** Reads the files: of the built package, where they were copied to (scripts/build.mjs), or of the dependency in a checkout. */
export function readAnalyticsJs(): AnalyticsJsFiles {
  const folder = folderOfFiles();
  const parts = readdirSync(folder)
    .filter((name) => /^[\w-]+\.bundle\.\w+\.js$/.test(name))
    .map((name) => [name, { plain: readFileSync(join(folder, name)), gzip: readFileSync(join(folder, `${name}.gz`)) }]);
  return { library: readFileSync(join(folder, 'standalone.js'), 'utf8'), parts: new Map(parts as []) };
}

function folderOfFiles(): string {
  const copied = join(import.meta.dirname, 'files');
  if (existsSync(copied)) return copied;
  const entry = createRequire(import.meta.url).resolve('@segment/analytics-next/package.json');
  return join(dirname(entry), 'dist/umd');
}
