import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { ParameterView } from '../../../src/admin/api/library.ts';
import type { Json } from '../../../src/base/json.ts';
import type { IntegrationContent } from '../../../src/catalog/model.ts';

/** A parameter's default as text, where another parameter may decide it. */
export function defaultOf(
  { default: usual, defaultBy }: ParameterView,
  parameters: IntegrationContent['parameters'],
): string | undefined {
  const by = defaultBy === undefined ? undefined : parameters[defaultBy.parameter];
  const decided = defaultBy?.of[String(by ?? '')] ?? Object.values(defaultBy?.of ?? {})[0];
  return defaultBy === undefined ? (usual === undefined ? undefined : shown(usual)) : decided;
}

/** The field for a parameter's value. Emptied, it is the kit's default again. */
export function ParameterField({
  parameter,
  parameters,
  value,
  onChange,
  isReadOnly,
  error,
}: {
  readonly parameter: ParameterView;
  readonly parameters: IntegrationContent['parameters'];
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly isReadOnly: boolean;
  readonly error: string | undefined;
}): ReactElement {
  const { name, kind, choices, min, max, example } = parameter;
  const usual = defaultOf(parameter, parameters);
  const common = { 'aria-label': name, error, description: rangeOf(min, max) };
  if (kind === 'choice' && choices !== undefined) {
    return (
      <NativeSelect
        {...common}
        disabled={isReadOnly}
        data={[
          { value: '', label: usual === undefined ? 'not set' : `${usual} (default)` },
          ...choices.map((choice) => ({ value: choice, label: choice })),
        ]}
        value={value === undefined ? '' : shown(value)}
        onChange={({ currentTarget: { value } }) => onChange(value === '' ? undefined : value)}
      />
    );
  }
  const isNumber = kind === 'integer' || kind === 'number';
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <TextInput
        {...common}
        flex={1}
        readOnly={isReadOnly}
        spellCheck={false}
        inputMode={isNumber ? 'decimal' : 'text'}
        placeholder={usual ?? (example === undefined ? '' : `such as ${example}`)}
        value={value === undefined ? '' : shown(value)}
        onChange={({ currentTarget: { value } }) =>
          onChange(value === '' ? undefined : isNumber ? numberOf(value) : value)
        }
      />
      {value !== undefined && usual !== undefined && !isReadOnly && (
        <Button
          size="compact-sm"
          mt={5}
          variant="subtle"
          color="gray"
          aria-label={`Default for ${name}`}
          onClick={() => onChange(undefined)}
        >
          Default
        </Button>
      )}
    </Group>
  );
}

function rangeOf(min: number | undefined, max: number | undefined): string | undefined {
  if (min === undefined && max === undefined) return undefined;
  if (max === undefined) return `from ${min}`;
  return min === undefined ? `to ${max}` : `from ${min} to ${max}`;
}

/** A number where it is one; else what was typed, of which the gateway says what is wrong with it. */
function numberOf(text: string): number | string {
  return /^-?\d{1,15}(\.\d*[1-9])?$/.test(text) ? Number(text) : text;
}

function shown(value: Json): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}
