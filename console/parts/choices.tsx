import { NativeSelect, type NativeSelectProps } from '@mantine/core';
import type { ReactElement } from 'react';
import { useOperation } from '../api/queries.ts';
import { useReasons } from './use-reasons.ts';

const ANY = { value: '', label: 'any' };

/** Choices for filters, by what there is; what stands in the address and is gone since can still be chosen. */
function Choice({ names, value, ...props }: NativeSelectProps & { readonly names: readonly string[] }): ReactElement {
  const all = typeof value === 'string' && value !== '' && !names.includes(value) ? [value, ...names] : names;
  return <NativeSelect data={[ANY, ...all]} value={value ?? ''} {...props} />;
}

/** One of the pipelines. */
export function PipelineChoice(props: NativeSelectProps): ReactElement {
  const { data } = useOperation('GET /api/pipelines', {});
  return <Choice label="Pipeline" names={data?.pipelines.map(({ name }) => name) ?? []} {...props} />;
}

/** One of the integrations. */
export function IntegrationChoice(props: NativeSelectProps): ReactElement {
  const { data } = useOperation('GET /api/integrations', {});
  return <Choice label="Integration" names={data?.integrations.map(({ name }) => name) ?? []} {...props} />;
}

/** One of the reasons why events are dropped or die. */
export function ReasonChoice(props: NativeSelectProps): ReactElement {
  return <Choice label="Reason" names={useReasons().map(({ code }) => code)} {...props} />;
}
