import { ActionIcon, Autocomplete, Button, Group, Stack } from '@mantine/core';
import { type ReactElement, useMemo } from 'react';
import type { InputConfig } from '../../../src/playbook/schema.ts';
import { IconPlus, IconX } from '../../icons/icons.ts';
import { capitalized } from '../../parts/sentence.ts';
import { pathsIn } from './event-fields.ts';
import { pathsOf } from './input-view.tsx';
import { useFields } from './use-fields.ts';

/** The paths of a mapping, with the fields that events really have offered. */
export function PathList({
  name,
  input,
  onChange,
  problem,
}: {
  readonly name: string;
  readonly input: InputConfig;
  readonly onChange: (mapping: string | readonly string[]) => void;
  readonly problem: string | undefined;
}): ReactElement {
  const fields = useFields();
  const known = useMemo(() => [...pathsIn(fields)], [fields]);
  const paths = pathsOf(input);
  const set = (to: readonly string[]): void => onChange(to.length === 1 ? (to[0] ?? '') : to);
  return (
    <Stack gap={6}>
      {paths.map((path, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: paths have no name but their place, and are edited where they stand
        <Group key={i} gap={6} wrap="nowrap" align="flex-start">
          <Autocomplete
            aria-label={i === 0 ? `Path of ${name}` : `Path ${i + 1} of ${name}`}
            placeholder="properties.order_id"
            size="xs"
            flex={1}
            data={known}
            limit={40}
            maxDropdownHeight={260}
            selectFirstOptionOnChange
            value={path}
            onChange={(value) => set(paths.with(i, value))}
            error={i === paths.length - 1 && problem !== undefined ? capitalized(problem) : undefined}
            spellCheck={false}
          />
          {paths.length > 1 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove path ${i + 1} of ${name}`}
              onClick={() => set(paths.toSpliced(i, 1))}
            >
              <IconX size={14} />
            </ActionIcon>
          )}
        </Group>
      ))}
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconPlus size={12} />}
        onClick={() => set([...paths, ''])}
        style={{ alignSelf: 'flex-start' }}
      >
        Another path, where this has no value
      </Button>
    </Stack>
  );
}
