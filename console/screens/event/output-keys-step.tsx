import { Badge, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { OutputKeyTrace, SourceTrace } from '../../../src/preview/output-keys.ts';
import { lineOf } from './as-text.ts';
import classes from './event.module.css';
import { Step } from './step.tsx';

/** Every output key, with the input and the steps that its value came from. */
export function OutputKeysStep({
  keys,
  isDropped,
}: {
  readonly keys: readonly OutputKeyTrace[];
  readonly isDropped: boolean;
}): ReactElement | null {
  if (keys.length === 0) return null;
  const found = keys.filter(({ value }) => value !== undefined).length;
  return (
    <Step
      title="Output keys"
      tone={isDropped ? 'none' : 'pass'}
      verdict={`${found} of ${keys.length} have a value`}
      lead="Where each value comes from: the input, what it found, and what the modifiers made of it."
    >
      <ul className={classes.list}>
        {keys.map((one) => (
          <OutputKey key={one.key} of={one} />
        ))}
      </ul>
    </Step>
  );
}

function OutputKey({
  of: { key, kind, section, layer, sources, defaulted, value, sent },
}: {
  readonly of: OutputKeyTrace;
}): ReactElement {
  return (
    <li className={classes.key}>
      <div className={classes.item}>
        <b>{key}</b>
        <code className={classes.mono}>{lineOf(value)}</code>
        {defaulted && <Badge color="gray">the default</Badge>}
        <Text span size="xs" c="dimmed">
          {kind} of {section}, from the {layer}
        </Text>
      </div>
      {sources.map((source) => (
        <Source key={source.text} of={source} />
      ))}
      {sent !== undefined && lineOf(sent) !== lineOf(value) && (
        <div className={`${classes.item} ${classes.inner}`}>
          sent as <code className={classes.mono}>{lineOf(sent)}</code>
        </div>
      )}
    </li>
  );
}

function Source({ of: { text, state, found, changes } }: { readonly of: SourceTrace }): ReactElement {
  return (
    <div className={`${classes.item} ${classes.inner}`}>
      <code className={classes.mono}>{text}</code>
      {state === 'used' ? (
        <span>
          found <code className={classes.mono}>{lineOf(found)}</code>
          {changes.map(({ modifier, gives }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: modifiers never change their order
            <span key={i}>
              {' '}
              → {lineOf(modifier)} gives <code className={classes.mono}>{lineOf(gives)}</code>
            </span>
          ))}
        </span>
      ) : (
        <span>{state}</span>
      )}
    </div>
  );
}
