import type { Conversion } from '../amazon/conversion.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { own } from '../base/json.ts';
import type { Integration } from '../pipeline/integration.ts';
import type { CompiledSection, OutputKey } from '../playbook/compile.ts';
import type { CompiledInput } from '../playbook/input.ts';
import { KeyPlaces } from '../playbook/key-place.ts';
import type { InputConfig, ModifierConfig } from '../playbook/schema.ts';
import type { Scope } from '../playbook/scope.ts';
import { type Origin, originOf } from './origin.ts';
import { isPersonalPath, type Personal } from './personal.ts';
import { isPersonalKey, shown } from './shown.ts';

/** How one output key came to its value. Values are as they may be seen (shown.ts); where there is none it is absent. */
export interface OutputKeyTrace extends Origin {
  readonly key: string;
  readonly kind: CompiledInput['kind'];
  /** The input as it stands in the playbook. */
  readonly input: InputConfig;
  /** A mapping's paths, or the expression, in their order. */
  readonly sources: readonly SourceTrace[];
  /** Whether the default is used. */
  readonly defaulted: boolean;
  /** What the input gives. */
  readonly value?: Json | undefined;
  /** What the first conversion has there, where it has something. */
  readonly sent?: Json | undefined;
}

/** A path or an expression with what came of it. */
export interface SourceTrace {
  readonly text: string;
  readonly state: 'used' | 'no value' | 'not tried';
  readonly found?: Json | undefined;
  readonly changes: readonly ChangeTrace[];
}

/** A modifier with its result. */
export interface ChangeTrace {
  readonly modifier: ModifierConfig;
  readonly gives?: Json | undefined;
}

/** Reads every input of a section again, through the same compiled code, and notes the steps. Inputs are pure: they give what they gave. */
export function outputKeyTraces(
  { kit, source, playbook }: Integration,
  section: CompiledSection,
  scope: Scope,
  conversion: Conversion | undefined,
  personal: Personal,
): OutputKeyTrace[] {
  const places = new KeyPlaces(kit.outputKeys);
  const ownSection = playbook.events.includes(section.name) ? 'event' : 'default';
  const inputs: (readonly [string, CompiledInput])[] = [
    ...section.inputs,
    ...[...section.families].flatMap(([family, members]) =>
      [...members].map(([member, input]) => [`${family}.${member}`, input] as const),
    ),
  ];
  return inputs.flatMap(([key, input]) => {
    const output = places.of(key)?.output;
    if (output === undefined) return [];
    const sent = isPersonalKey(output) ? undefined : sentAt(key, conversion);
    return [
      {
        ...{ key, kind: input.kind, input: input.config, ...originOf(source, ownSection, section.name, key) },
        ...inputTrace(input, output, scope, personal),
        ...(sent === undefined ? {} : { sent: shown(sent, output, personal) }),
      },
    ];
  });
}

function inputTrace(
  input: CompiledInput,
  output: OutputKey,
  scope: Scope,
  personal: Personal,
): Pick<OutputKeyTrace, 'sources' | 'defaulted' | 'value'> {
  const { event, parameters, pipeline } = scope;
  const found: { value: Json | undefined; changes: (Json | undefined)[] }[] = [];
  let defaulted = false;
  const value = input.read({
    ...{ event, parameters, pipeline },
    watch: {
      source: (at) => found.push({ value: at, changes: [] }),
      change: (made) => found.at(-1)?.changes.push(made),
      otherwise: () => {
        defaulted = input.config.default !== undefined;
      },
    },
  });
  const texts = input.kind === 'enrichment' ? [] : [input.config.mapping ?? input.config.expression ?? []].flat();
  const isPersonal = isPersonalKey(output);
  const sources = texts.map((text, i): SourceTrace => {
    const one = found[i];
    if (one === undefined) return { text, state: 'not tried', changes: [] };
    const hides = isPersonal || (input.kind === 'mapping' && isPersonalPath(text));
    const see = (made: Json | undefined): Json | undefined => made && shown(made, output, personal, hides);
    const isLast = i === found.length - 1;
    return {
      text,
      state: isLast && !defaulted && value !== undefined ? 'used' : 'no value',
      ...present('found', see(one.value)),
      changes: one.changes.map((made, place) => ({
        modifier: input.config.modifiers?.[place] ?? '',
        ...present('gives', see(made)),
      })),
    };
  });
  const used = sources.find(({ state }) => state === 'used');
  const hides = isPersonal || (used !== undefined && input.kind === 'mapping' && isPersonalPath(used.text));
  // What a playbook says for every event is no event's.
  const isOwn = input.kind === 'enrichment' || defaulted;
  const seen = value === undefined || isOwn ? value : shown(value, output, personal, hides);
  return { sources, defaulted, ...present('value', seen) };
}

function present<K extends string>(name: K, value: Json | undefined): { readonly [N in K]?: Json } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [N in K]?: Json };
}

/** What a conversion has for an output key. */
function sentAt(key: string, conversion: Conversion | undefined): Json | undefined {
  if (conversion === undefined) return undefined;
  const [family = '', member] = key.split('.', 2);
  if (member === undefined) return own(conversion as unknown as JsonObject, key);
  return family === 'customData' ? conversion.customData?.find(({ name }) => name === member)?.value : undefined;
}
