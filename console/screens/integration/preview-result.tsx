import { Badge, Box, Group, Stack, Text } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { PreviewView } from '../../../src/admin/api/preview.ts';
import { ReasonBadge } from '../../parts/reason-badge.tsx';
import { sentence } from '../../parts/sentence.ts';
import { textOf } from './playbook.ts';
import classes from './preview.module.css';

/** What became of the event: its section, filters, each output key, the match keys, and the item as it would go to Amazon. */
export function PreviewResult({ preview }: { readonly preview: PreviewView }): ReactElement {
  const { event, drop, section, filters, switchedOff, keys, identity, deliveries, withheld } = preview;
  return (
    <Stack gap="md">
      {drop !== undefined && (
        <Box>
          <Group gap={6}>
            <Text size="sm" fw={600}>
              Dropped:
            </Text>
            <ReasonBadge code={drop.reason} />
          </Group>
          {drop.detail !== undefined && <Text size="sm">{sentence(drop.detail)}</Text>}
        </Box>
      )}
      <Text size="sm" c="dimmed">
        {section === undefined ? `No section maps “${event}”.` : `“${event}” is mapped by Global and ${section.name}.`}
        {switchedOff && ' The event itself says that it is not to go here.'}
      </Text>
      {filters.length > 0 && (
        <Part title="Filters">
          {filters.map(({ kind, text, result, passes }) => (
            <Group key={`${kind} ${text}`} gap={6} wrap="nowrap" align="flex-start">
              <Badge color={passes ? 'green' : 'yellow'} className={classes.fixed ?? ''}>
                {passes ? 'passes' : 'kept back'}
              </Badge>
              <Text size="xs" className={classes.code ?? ''}>
                {kind} {text}: {result}
              </Text>
            </Group>
          ))}
        </Part>
      )}
      {keys.length > 0 && (
        <Part title="Output keys">
          <dl className={classes.keys}>
            {keys.map(({ key, value, sent, section: from, layer }) => (
              <div key={key} className={classes.pair}>
                <dt>
                  {key}
                  <span className={classes.from}>
                    {from} · {layer}
                  </span>
                </dt>
                <dd data-none={(sent ?? value) === undefined || undefined}>{textOf(sent ?? value) || 'no value'}</dd>
              </div>
            ))}
          </dl>
        </Part>
      )}
      {identity !== undefined && (
        <Part title="Match keys">
          <Group gap={4}>
            {identity.keys
              .filter(({ state }) => state !== 'missing' && state !== 'not asked for')
              .map(({ type, state }) => (
                <Badge key={type} color={state === 'sent' ? 'green' : 'yellow'}>
                  {type} {state}
                </Badge>
              ))}
            {identity.next !== undefined && <Badge color="gray">next best: {identity.next}</Badge>}
          </Group>
        </Part>
      )}
      {deliveries.map(({ target, wire, masked, notes }) => (
        <Part key={target} title={target === '' ? 'Goes to Amazon as' : `Goes to Amazon as (${target})`}>
          <pre className={classes.wire}>{JSON.stringify(wire, null, 2)}</pre>
          {masked.length > 0 && (
            <Text size="xs" c="dimmed">
              Masked here, and sent as it is: {masked.join(', ')}.
            </Text>
          )}
          {notes.map(({ code, detail }) => (
            <Text key={`${code} ${detail}`} size="xs" c="dimmed">
              {code}: {detail}
            </Text>
          ))}
        </Part>
      ))}
      {withheld.map(({ reason, detail }) => (
        <Group key={`${reason} ${detail}`} gap={6}>
          <Text size="xs">A part is not sent:</Text>
          <ReasonBadge code={reason} />
        </Group>
      ))}
    </Stack>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <Stack gap={6}>
      <Text size="xs" fw={600} c="dimmed">
        {title}
      </Text>
      {children}
    </Stack>
  );
}
