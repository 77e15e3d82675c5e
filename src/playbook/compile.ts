import { holdsRounded } from '../base/exact-json.ts';
import type { JsonObject } from '../base/json.ts';
import { type Problem, squash } from '../base/problem.ts';
import { MAX_SECTION_COST, sectionTooDear } from './cost.ts';
import { type Condition, type ExpressionLanguage, expressionLanguage } from './expression.ts';
import { frozen, frozenMap } from './frozen.ts';
import { type CompiledInput, compileInput, type Filling, type Findings, type Takes, TOO_LONG } from './input.ts';
import { KeyPlaces } from './key-place.ts';
import type { InputConfig, PlaybookConfig, SectionConfig } from './schema.ts';
import type { VariableUse } from './variables.ts';

/** One thing a playbook may fill in for the API, as a kit declares it. */
export interface OutputKey {
  /** The name in a playbook. One that ends in `.*` stands for a family: `matchKeys.*` for `matchKeys.EMAIL` ... */
  readonly name: string;
  readonly type: string;
  readonly required?: true;
  readonly description: string;
  /** The members of a family; where absent, any name is one, or any of a form. */
  readonly members?: readonly string[];
  readonly memberForm?: { readonly regex: RegExp; readonly says: string };
  /** What it takes; where absent, anything. */
  readonly takes?: Takes;
}

/** A condition of a section. */
export interface Filter {
  readonly kind: 'allow' | 'deny';
  readonly text: string;
  readonly test: Condition;
  /** What it costs at most on one event (cost.ts). */
  readonly cost: number;
}

/** What happens to one kind of event: Global and its own list (or Default) laid together, ready to run. */
export interface CompiledSection {
  /** The playbook's own name of the event, or `Default`. */
  readonly name: string;
  readonly filters: readonly Filter[];
  /** By output key. */
  readonly inputs: ReadonlyMap<string, CompiledInput>;
  /** Members of families, by family: `matchKeys` -> `EMAIL` -> input. */
  readonly families: ReadonlyMap<string, ReadonlyMap<string, CompiledInput>>;
}

/** A playbook ready to run. */
export interface CompiledPlaybook {
  /** The section for an event's name; undefined when the playbook does not map it. */
  section(eventName: string): CompiledSection | undefined;
  /** Every event mapped by name. */
  readonly events: readonly string[];
  /** Where it reads variables of the pipeline. */
  readonly variables: readonly VariableUse[];
}

/**
 * Compiles a playbook once, for every event to come. All mistakes are found here, with the path to each; with any
 * there is no playbook. `variables` are the pipeline's; without a pipeline (undefined), what names one has no value. Whether all that the
 * playbook reads are there is for who knows the pipeline (pipeline/missing-variables.ts).
 */
export function compilePlaybook(
  config: PlaybookConfig,
  outputKeys: readonly OutputKey[],
  parameters: JsonObject,
  variables?: JsonObject,
): { readonly playbook: CompiledPlaybook; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const uses: VariableUse[] = [];
  const findings: Findings = {
    add: (path, message) => problems.push({ path, message }),
    uses: (variable) => uses.push(variable),
  };
  for (const [table, entries] of Object.entries(config.tables ?? {})) {
    for (const [key, entry] of Object.entries(entries)) {
      if (holdsRounded(entry)) findings.add(['tables', table, key], TOO_LONG);
    }
  }
  const language = expressionLanguage(frozen(config.tables ?? {}));
  const compiler = new SectionCompiler(outputKeys, language, { parameters, pipeline: variables }, findings);

  const global = compiler.compile('Global', config.global ?? {}, ['global']);
  const loose = config.eventNames === 'loose';
  const keyOf = (name: string): string => (loose ? squash(name) : name);
  const sections = new Map<string, CompiledSection>();
  for (const [name, section] of Object.entries(config.events ?? {})) {
    if (section === null) continue;
    const key = keyOf(name);
    const twin = sections.get(key);
    if (twin !== undefined) findings.add(['events', name], `names the same event as "${twin.name}"`);
    const own = compiler.compile(name, section, ['events', name]);
    sections.set(key, priced(join(name, global, own), ['events', name], findings));
  }
  const fallback = config.default
    ? priced(join('Default', global, compiler.compile('Default', config.default, ['default'])), ['default'], findings)
    : undefined;

  return {
    playbook: Object.freeze({
      section: (eventName: string) => sections.get(keyOf(eventName)) ?? fallback,
      events: Object.freeze([...sections.values()].map((section) => section.name)),
      variables: Object.freeze(uses),
    }),
    problems,
  };
}

