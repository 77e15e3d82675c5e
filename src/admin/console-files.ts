import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the built console, with its compressed forms. */
export interface ConsoleFile {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
}

/** The built console: its pages, and its files by the path of their address. */
export interface ConsoleFiles {
  /** `NONCE` in it stands where each answer has a nonce of its own. */
  readonly page: string;
  /** The page of the demo shop (shop-page.ts); undefined where a console was built that had none. */
  readonly shop: string | undefined;
  readonly files: ReadonlyMap<string, ConsoleFile>;
}

/** Where the build puts the console: the same place from src/admin/ of a checkout as from dist/admin/ of the package. */
export const CONSOLE_FOLDER: string = fileURLToPath(new URL('../../dist/console/', import.meta.url));

/** Gives the built console; undefined as long as it is not built. */
export type ReadConsole = () => Promise<ConsoleFiles | undefined>;

/** Reads the console when it is first asked for. It may be built while the gateway runs. */
export function consoleReader(folder: string = CONSOLE_FOLDER): ReadConsole {
  let reading: Promise<ConsoleFiles | undefined> | undefined;
  return async () => {
    reading ??= readConsole(folder);
    const built = await reading;
    if (built === undefined) reading = undefined;
    return built;
  };
}

/** What the build (console/vite.config.ts) leaves in the page for the nonce. */
export const NONCE = '__DSPATCH_NONCE__';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

/**
 * Reads the built console into memory (some 3 MB): what is served is what was there, whatever a build does beside it, and no path of a request ever
 * reaches the disk. Undefined where the console was not built.
 */
async function readConsole(folder: string): Promise<ConsoleFiles | undefined> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(missing);
  if (page === undefined) return undefined;
  const shop = await readFile(join(folder, 'shop.html'), 'utf8').catch(missing);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, ConsoleFile>();
  for (const entry of entries) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const [plain, br, gzip] = await Promise.all([
      readFile(path),
      readFile(`${path}.br`).catch(missing),
      readFile(`${path}.gz`).catch(missing),
    ]);
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
    files.set(`/${relative(folder, path).split(sep).join('/')}`, { type, etag, plain, br, gzip });
  }
  return { page, shop, files };
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
