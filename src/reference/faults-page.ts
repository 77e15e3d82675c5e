import { z } from 'zod';
import { isObject, type JsonObject } from '../base/json.ts';
import type { Fault } from '../sandbox/faults/fault.ts';
import { KIND_SCHEMAS } from '../sandbox/faults/fault-schema.ts';
import { FAULT_EXAMPLES } from './fault-examples.ts';
import { code, codeBlock, markdownTable } from './markdown.ts';
import { page } from './page.ts';
import { valuesOf } from './schema-values.ts';

/** The page of what the sandbox does wrong on demand. */
export function faultsPage(): string {
  const kinds = [...KIND_SCHEMAS].map(([kind, schema]) => ({ kind: kind as Fault['kind'], node: nodeOf(schema) }));
  const shared = Object.entries(membersOf(kinds[0]?.node)).filter(([name]) =>
    // What another kind needs as its own is told there.
    kinds.every(({ node }) => name in membersOf(node)),
  );
  const names = new Set(shared.map(([name]) => name));
  const match = membersOf(membersOf(kinds[0]?.node).match);
  return page(
    'Faults',
    'The sandbox (`dspatch sandbox`, and in `npm start`) stands in for Amazon, and does wrong on demand what Amazon and networks do wrong by chance. `PUT /_sandbox/faults` puts one or a list in the place of all others, `POST` adds one or a list, `DELETE` clears them, and `GET` tells how many requests each has seen and struck. A request is struck by the first fault that matches it.',
    codeBlock(
      'sh',
      [
        `curl -X PUT http://127.0.0.1:9090/_sandbox/faults -d '${JSON.stringify([FAULT_EXAMPLES.status])}'`,
        'curl http://127.0.0.1:9090/_sandbox/faults',
        'curl -X DELETE http://127.0.0.1:9090/_sandbox/faults',
      ].join('\n'),
    ),
    '## What every fault may have',
    markdownTable(['Member', 'What it means', 'Values'], shared.filter(([name]) => name !== 'kind').map(memberRow)),
    '## What `match` may have',
    markdownTable(['Member', 'What it means', 'Values'], Object.entries(match).map(memberRow)),
    '## Kinds',
    'Members marked * are required.',
    ...kinds.flatMap(({ kind, node }) => {
      const required = Array.isArray(node.required) ? node.required : [];
      const own = Object.entries(membersOf(node)).filter(([name]) => !names.has(name) || required.includes(name));
      const rows = own.filter(([name]) => name !== 'kind').map(([name, member]) => memberRow([name, member], required));
      return [
        `### ${kind}`,
        String(node.description),
        ...(rows.length === 0 ? [] : [markdownTable(['Member', 'What it means', 'Values'], rows)]),
        codeBlock('json', JSON.stringify(FAULT_EXAMPLES[kind])),
      ];
    }),
  );
}

function nodeOf(schema: z.ZodType): JsonObject {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonObject;
}

function membersOf(node: unknown): JsonObject {
  return isObject(node) && isObject(node.properties) ? node.properties : {};
}

function memberRow([name, member]: readonly [string, unknown], required: unknown = []): string[] {
  const node = isObject(member) ? member : {};
  const star = Array.isArray(required) && required.includes(name) ? ' *' : '';
  return [`${code(name)}${star}`, String(node.description ?? ''), valuesOf(node)];
}
