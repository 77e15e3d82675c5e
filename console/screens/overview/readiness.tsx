import { Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Coverage, KeyCoverage } from '../../../src/ledger/coverage.ts';
import { IconBulb } from '../../icons/icons.ts';
import { Num } from '../../parts/num.tsx';
import { MATCH_KEYS } from './match-keys.ts';
import classes from './readiness.module.css';

/** By what Amazon can match the people of the events, and what would add most. */
export function Readiness({ coverage }: { readonly coverage: readonly Coverage[] }): ReactElement {
  return (
    <Stack component="section" gap="sm" aria-labelledby="readiness">
      <div>
        <Title order={2} id="readiness">
          Match readiness
        </Title>
        <Text size="sm" c="dimmed">
          How many events carried what Amazon can find a person by.
        </Text>
      </div>
      {coverage.length === 0 && <Text c="dimmed">In this time no event was looked at for identity.</Text>}
      <SimpleGrid cols={{ base: 1, lg: coverage.length > 1 ? 2 : 1 }}>
        {coverage.map((one) => (
          <OneCoverage key={`${one.pipeline} ${one.integration}`} coverage={one} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function OneCoverage({ coverage }: { readonly coverage: Coverage }): ReactElement {
  const { pipeline, integration, events, next } = coverage;
  return (
    <Paper p="md" component="article" aria-label={`${pipeline} to ${integration}`}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Text fw={600}>
          {pipeline} → {integration}
        </Text>
        <Text size="sm" c="dimmed">
          <Num n={events} /> events
        </Text>
      </Group>
      {next !== undefined && <NextKey coverage={coverage} next={next} />}
      <ul className={classes.keys}>
        {withNext(coverage).map((key) => (
          <Key key={key.type} of={key} events={events} />
        ))}
      </ul>
    </Paper>
  );
}

/** The keys that were there, and the one to send next also where no event has it. */
function withNext({ keys, next }: Coverage): readonly KeyCoverage[] {
  if (next === undefined || keys.some(({ type }) => type === next)) return keys;
  return [...keys, { type: next, present: 0, unusable: 0 }];
}

/** What to send, and why that: the strongest keys count most, and those that most events lack. */
function NextKey({
  coverage: { events, keys },
  next,
}: {
  readonly coverage: Coverage;
  readonly next: KeyCoverage['type'];
}): ReactElement {
  const { title, place, hint } = MATCH_KEYS[next];
  const key = keys.find(({ type }) => type === next);
  const lacking = events === 0 ? 0 : 1 - (key?.present ?? 0) / events;
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start" className={classes.next ?? ''}>
      <IconBulb size={18} stroke={1.6} aria-hidden />
      <Text size="sm">
        <b>The next best key: {title.startsWith('R') ? title : title.toLowerCase()}.</b> <Num n={lacking} as="share" />{' '}
        of the events lack it, and no other key that is missing would find as many people. Send it as{' '}
        <code>{place}</code>. {hint}
        {key !== undefined && key.unusable > 0 && (
          <>
            {' '}
            <Num n={key.unusable} /> events had one that cannot be used: open such an event in the search to see why.
          </>
        )}
      </Text>
    </Group>
  );
}

function Key({
  of: { type, present, unusable },
  events,
}: {
  readonly of: KeyCoverage;
  readonly events: number;
}): ReactElement {
  const share = (n: number): number => (events === 0 ? 0 : n / events);
  return (
    <li className={classes.key}>
      <span>{MATCH_KEYS[type].title}</span>
      <span className={classes.bar} aria-hidden="true">
        <span className={classes.present} style={{ width: `${share(present) * 100}%` }} />
        <span className={classes.unusable} style={{ width: `${share(unusable) * 100}%` }} />
      </span>
      <span className={classes.figure}>
        <Num n={share(present)} as="share" />
      </span>
      <span className={classes.note}>
        {unusable > 0 && (
          <>
            <Num n={share(unusable)} as="share" /> cannot be used
          </>
        )}
      </span>
    </li>
  );
}
