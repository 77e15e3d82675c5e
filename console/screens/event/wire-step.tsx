import { List, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { PreviewView } from '../../../src/admin/api/preview.ts';
import { Code } from '../../parts/code.tsx';
import { sentence } from '../../parts/sentence.ts';
import { linesOf } from './as-text.ts';
import { Step } from './step.tsx';

/** What goes to Amazon; or why nothing does. */
export function WireStep({ preview: { deliveries, withheld, drop } }: { readonly preview: PreviewView }): ReactElement {
  if (drop !== undefined) {
    const lead = sentence(drop.detail === undefined ? drop.reason : `${drop.reason}: ${drop.detail}`);
    return <Step title="Item for Amazon" tone="stop" verdict="dropped" lead={lead} />;
  }
  return (
    <Step
      title="Item for Amazon"
      tone="pass"
      verdict={deliveries.length === 1 ? 'mapped' : `${deliveries.length} items`}
    >
      <Stack gap="sm">
        {deliveries.map(({ target, wire, masked, notes }) => (
          <div key={target}>
            <Code text={linesOf(wire)} what="the item" />
            <Text size="sm" c="dimmed" mt={4}>
              {masked.length === 0
                ? 'The item to the letter.'
                : `Masked here, and sent as it is: ${masked.join(', ')}.`}
            </Text>
            <Notes of={notes.map(({ code, detail }) => `${code}: ${detail}`)} />
          </div>
        ))}
        <Notes of={withheld.map(({ reason, detail }) => `not sent of it: ${reason}${detail ? `, ${detail}` : ''}`)} />
      </Stack>
    </Step>
  );
}

function Notes({ of }: { readonly of: readonly string[] }): ReactElement | null {
  if (of.length === 0) return null;
  return (
    <List size="sm" mt={4}>
      {of.map((text) => (
        <List.Item key={text}>{text}</List.Item>
      ))}
    </List>
  );
}
