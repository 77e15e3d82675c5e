import { Badge, Group } from '@mantine/core';
import type { ReactElement } from 'react';
import type { InputConfig, ModifierConfig } from '../../../src/playbook/schema.ts';
import classes from './mapping.module.css';
import { textOf } from './playbook.ts';

export type InputKind = 'mapping' | 'expression' | 'enrichment';

export const KINDS: Readonly<Record<InputKind, string>> = {
  mapping: 'Mapping',
  expression: 'Expression',
  enrichment: 'Enrichment',
};

export function kindOf({ expression, enrichment }: InputConfig): InputKind {
  return expression !== undefined ? 'expression' : enrichment !== undefined ? 'enrichment' : 'mapping';
}

/** The paths of a mapping: the first that has a usable value wins. */
export function pathsOf({ mapping = '' }: InputConfig): readonly string[] {
  return typeof mapping === 'string' ? [mapping] : mapping;
}

/** A modifier's name and its arguments. */
export function modifierOf(modifier: ModifierConfig): readonly [name: string, args: unknown] {
  if (typeof modifier === 'string') return [modifier, undefined];
  return Object.entries(modifier)[0] ?? ['', undefined];
}

/** An input as it is read: its kind, what it takes, and what is done to that. */
export function InputView({ input }: { readonly input: InputConfig }): ReactElement {
  const kind = kindOf(input);
  const text = kind === 'mapping' ? pathsOf(input).join(', or ') : textOf(input[kind]);
  return (
    <Group gap={6} wrap="wrap" miw={0}>
      <Badge color="gray" className={classes.kind ?? ''}>
        {KINDS[kind]}
      </Badge>
      <code className={classes.code}>{text}</code>
      {input.modifiers?.map((modifier) => {
        const [name, args] = modifierOf(modifier);
        return (
          <code key={JSON.stringify(modifier)} className={classes.modifier}>
            {args === undefined ? name : `${name} ${JSON.stringify(args)}`}
          </code>
        );
      })}
      {input.default !== undefined && <span className={classes.otherwise}>else {textOf(input.default)}</span>}
    </Group>
  );
}
