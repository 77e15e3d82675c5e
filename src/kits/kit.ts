import type { Codec } from '../amazon/api.ts';
import type { OutputKey } from '../playbook/compile.ts';
import type { PlaybookConfig } from '../playbook/schema.ts';
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
  readonly outputKeys: readonly OutputKey[];
  /** What is sent when nobody changes anything; an integration's own playbook is laid over it. */
  readonly playbook: PlaybookConfig;
}

/** The placeholder of a conversion definition that nobody has filled in; an event that still has it is never sent. */
export const DEFINITION_PLACEHOLDER = 'ADD_CONVERSION_DEFINITION_ID_HERE';
