import { Group, NativeSelect, Pill, SegmentedControl } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { RANGE_CHOICES, type View, type ViewSearch } from './view.ts';
import classes from './view-controls.module.css';

const route = getRouteApi('/shell/');

/** Of which time and of what the overview is. All of it stands in the address. */
export function ViewControls({
  view: { range, step, steps },
  pipelines,
  integrations,
}: {
  readonly view: View;
  /** The names of those there are. */
  readonly pipelines: readonly string[];
  readonly integrations: readonly string[];
}): ReactElement {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const show = (more: ViewSearch): void =>
    void navigate({ search: { ...search, ...more } as ViewSearch, replace: true, resetScroll: false });
  return (
    <Group gap="sm" role="search" aria-label="What is shown">
      <SegmentedControl
        aria-label="Time"
        data={[...RANGE_CHOICES]}
        value={range}
        onChange={(value) => show({ range: value, step: '' })}
        className={classes.time ?? ''}
      />
      <Choice label="Step" value={step} onChange={(value) => show({ step: value })}>
        {steps.map((one) => ({ value: one, label: `by the ${one}` }))}
      </Choice>
      <Choice label="Pipeline" value={search.pipeline} onChange={(value) => show({ pipeline: value })}>
        {named('All pipelines', pipelines, search.pipeline)}
      </Choice>
      <Choice label="Integration" value={search.integration} onChange={(value) => show({ integration: value })}>
        {named('All integrations', integrations, search.integration)}
      </Choice>
      {(['event', 'definition'] as const).map((name) => {
        const value = search[name];
        if (value === undefined) return null;
        const onRemove = (): void => show({ [name]: '' });
        return (
          <Pill
            key={name}
            size="md"
            withRemoveButton
            onRemove={onRemove}
            removeButtonProps={{ 'aria-label': `Show all ${name}s`, 'aria-hidden': false, tabIndex: 0 }}
          >
            {name} {value}
          </Pill>
        );
      })}
    </Group>
  );
}

function Choice({
  label,
  value = '',
  onChange,
  children,
}: {
  readonly label: string;
  readonly value?: string | undefined;
  readonly onChange: (value: string) => void;
  readonly children: readonly { readonly value: string; readonly label: string }[];
}): ReactElement {
  return (
    <NativeSelect
      aria-label={label}
      data={[...children]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      className={classes.choice ?? ''}
    />
  );
}

/** Choices of names; what the address asks for is among them, also when it is there no more. */
function named(all: string, names: readonly string[], asked = ''): readonly { value: string; label: string }[] {
  const known = [...new Set(asked === '' ? names : [...names, asked])].sort();
  return [{ value: '', label: all }, ...known.map((name) => ({ value: name, label: name }))];
}
