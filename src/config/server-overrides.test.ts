import { describe, expect, it } from 'vitest';
import { parseConfig } from './load.ts';
import type { ServerConfig } from './schema.ts';
import type { ServerOverrides } from './server-overrides.ts';

/** The server section of a file, with a command line's words over it; or its problems. */
function serverOf(text: string, server: ServerOverrides): ServerConfig | string[] {
  const result = parseConfig(text, '/', { env: {}, server });
  return result.ok
    ? result.loaded.config.server
    : result.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('what a command line says of the server', () => {
  it('goes before the file, and leaves the rest of it', () => {
    const file =
      'server: { ingest: { host: "::1", port: 1000 }, dataDir: ./there, allowUpstreams: ["http://a.example"] }';
    const over = {
      ...{ dataDir: '/here', allowUpstreams: ['http://b.example'] },
      ...{ ingest: { host: undefined, port: 2000 }, admin: { port: 3000 } },
    };
    expect(serverOf(file, over)).toMatchObject({
      ingest: { host: '::1', port: 2000 },
      admin: { host: '127.0.0.1', port: 3000 },
      dataDir: '/here',
      allowUpstreams: ['http://a.example', 'http://b.example'],
    });
  });

  it('goes before the defaults where there is no file', () => {
    expect(serverOf('', { ingest: { port: 0 } })).toMatchObject({ ingest: { port: 0 }, admin: { port: 8081 } });
    expect(serverOf('', {})).toMatchObject({ dataDir: './data', ingest: { port: 8080 }, allowUpstreams: [] });
  });

  it('is checked with all the rest', () => {
    expect(serverOf('', { ingest: { port: 8081 } })).toEqual([
      expect.stringMatching(/^server\.ingest\.port: 8081 is the port of server\.admin too/),
    ]);
    expect(
      serverOf('server: { ingest: 7, allowUpstreams: x }', { ingest: { port: 1 }, allowUpstreams: ['http://b'] }),
    ).toEqual([expect.stringMatching(/^server\.ingest: /), expect.stringMatching(/^server\.allowUpstreams: /)]);
    expect(serverOf('server: 7', { dataDir: 'x' })).toEqual([expect.stringMatching(/^server: /)]);
  });
});
