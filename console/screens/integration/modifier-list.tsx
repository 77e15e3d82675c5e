import { ActionIcon, Box, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { LanguageView } from '../../../src/admin/api/library.ts';
import type { RequestProblem } from '../../../src/admin/api/operation.ts';
import type { Json } from '../../../src/base/json.ts';
import type { ModifierConfig } from '../../../src/playbook/schema.ts';
import { useOperation } from '../../api/queries.ts';
import { IconX } from '../../icons/icons.ts';
import { capitalized } from '../../parts/sentence.ts';
import { problemsWithin } from './draft.ts';
import { modifierOf } from './input-view.tsx';
import { textOf } from './playbook.ts';

/** What is done to a value, one after the other. */
export function ModifierList({
  name,
  modifiers,
  onChange,
  path,
  problems,
}: {
  readonly name: string;
  readonly modifiers: readonly ModifierConfig[];
  readonly onChange: (modifiers: readonly ModifierConfig[]) => void;
  readonly path: string;
  readonly problems: readonly RequestProblem[];
}): ReactElement {
  const { data } = useOperation('GET /api/language', {});
  const known = data?.modifiers ?? [];
  return (
    <Stack gap={6}>
      {modifiers.map((modifier, i) => (
        <One
          // biome-ignore lint/suspicious/noArrayIndexKey: modifiers have no name but their place, and are edited where they stand
          key={i}
          modifier={modifier}
          known={known}
          onChange={(to) => onChange(to === undefined ? modifiers.toSpliced(i, 1) : modifiers.with(i, to))}
          problem={problemsWithin(problems, `${path}[${i}]`)[0]?.message}
        />
      ))}
      <NativeSelect
        size="xs"
        aria-label={`Add a modifier to ${name}`}
        value=""
        data={[
          { value: '', label: modifiers.length === 0 ? 'Modify the value ...' : 'And then ...' },
          ...known.map(({ name, description }) => ({ value: name, label: `${name}: ${description}` })),
        ]}
        onChange={({ currentTarget: { value } }) => value !== '' && onChange([...modifiers, begun(value, known)])}
      />
    </Stack>
  );
}

function One({
  modifier,
  known,
  onChange,
  problem,
}: {
  readonly modifier: ModifierConfig;
  readonly known: LanguageView['modifiers'];
  readonly onChange: (modifier: ModifierConfig | undefined) => void;
  readonly problem: string | undefined;
}): ReactElement {
  const [name, args] = modifierOf(modifier);
  const about = known.find((one) => one.name === name);
  const first = about?.args[0]?.name ?? '';
  const isNamed = args === undefined || args === null || (typeof args === 'object' && !Array.isArray(args));
  // A modifier that is given one thing means its first argument.
  const given = (isNamed ? (args ?? {}) : { [first]: args }) as Record<string, Json>;
  const set = (arg: string, kind: 'text' | 'integer', text: string): void => {
    const value = kind === 'integer' && /^-?\d{1,9}$/.test(text) ? Number(text) : text;
    const others = Object.entries(given).filter(([key]) => key !== arg);
    const all = text === '' ? others : [...others, [arg, value] as const];
    onChange(all.length === 0 ? name : { [name]: Object.fromEntries(all) });
  };
  return (
    <Box>
      <Group gap={6} align="flex-end" wrap="nowrap">
        <Group gap={6} flex={1} align="flex-end">
          <Text size="xs" fw={600} pb={6}>
            {name}
          </Text>
          {about?.args.map(({ name: arg, kind, description, default: usual }) => (
            <TextInput
              key={arg}
              label={description}
              size="xs"
              flex={1}
              placeholder={usual === undefined ? '' : String(usual)}
              value={textOf(given[arg])}
              onChange={(event) => set(arg, kind, event.currentTarget.value)}
            />
          ))}
        </Group>
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${name}`} onClick={() => onChange(undefined)}>
          <IconX size={14} />
        </ActionIcon>
      </Group>
      {problem !== undefined && (
        <Text size="xs" c="var(--mantine-color-error)">
          {capitalized(problem)}
        </Text>
      )}
    </Box>
  );
}

/** A modifier that was just chosen, with what it cannot do without, from its example. */
function begun(name: string, known: LanguageView['modifiers']): ModifierConfig {
  const about = known.find((one) => one.name === name);
  const isNeeded = about?.args.some((arg) => !arg.optional && arg.default === undefined) === true;
  return isNeeded && about?.example.args !== undefined ? { [name]: about.example.args } : name;
}
