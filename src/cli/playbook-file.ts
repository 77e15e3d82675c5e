import { readFileSync } from 'node:fs';
import { DspatchError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { readDocument } from '../config/document.ts';
import type { PlaybookConfig } from '../playbook/schema.ts';

/** Reads a file, or standard input for `-`. Throws `file_unreadable`. */
export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new DspatchError('file_unreadable', `${file} cannot be read (${code})`, { cause: error });
  }
}

/** A playbook from a file of YAML or JSON, as it stands below `playbook:` in dspatch.yaml. What it says the gateway checks. */
export function readPlaybook(file: string): PlaybookConfig {
  const document = readDocument(readText(file));
  if (!document.ok) {
    const lines = document.problems.map(({ line, column, message }) =>
      line === undefined ? message : `${line}:${column} ${message}`,
    );
    throw new DspatchError('usage', [`${file} is neither YAML nor JSON:`, ...lines].join('\n  '));
  }
  if (!isObject(document.value))
    throw new DspatchError('usage', `${file} should hold a map: what stands below playbook:`);
  return document.value as PlaybookConfig;
}
