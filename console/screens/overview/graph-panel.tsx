import { Button, Group, Paper, Skeleton, Text, Title } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import type { Step } from '../../../src/ledger/ledger.ts';
import { IconChartBar, IconTable } from '../../icons/icons.ts';
import classes from './graph-panel.module.css';
import type { Graph } from './graphs.ts';
import { countText, stepText } from './step-text.ts';

// It weighs more than all the rest of the screen, which does not wait for it; and where nobody comes to it, it is not loaded.
const Chart = lazy(async () => ({ default: (await import('./charts.tsx')).Chart }));

/** A graph with its legend; on demand as a table. Either takes the same place. */
export function GraphPanel({ graph, step }: { readonly graph: Graph; readonly step: Step }): ReactElement {
  const [isTable, setTable] = useState(false);
  const Icon = isTable ? IconChartBar : IconTable;
  return (
    <Paper component="section" p="md" aria-label={graph.title}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
        <div>
          <Title order={2}>{graph.title}</Title>
          <Text size="sm" c="dimmed">
            {graph.lead}
          </Text>
        </div>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<Icon size={15} stroke={1.6} />}
          onClick={() => setTable(!isTable)}
          aria-label={`${graph.title} as a ${isTable ? 'chart' : 'table'}`}
          className={classes.toggle ?? ''}
        >
          {isTable ? 'Chart' : 'Table'}
        </Button>
      </Group>
      <Legend graph={graph} />
      {isTable ? (
        <GraphTable graph={graph} step={step} />
      ) : (
        <div className={classes.place} role="img" aria-label={`${graph.title}, as a chart. ${graph.lead}`}>
          <WhenSeen>
            <Suspense fallback={<Skeleton height="100%" radius="md" />}>
              <Chart graph={graph} step={step} />
            </Suspense>
          </WhenSeen>
        </div>
      )}
    </Paper>
  );
}

/** From when it is first scrolled to. */
function WhenSeen({ children }: { readonly children: ReactElement }): ReactElement {
  const { ref, inViewport } = useInViewport();
  const [wasSeen, setSeen] = useState(false);
  if (inViewport && !wasSeen) setSeen(true);
  return wasSeen ? children : <Skeleton ref={ref} height="100%" radius="md" />;
}

/** Which colour is what; nothing where there is one alone, but its place. */
function Legend({ graph: { lines } }: { readonly graph: Graph }): ReactElement {
  return (
    <Group gap="md" my="xs" mih={20}>
      {lines.length > 1 &&
        lines.map(({ title, colour }) => (
          <Group key={title} gap={6} wrap="nowrap">
            <span
              className={classes.swatch}
              style={{ background: `var(--mantine-color-${colour.replace('.', '-')})` }}
            />
            <Text size="xs" c="dimmed">
              {title}
            </Text>
          </Group>
        ))}
    </Group>
  );
}

/** The same figures, the newest first; steps in which nothing was counted are left out. */
function GraphTable({
  graph: { title, lines, steps, text = countText },
  step,
}: {
  readonly graph: Graph;
  readonly step: Step;
}): ReactElement {
  const rows = steps.filter(({ values }) => values.some((value) => value !== undefined && value > 0)).toReversed();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be scrolled by the keyboard, too
    <section className={classes.place} data-scrolls tabIndex={0} aria-label={`${title}, as a table`}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{step === 'day' ? 'Day (UTC)' : 'From'}</th>
            {lines.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, values }) => (
            <tr key={at}>
              <th scope="row">{stepText(at, step)}</th>
              {lines.map(({ title }, place) => {
                const value = values[place];
                return <td key={title}>{value === undefined ? '' : text(value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && (
        <Text c="dimmed" ta="center" py="lg">
          Nothing was counted in this time.
        </Text>
      )}
    </section>
  );
}
