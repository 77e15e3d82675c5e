import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { parseAst } from 'vitest/node';

// What docs/architecture.md promises about the sources. Each rule is a function from modules to findings, so that a made-up module can
// show that the rule finds what it is for.

/** A source file, read. */
interface Module {
  /** From the top of the repository. */
  readonly path: string;
  readonly nodes: readonly Node[];
}

/** A node of the syntax tree; what else it has depends on its type. */
interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

type Rule = (modules: readonly Module[]) => string[];

function moduleOf(path: string, text: string): Module {
  return { path, nodes: [...nodesIn(parseAst(text, { lang: path.endsWith('.tsx') ? 'tsx' : 'ts' }))] };
}

function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesIn(item);
  } else if (typeof value === 'object' && value !== null) {
    if ('type' in value) yield value as Node;
    for (const member of Object.values(value)) yield* nodesIn(member);
  }
}

const isTest = (path: string): boolean => path.endsWith('.test.ts') || path.startsWith('src/sandbox/testing/');

const SOURCES: readonly Module[] = globSync('src/**/*.ts')
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !isTest(path))
  .sort()
  .map((path) => moduleOf(path, readFileSync(path, 'utf8')));

/** The floors, from the ground up; the first pattern that fits a path below src/ decides. */
const FLOORS: readonly (readonly RegExp[])[] = [
  [/^base\//],
  [
    /^event\/(event|drop)\.ts$/,
    /^consent\/consent\.ts$/,
    /^amazon\/conversion\.ts$/,
    /^delivery\/outcome\.ts$/,
    /^queue\/queue\.ts$/,
    /^ledger\/ledger\.ts$/,
    /^catalog\/records\.ts$/,
    /^vault\/secret\.ts$/,
    /^admin\/permissions\.ts$/,
  ],
  [
    /^(event|consent|playbook|identity|kits|pipeline|preview|ledger)\//,
    /^demo\/(shop|random)\.ts$/,
    /^alerts\/(alert|kinds|sight|judgements|course|words)\.ts$/,
    /^amazon\/(api|dsp-v1|ads-v1|items|status|echo|regions)\.ts$/,
    /^vault\/mask\.ts$/,
    /^delivery\/(retry|settlement)\.ts$/,
    /^sealed\/(?!sqlite|keeper|open)/,
  ],
  [
    /^(sqlite|queue|catalog|telemetry|vault|config|connect|people|sealed|backup|alerts)\//,
    /^amazon\/(client|login|http|egress|refresh-token)\.ts$/,
  ],
  [/^delivery\/(worker|gate|limiter|news)\.ts$/, /^(ingest|analytics-js|admin|deploy|demo)\//],
  [/^(destinations|live|listen|housekeeping|admin-listener|gateway)\.ts$/],
  [/^(cli|reference)\//, /^index\.ts$/],
];

/** Floors up to this one are handed all they need: they read no clock, no randomness, no environment, no disk. */
const PURE = 3;

function floorOf(path: string): number | undefined {
  const below = path.replace(/^src\//, '');
  const floor = FLOORS.findIndex((patterns) => patterns.some((pattern) => pattern.test(below)));
  return floor < 0 ? undefined : floor + 1;
}

const inSandbox = (path: string): boolean => path.startsWith('src/sandbox/');

/** What a module imports, types included: the path of a module of ours, the name of another's. */
function importsOf({ path, nodes }: Module, which: (node: Node) => boolean = () => true): string[] {
  return nodes
    .filter((node) => IMPORTING.has(node.type) && which(node))
    .map(({ source }) => (source as Node | null)?.value)
    .filter((source) => typeof source === 'string')
    .map((source) => (source.startsWith('.') ? normalize(join(dirname(path), source)) : source));
}

const IMPORTING: ReadonlySet<string> = new Set([
  ...['ImportDeclaration', 'ImportExpression', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'TSImportType'],
]);

/** Whether an import is there when the program runs. Types are not: circles of them load in any order. */
const loads = ({ type, importKind, exportKind }: Node): boolean =>
  type !== 'TSImportType' && importKind !== 'type' && exportKind !== 'type';

const ours = (imported: string): boolean => imported.startsWith('src/');

/** One finding for each module of which something holds. */
const each =
  (find: (module: Module) => string[]): Rule =>
  (modules) =>
    modules.flatMap((module) => find(module).map((what) => `${module.path} ${what}`));

const importsDownwards: Rule = each((module) => {
  if (inSandbox(module.path)) return [];
  const floor = floorOf(module.path);
  if (floor === undefined) return ['stands on no floor: give it one here and in docs/architecture.md'];
  return importsOf(module)
    .filter((to) => ours(to) && !inSandbox(to))
    .filter((to) => (floorOf(to) ?? Number.POSITIVE_INFINITY) > floor)
    .map((to) => `(floor ${floor}) imports ${to} (floor ${floorOf(to)})`);
});

const sandboxStandsAlone: Rule = each((module) =>
  importsOf(module).flatMap((to) => {
    if (inSandbox(module.path)) {
      return ours(to) && !inSandbox(to) && !to.startsWith('src/base/') ? [`shares ${to} with whom it judges`] : [];
    }
    const mayNameIt = /^src\/(cli|demo|reference)\/|^src\/index\.ts$/.test(module.path);
    return inSandbox(to) && !mayNameIt ? [`leans on the sandbox, ${to}`] : [];
  }),
);

const hasNoCycles: Rule = (modules) => {
  const graph = new Map(modules.map((module) => [module.path, importsOf(module, loads).filter(ours)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at >= 0) cycles.push([...way.slice(at), path].join(' -> '));
    if (at >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return cycles;
};

/** The name that an expression ends in: `eval`, `globalThis.eval`. */
function nameOf(value: unknown): string | undefined {
  const node = value as Node | undefined;
  if (node?.type === 'Identifier') return String(node.name);
  if (node?.type === 'MemberExpression') return nameOf(node.property);
  return node?.type === 'PrivateIdentifier' ? String(node.name) : undefined;
}

/** The whole name: `Date.now`. */
function dotted(value: unknown): string | undefined {
  const node = value as Node | undefined;
  return node?.type === 'MemberExpression' ? `${dotted(node.object)}.${nameOf(node)}` : nameOf(node);
}

const runsNoText: Rule = each((module) => [
  ...module.nodes
    .filter(({ type }) => type === 'CallExpression' || type === 'NewExpression')
    .map(({ callee }) => nameOf(callee))
    .filter((name) => name === 'eval' || name === 'Function')
    .map((name) => `runs text as code: ${name}`),
  ...importsOf(module)
    .filter((to) => /^(node:)?vm$/.test(to))
    .map((to) => `runs text as code: ${to}`),
]);

const SQL = /^\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH|FROM|WHERE|PRAGMA|CREATE|ALTER|DROP|ATTACH|VACUUM|BEGIN)\b/;

/** What stands in our SQL besides constants in capitals, by module. Each comes from constants of that module, never from a caller's input. */
const SQL_PARTS: Readonly<Record<string, readonly string[]>> = {
  'src/queue/sqlite/search.ts': ['table', 'columns', 'condition', 'range'],
  'src/queue/sqlite/messages.ts': ['table'],
  'src/sqlite/open.ts': ['synchronous'],
  'src/sqlite/migrate.ts': ['step', 'i'],
};

const bindsValues: Rule = each((module) => {
  const isConstant = (part: Node): boolean => {
    if (part.type === 'Literal') return true;
    if (part.type === 'BinaryExpression') return isConstant(part.left as Node) && isConstant(part.right as Node);
    const name = dotted(part);
    return name !== undefined && (/^[A-Z][A-Z_]+$/.test(name) || (SQL_PARTS[module.path] ?? []).includes(name));
  };
  return module.nodes
    .filter((node) => SQL.test(beginning(node)))
    .flatMap((node) =>
      node.type === 'TemplateLiteral' ? (node.expressions as Node[]) : [node.left as Node, node.right as Node],
    )
    .filter((part) => part !== undefined && !isConstant(part) && !SQL.test(beginning(part)))
    .map((part) => `puts ${dotted(part) ?? part.type} into SQL: bind it`);
});

/** How the text begins that a template or a concatenation makes. */
function beginning(node: Node): string {
  if (node.type === 'TemplateLiteral') {
    const [first] = node.quasis as readonly (Node & { value: { raw: string } })[];
    return first?.value.raw ?? '';
  }
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return '';
  const left = node.left as Node;
  return left.type === 'Literal' ? String(left.value) : beginning(left);
}

/** The names that a module compares, save with undefined or null. */
function comparedIn({ nodes }: Module): string[] {
  return nodes
    .filter(({ type, operator }) => type === 'BinaryExpression' && /^[!=]==?$/.test(String(operator)))
    .filter(({ left, right }) => ![left, right].some((side) => nameOf(side) === 'undefined' || isNull(side)))
    .flatMap(({ left, right }) => [nameOf(left), nameOf(right)])
    .filter((name) => name !== undefined);
}

const comparesNoKeys: Rule = each((module) =>
  comparedIn(module)
    .filter((name) => /^#?(raw|given|the)?writekey$/i.test(name))
    .map((name) => `compares ${name}: the time it takes tells how much of it was right`),
);

const comparesNoTokens: Rule = each((module) =>
  (/^src\/people\/|^src\/admin\/gatekeeper/.test(module.path) ? comparedIn(module) : [])
    .filter((name) => /(token|digest|secret|password|hash)$/i.test(name))
    .map((name) => `compares ${name}: ask isTokenOf, or timingSafeEqual`),
);

function isNull(value: unknown): boolean {
  const node = value as Node;
  return node.type === 'Literal' && node.value === null;
}

/** The one place that reads the system's clock. */
const CLOCK = 'src/base/clock.ts';
const SURROUNDINGS =
  /^(Date\.now|performance\.now|Math\.random|process\.(env|exit|cwd|argv|stdout|stderr)|fetch|set(Timeout|Interval|Immediate)|crypto\.\w+)$/;
/** Of Node's own modules, those that compute and no more. */
const COMPUTING = new Set(['node:crypto', 'node:util', 'node:path', 'node:zlib', 'node:buffer']);
const DRAWING = new Set(['randomBytes', 'randomUUID', 'randomInt', 'getRandomValues', 'webcrypto']);

const isHandedWhatItNeeds: Rule = each((module) => {
  const floor = floorOf(module.path);
  if (floor === undefined || floor > PURE || module.path === CLOCK) return [];
  return [
    ...importsOf(module)
      .filter((to) => to.startsWith('node:') && !COMPUTING.has(to))
      .map((to) => `reaches out: ${to}`),
    ...module.nodes.flatMap((node) => {
      if (node.type === 'ImportSpecifier') return DRAWING.has(String(nameOf(node.imported))) ? ['draws lots'] : [];
      if (node.type === 'NewExpression' && nameOf(node.callee) === 'Date') {
        return (node.arguments as unknown[]).length === 0 ? ['reads the clock: new Date()'] : [];
      }
      const name =
        node.type === 'CallExpression' ? dotted(node.callee) : node.type === 'MemberExpression' ? dotted(node) : '';
      return name !== undefined && SURROUNDINGS.test(name) ? [`reads or does ${name}`] : [];
    }),
  ];
});

/** Importing these reads all that they export, and so loads the runtime's own fetch and WebSocket (docs/adr/012-what-the-collector-sees.md). */
const leavesFetchOut: Rule = each((module) =>
  inSandbox(module.path)
    ? []
    : importsOf(module, loads)
        .filter((to) => /^(node:)?https?$/.test(to))
        .map((to) => `imports ${to}, which takes 3 MB more than its types`),
);

describe('the sources', () => {
  it('are all read', () => {
    expect(SOURCES.length).toBeGreaterThan(150);
  });

  it('stand in folders that docs/architecture.md names', () => {
    const [page = ''] = readFileSync('docs/architecture.md', 'utf8').split('\nconsole/\n', 1);
    const named = [...page.matchAll(/^ {2}([a-z-]+)\/ /gm)].map(([, name]) => name);
    const folders = new Set(SOURCES.map(({ path }) => path.split('/')).flatMap(([, name, more]) => (more ? name : [])));
    expect(named.sort()).toEqual([...folders].sort());
  });

  it.each<[string, Rule]>([
    ['import from the same floor or below', importsDownwards],
    ['leave the sandbox alone, and the sandbox them', sandboxStandsAlone],
    ['import in no circles', hasNoCycles],
    ['never run text as code', runsNoText],
    ['put no values into SQL, but bind them', bindsValues],
    ['compare no write keys, but their digests', comparesNoKeys],
    ['compare nothing that people sign in with, but in constant time', comparesNoTokens],
    ['load none of the runtime’s fetch, which they do not use', leavesFetchOut],
    ['read no clock, no lots, no environment and no disk on the lower floors', isHandedWhatItNeeds],
  ])('%s', (_, rule) => {
    expect(rule(SOURCES)).toEqual([]);
  });
});

describe('the console', () => {
  const read = globSync('console/**/*.{ts,tsx}')
    .map((path) => path.replaceAll('\\', '/'))
    .map((path) => moduleOf(path, readFileSync(path, 'utf8')));

  it('takes types from the sources, and nothing that runs', () => {
    expect(read.length).toBeGreaterThan(50);
    expect(read.flatMap(takesWhatRuns)).toEqual([]);
    const madeUp = moduleOf(
      'console/x.tsx',
      "import { FATES } from '../src/ledger/ledger.ts'; const x = <b>{FATES}</b>;",
    );
    expect(takesWhatRuns(madeUp)).toEqual(['console/x.tsx imports src/ledger/ledger.ts to run it']);
  });

  it('is named by no source', () => {
    expect(SOURCES.filter((module) => importsOf(module).some((to) => to.startsWith('console/')))).toEqual([]);
  });

  it('loads charts and editors only where they are shown', () => {
    const heavy = read
      .filter(({ path }) => !path.startsWith('console/screens/'))
      .flatMap((module) => importsOf(module, loads).map((to) => `${module.path} ${to}`))
      .filter((found) => / (recharts|@mantine\/charts|codemirror|@codemirror\/)/.test(found));
    expect(heavy).toEqual([]);
  });
});

function takesWhatRuns(module: Module): string[] {
  return importsOf(module, loads)
    .filter(ours)
    .map((to) => `${module.path} imports ${to} to run it`);
}

type MadeUp = readonly [path: string, text: string];

describe('each rule finds its breach', () => {
  it.each<[string, Rule, readonly MadeUp[], string]>([
    [
      'a codec that asks the client',
      importsDownwards,
      [['src/amazon/dsp-v1.ts', "import { AmazonClient } from './client.ts';"]],
      'src/amazon/dsp-v1.ts (floor 3) imports src/amazon/client.ts (floor 4)',
    ],
    [
      'a type taken from above',
      importsDownwards,
      [['src/telemetry/log.ts', "import type { BatchReport } from '../delivery/worker.ts';"]],
      'src/telemetry/log.ts (floor 4) imports src/delivery/worker.ts (floor 5)',
    ],
    [
      'something passed on from above',
      importsDownwards,
      [['src/base/all.ts', "export * from '../gateway.ts';"]],
      'src/base/all.ts (floor 1) imports src/gateway.ts (floor 6)',
    ],
    [
      'something loaded late from above',
      importsDownwards,
      [['src/kits/late.ts', "const cli = await import('../cli/main.ts');"]],
      'src/kits/late.ts (floor 3) imports src/cli/main.ts (floor 7)',
    ],
    [
      'a folder that nobody placed',
      importsDownwards,
      [['src/misc/thing.ts', '']],
      'src/misc/thing.ts stands on no floor: give it one here and in docs/architecture.md',
    ],
    [
      'a sandbox that encodes as the client does',
      sandboxStandsAlone,
      [['src/sandbox/dsp-v1/check-event.ts', "import { dspV1 } from '../../amazon/dsp-v1.ts';"]],
      'src/sandbox/dsp-v1/check-event.ts shares src/amazon/dsp-v1.ts with whom it judges',
    ],
    [
      'a client that asks the sandbox',
      sandboxStandsAlone,
      [['src/amazon/client.ts', "import type { Fault } from '../sandbox/sandbox.ts';"]],
      'src/amazon/client.ts leans on the sandbox, src/sandbox/sandbox.ts',
    ],
    [
      'a circle of three',
      hasNoCycles,
      [
        ['src/event/a.ts', "import './b.ts';"],
        ['src/event/b.ts', "export { c } from '../playbook/c.ts';"],
        ['src/playbook/c.ts', "import { type A, a } from '../event/a.ts';"],
      ],
      'src/event/a.ts -> src/event/b.ts -> src/playbook/c.ts -> src/event/a.ts',
    ],
    ['eval', runsNoText, [['src/x.ts', 'globalThis.eval("1");']], 'src/x.ts runs text as code: eval'],
    ['new Function', runsNoText, [['src/x.ts', 'new Function("return 1")();']], 'src/x.ts runs text as code: Function'],
    ['node:vm', runsNoText, [['src/x.ts', "import vm from 'node:vm';"]], 'src/x.ts runs text as code: node:vm'],
    [
      'node:http for a value',
      leavesFetchOut,
      [
        ['src/ingest/x.ts', "import { STATUS_CODES } from 'node:http';"],
        ['src/ingest/y.ts', "import type { Server } from 'node:http';"],
      ],
      'src/ingest/x.ts imports node:http, which takes 3 MB more than its types',
    ],
    [
      'a value in a template of SQL',
      bindsValues,
      [['src/queue/sqlite/x.ts', 'db.prepare(`SELECT id FROM ledger WHERE event = ${query.event}`);']],
      'src/queue/sqlite/x.ts puts query.event into SQL: bind it',
    ],
    [
      'a value added to SQL',
      bindsValues,
      [['src/queue/sqlite/x.ts', "const sql = 'DELETE FROM ledger WHERE id = ' + id + ' AND n = 1';"]],
      'src/queue/sqlite/x.ts puts id into SQL: bind it',
    ],
    [
      'write keys compared',
      comparesNoKeys,
      [['src/ingest/x.ts', 'if (pipeline.writeKey === given) accept();']],
      'src/ingest/x.ts compares writeKey: the time it takes tells how much of it was right',
    ],
    [
      'tokens compared',
      comparesNoTokens,
      [['src/people/x.ts', 'if (record.digest === given) accept();']],
      'src/people/x.ts compares digest: ask isTokenOf, or timingSafeEqual',
    ],
    [
      'a clock read below',
      isHandedWhatItNeeds,
      [['src/pipeline/x.ts', 'const now = Date.now();']],
      'src/pipeline/x.ts reads or does Date.now',
    ],
    [
      'the environment read below',
      isHandedWhatItNeeds,
      [['src/kits/x.ts', 'const debug = process.env.DEBUG;']],
      'src/kits/x.ts reads or does process.env',
    ],
    [
      'a disk read below',
      isHandedWhatItNeeds,
      [['src/playbook/x.ts', "import { readFileSync } from 'node:fs';"]],
      'src/playbook/x.ts reaches out: node:fs',
    ],
    [
      'lots drawn below',
      isHandedWhatItNeeds,
      [['src/event/x.ts', "import { randomUUID } from 'node:crypto';"]],
      'src/event/x.ts draws lots',
    ],
  ])('%s', (_, rule, madeUp, finding) => {
    expect(rule(madeUp.map(([path, text]) => moduleOf(path, text)))).toContain(finding);
  });

  it.each<[string, Rule, MadeUp]>([
    ['a circle of types', hasNoCycles, ['src/event/a.ts', "import type { A } from './a.ts';"]],
    ['SQL of constants', bindsValues, ['src/queue/sqlite/x.ts', 'db.prepare(`SELECT id FROM l LIMIT ${MOST - 1}`)']],
    ['prose that quotes a value', bindsValues, ['src/x.ts', 'const text = `nothing is known of ${name}`;']],
    ['whether a write key is there', comparesNoKeys, ['src/x.ts', "writeKey === undefined || typeof writeKey === 's'"]],
    ['a time that was handed in', isHandedWhatItNeeds, ['src/event/x.ts', 'const at = new Date(receivedAt);']],
  ])('and leaves be: %s', (_, rule, [path, text]) => {
    expect(rule([moduleOf(path, text)])).toEqual([]);
  });
});
