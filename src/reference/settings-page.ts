import { z } from 'zod';
import { isObject, type JsonObject } from '../base/json.ts';
import { configSchema } from '../config/schema.ts';
import { WARNINGS } from '../config/warnings.ts';
import { KITS } from '../kits/library.ts';
import { code, codeBlock, markdownTable } from './markdown.ts';
import { page } from './page.ts';
import { valuesOf } from './schema-values.ts';

/** A whole configuration file. A test reads it. */
export const SETTINGS_EXAMPLE: string = `
server:
  ingest: { host: 0.0.0.0, port: 8080 }
  dataDir: /var/lib/dspatch
integrations:
  amazon-us:
    kit: amazon-dsp-capi
    parameters:
      ADVERTISER_ID: "1234567890"
      PROFILE_ID: "32312945"
      CLIENT_ID: amzn1.application-oa2-client.0123456789abcdef
      CLIENT_SECRET: "env:AMAZON_CLIENT_SECRET"
      REFRESH_TOKEN: "file:/run/secrets/amazon_refresh_token"
      DEFINITION.Order Completed: "590123456789"
    playbook:
      events: { Page: null }
pipelines:
  web: { writeKeys: [web-shop-key], integrations: [amazon-us] }
  app: { writeKeys: [app-key, app-key-of-last-year], integrations: [amazon-us] }
`.trim();

/** The page of dspatch.yaml. */
export function settingsPage(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as JsonObject;
  const kits = [...KITS.values()].map((kit) => `[${code(kit.name)}](${kit.name}.md)`).join(', ');
  const warnings = Object.entries(WARNINGS).map(([name, { title, mend }]) => [code(name), title, mend]);
  return page(
    'Settings',
    'What stands in `dspatch.yaml`. `dspatch check` tells every problem of a file at once, each with its line and what would be right; `dspatch schema` prints the JSON Schema, by which editors complete and check.',
    codeBlock('yaml', SETTINGS_EXAMPLE),
    '## Keys',
    `Those marked * are required. Kits, with their parameters: ${kits}.`,
    markdownTable(['Key', 'What it is', 'Values', 'Default'], rowsOf(schema, '')),
    'The names of integrations and pipelines are 1 to 64 letters, digits, `.`, `_` or `-`, beginning with a letter or digit.',
    '## Secrets',
    'A secret never stands in the file: `env:NAME` takes it from the environment, `file:PATH` from a file, whose path begins at the configuration’s folder. A file is read again whenever it is needed, so that a secret can be replaced while the gateway runs.',
    '## Warnings',
    'What is no mistake, and still should be known before events come in. `dspatch check` shows these beside problems; `dspatch serve` logs them, each with its code.',
    markdownTable(['Code', 'What it means', 'What to do'], warnings),
  );
}

/** A row for each key that holds a value, with the whole way to it. */
function rowsOf(node: JsonObject, path: string): string[][] {
  const required = Array.isArray(node.required) ? node.required : [];
  return Object.entries(isObject(node.properties) ? node.properties : {}).flatMap(([name, member]) => {
    if (!isObject(member)) return [];
    const key = path === '' ? name : `${path}.${name}`;
    // A playbook’s parts have a page of their own.
    if (isObject(member.properties) && name !== 'playbook') return rowsOf(member, key);
    const named = isObject(member.additionalProperties) ? member.additionalProperties : undefined;
    if (named !== undefined && isObject(named.properties)) return rowsOf(named, `${key}.<name>`);
    return [
      [
        `${code(key)}${required.includes(name) ? ' *' : ''}`,
        String(member.description ?? ''),
        SAYS[name] ?? valuesOf(member),
        member.default === undefined ? '' : isEmpty(member.default) ? 'none' : code(member.default),
      ],
    ];
  });
}

/** What a schema does not say. */
const SAYS: Readonly<Record<string, string>> = {
  kit: [...KITS.keys()].map(code).join(', '),
  playbook: '[playbook](playbook.md)',
  writeKeys: 'list: text without `:` and spaces, at most 200 characters',
};

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
