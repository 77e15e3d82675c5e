import { isObject, type Json, type JsonObject, own } from '../base/json.ts';

/** What a command line says of the server, in the place of what a file says. */
export interface ServerOverrides {
  readonly dataDir?: string | undefined;
  /** Besides those of the file. */
  readonly allowUpstreams?: readonly string[] | undefined;
  readonly ingest?: { readonly host?: string | undefined; readonly port?: number | undefined } | undefined;
  readonly admin?: { readonly port?: number | undefined } | undefined;
}

/** A file's value with the overrides in it, so that they are checked with all the rest. What has another shape is told there. */
export function withOverrides(
  file: unknown,
  { dataDir, allowUpstreams = [], ingest, admin }: ServerOverrides,
): unknown {
  if (!isObject(file)) return file;
  const server = own(file, 'server') ?? {};
  if (!isObject(server)) return file;
  const listed = own(server, 'allowUpstreams') ?? [];
  return {
    ...file,
    server: {
      ...server,
      ...laidOver(undefined, { dataDir }),
      ...(allowUpstreams.length > 0 && Array.isArray(listed) ? { allowUpstreams: [...listed, ...allowUpstreams] } : {}),
      ...listener(server, 'ingest', ingest),
      ...listener(server, 'admin', admin),
    },
  };
}

function listener(server: JsonObject, name: string, over: ServerOverrides['ingest'] = {}): JsonObject {
  const given = own(server, name);
  if (given !== undefined && !isObject(given)) return {};
  const listens = laidOver(given, { ...over });
  return Object.keys(listens).length === 0 ? {} : { [name]: listens };
}

function laidOver(under: JsonObject | undefined, over: Readonly<Record<string, Json | undefined>>): JsonObject {
  return { ...under, ...Object.fromEntries(Object.entries(over).filter(([, value]) => value !== undefined)) };
}