/** A section by itself, and what it does without although Global has it. */
interface OwnSection extends CompiledSection {
  readonly without: readonly string[];
}

class SectionCompiler {
  readonly #places: KeyPlaces;
  readonly #language: ExpressionLanguage;
  readonly #filling: Filling;
  readonly #findings: Findings;

  constructor(outputKeys: readonly OutputKey[], language: ExpressionLanguage, filling: Filling, findings: Findings) {
    this.#places = new KeyPlaces(outputKeys);
    this.#language = language;
    this.#filling = filling;
    this.#findings = findings;
  }

  compile(name: string, config: SectionConfig, path: Problem['path']): OwnSection {
    const without: string[] = [];
    const inputs = new Map<string, CompiledInput>();
    const families = new Map<string, Map<string, CompiledInput>>();
    for (const [key, input] of Object.entries(config)) {
      if (key === 'allow' || key === 'deny' || input === undefined) continue;
      const place = this.#places.of(key);
      const refusal = this.#places.refusal(key);
      if (refusal !== undefined) this.#findings.add([...path, key], refusal);
      if (input === null) {
        without.push(key);
        continue;
      }
      // Also where its key is none: what is wrong with the input is told at once.
      const compiled = compileInput(
        input as InputConfig,
        [...path, key],
        this.#language,
        this.#filling,
        place?.output.takes,
        this.#findings,
      );
      if (place === undefined) continue;
      if (place.member === undefined) inputs.set(key, compiled);
      else families.set(place.family, (families.get(place.family) ?? new Map()).set(place.member, compiled));
    }
    const filters = (['deny', 'allow'] as const).flatMap((kind) => this.#filters(kind, config[kind], [...path, kind]));
    return { name, filters, inputs, families, without };
  }

  #filters(kind: Filter['kind'], texts: SectionConfig['allow'], path: Problem['path']): Filter[] {
    return [texts ?? []].flat().flatMap((text) => {
      for (const variable of this.#language.variablesOf(text)) this.#findings.uses({ ...variable, path });
      const test = this.#language.compileCondition(text);
      if (typeof test === 'function') return [Object.freeze({ kind, text, test, cost: this.#language.costOf(text) })];
      this.#findings.add(path, `"${text}": ${test.error}`);
      return [];
    });
  }
}

/** Global and an event's own list as one: filters of both hold, and the event's own inputs go before the global ones. */
function join(name: string, global: CompiledSection, own: OwnSection): CompiledSection {
  const families = new Map([...global.families].map(([family, members]) => [family, new Map(members)]));
  for (const [family, members] of own.families) {
    families.set(family, new Map([...(families.get(family) ?? []), ...members]));
  }
  const inputs = new Map([...global.inputs, ...own.inputs]);
  for (const key of own.without) {
    inputs.delete(key);
    const dot = key.indexOf('.');
    families.get(key.slice(0, dot))?.delete(key.slice(dot + 1));
  }
  for (const members of families.values()) frozenMap(members);
  return Object.freeze({
    name,
    filters: Object.freeze([...global.filters, ...own.filters]),
    inputs: frozenMap(inputs),
    families: frozenMap(families),
  });
}

/** Holds a section to what all of it together may cost. */
function priced(section: CompiledSection, path: Problem['path'], findings: Findings): CompiledSection {
  const prices: (readonly [string, number])[] = [
    ...section.filters.map(({ kind, cost }) => [kind, cost] as const),
    ...[...section.inputs].map(([key, { cost }]) => [key, cost] as const),
    ...[...section.families].flatMap(([family, members]) =>
      [...members].map(([member, { cost }]) => [`${family}.${member}`, cost] as const),
    ),
  ];
  const total = prices.reduce((sum, [, cost]) => sum + cost, 0);
  if (total > MAX_SECTION_COST) {
    const dearest = [...prices].sort(([, a], [, b]) => b - a).slice(0, 3);
    findings.add(path, sectionTooDear(total, dearest));
  }
  return section;
}
