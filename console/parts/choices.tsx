import { MultiSelect, type MultiSelectProps, NativeSelect, type NativeSelectProps } from '@mantine/core';
import type { ReactElement } from 'react';
import { useOperation } from '../api/queries.ts';
import { useReasons } from './use-reasons.ts';

const ANY = { value: '', label: 'any' };

/** Choices for filters, by what there is; what stands in the address and is gone since can still be chosen. */
function Choice({ names, value, ...props }: NativeSelectProps & { readonly names: readonly string[] }): ReactElement {
  const all = typeof value === 'string' && value !== '' && !names.includes(value) ? [value, ...names] : names;
  return <NativeSelect data={[ANY, ...all]} value={value ?? ''} {...props} />;
}

/** The names of the pipelines; none until they are there. */
function usePipelineNames(): readonly string[] {
  const { data } = useOperation('GET /api/pipelines', {});
  return data?.pipelines.map(({ name }) => name) ?? [];
}

/** The names of the integrations; none until they are there. */
function useIntegrationNames(): readonly string[] {
  const { data } = useOperation('GET /api/integrations', {});
  return data?.integrations.map(({ name }) => name) ?? [];
}

/** One of the pipelines. */
export function PipelineChoice(props: NativeSelectProps): ReactElement {
  return <Choice label="Pipeline" names={usePipelineNames()} {...props} />;
}

/** One of the integrations. */
export function IntegrationChoice(props: NativeSelectProps): ReactElement {
  return <Choice label="Integration" names={useIntegrationNames()} {...props} />;
}

/** Any number of things, by what there is and what is chosen already: that may be gone since. */
function Choices({
  names,
  value = [],
  ...props
}: MultiSelectProps & { readonly names: readonly string[] }): ReactElement {
  return <MultiSelect data={[...new Set([...names, ...value])]} value={value} searchable {...props} />;
}

/** Any of the pipelines. */
export function PipelineChoices(props: MultiSelectProps): ReactElement {
  return <Choices names={usePipelineNames()} {...props} />;
}

/** Any of the integrations. */
export function IntegrationChoices(props: MultiSelectProps): ReactElement {
  return <Choices names={useIntegrationNames()} {...props} />;
}

/** One of the reasons why events are dropped or die. */
export function ReasonChoice(props: NativeSelectProps): ReactElement {
  return <Choice label="Reason" names={useReasons().map(({ code }) => code)} {...props} />;
}
