import type { Codec } from '../amazon/api.ts';
import { DEFINITION_ID } from '../amazon/conversion.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { OutputKey } from '../playbook/compile.ts';
import type { InputConfig, PlaybookConfig } from '../playbook/schema.ts';
import type { Parameter } from './parameters.ts';

/** The starter kit an integration begins from: which API it speaks, what it needs to know, and what it sends by default. */
export interface Kit {
  /** The name in files and commands. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly codec: Codec;
  /** What a person fills in. */
  readonly parameters: readonly Parameter[];
  /** What a playbook may fill in for this API. */
  readonly outputKeys: readonly KitOutputKey[];
  /** What is sent when nobody changes anything; an integration's own playbook is laid over it. */
  readonly playbook: PlaybookConfig;
}

/** An output key with what the reference shows of it, which a test runs. */
export interface KitOutputKey extends OutputKey {
  readonly example: OutputKeyExample;
}

/** What an input makes of an event. */
export interface OutputKeyExample {
  /** The key as it stands in a playbook, where the name is a family's. */
  readonly key?: string;
  readonly input: InputConfig;
  /** What the event has for it, laid over an Order Completed of somebody known. */
  readonly event: JsonObject;
  /** What the conversion has then. */
  readonly gives: Json;
}

/** The placeholder of a conversion definition that nobody has filled in; an event that still has it is never sent. */
export const DEFINITION_PLACEHOLDER = 'ADD_CONVERSION_DEFINITION_ID_HERE';

/** What stands for a conversion definition in a playbook or parameter: its id, or the placeholder of one. */
export const DEFINITION: RegExp = new RegExp(`${DEFINITION_ID.source}|^${DEFINITION_PLACEHOLDER}$`);

/** The most conversions of one event in one integration. */
export const MOST_TARGETS = 10;
