import '@mantine/charts/styles.layer.css';
import { AreaChart, BarChart, LineChart } from '@mantine/charts';
import type { ReactElement } from 'react';
import type { Step } from '../../../src/ledger/ledger.ts';
import type { Graph } from './graphs.ts';
import { countText, stepText, tickText } from './step-text.ts';

/** A graph as it is drawn. It is heavy: graph-panel.tsx loads it when it is shown. */
export function Chart({ graph, step }: { readonly graph: Graph; readonly step: Step }): ReactElement {
  const series = graph.lines.map(({ title, colour }) => ({ name: title, color: colour }));
  const data = graph.steps.map(({ at, values }) => ({
    at,
    ...Object.fromEntries(graph.lines.map(({ title }, place) => [title, values[place]])),
  }));
  const valueFormatter = graph.text ?? countText;
  const shared = {
    ...{ h: '100%', data, series, dataKey: 'at', valueFormatter },
    ...{ gridProps: { strokeOpacity: 0.6 }, strokeDasharray: '0', tickLine: 'none' as const },
    xAxisProps: {
      minTickGap: 28,
      interval: 'preserveStartEnd' as const,
      tickFormatter: (at: number) => tickText(at, step, data.length),
    },
    // Asked of no step, too, while none is pointed at.
    tooltipProps: { labelFormatter: (at: unknown) => (typeof at === 'number' ? stepText(at, step) : '') },
    yAxisProps: { width: graph.text === undefined ? 44 : 62, allowDecimals: graph.text !== undefined },
    // The table beside it says the same; in here there is nothing to stand on.
    accessibilityLayer: false,
  };
  if (graph.kind === 'bars') {
    return <BarChart {...shared} type="stacked" maxBarWidth={28} barChartProps={{ barCategoryGap: '18%' }} />;
  }
  if (graph.kind === 'area') {
    return <AreaChart {...shared} withDots={false} withGradient curveType="linear" fillOpacity={0.22} />;
  }
  return <LineChart {...shared} curveType="linear" dotProps={{ r: 2.5 }} connectNulls={false} />;
}
