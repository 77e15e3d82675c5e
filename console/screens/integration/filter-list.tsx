import { ActionIcon, Box, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { IconPlus, IconX } from '../../icons/icons.ts';
import { capitalized } from '../../parts/sentence.ts';
import { problemsWithin, useDraft } from './draft.ts';
import { ExpressionField } from './expression-field.tsx';
import classes from './mapping.module.css';
import { type FilterKind, filtersAt, type Place, problemPath } from './playbook.ts';

const WORDS: Readonly<Record<FilterKind, { readonly title: string; readonly add: string }>> = {
  allow: { title: 'Sent only when', add: 'Send only when ...' },
  deny: { title: 'Not sent when', add: 'Do not send when ...' },
};

/** The filters of a section: conditions that must hold, and conditions that keep an event back. */
export function FilterList({
  place,
  title,
  onChange,
}: {
  readonly place: Place;
  readonly title: string;
  readonly onChange: (kind: FilterKind, conditions: readonly string[] | null | undefined) => void;
}): ReactElement | null {
  const { kit, content, mayEdit, problems } = useDraft();
  const kinds = Object.keys(WORDS) as FilterKind[];
  const of = (kind: FilterKind): readonly string[] => {
    const own = filtersAt(content.playbook, place, kind);
    return own === undefined ? (filtersAt(kit.playbook, place, kind) ?? []) : (own ?? []);
  };
  const set = (kind: FilterKind, to: readonly string[]): void => {
    const isKits = (filtersAt(kit.playbook, place, kind) ?? []).length > 0;
    onChange(kind, to.length > 0 ? to : isKits ? null : undefined);
  };
  if (!mayEdit && kinds.every((kind) => of(kind).length === 0)) return null;
  return (
    <Box px="md" pb="sm">
      <Stack gap={6}>
        {kinds
          .filter((kind) => of(kind).length > 0)
          .map((kind) => (
            <Box key={kind}>
              <Text size="xs" fw={600} mb={4}>
                {WORDS[kind].title}
              </Text>
              <Stack gap={6}>
                {of(kind).map((condition, i) =>
                  mayEdit ? (
                    // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name but their place, and are edited where they stand
                    <Group key={i} gap={6} wrap="nowrap" align="flex-start">
                      <ExpressionField
                        label={`${WORDS[kind].title}, of ${title}, condition ${i + 1}`}
                        value={condition}
                        onChange={(value) => set(kind, of(kind).with(i, value))}
                        problem={problemAt(i, kind)}
                      />
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        mt={4}
                        aria-label={`Remove condition ${i + 1}: ${WORDS[kind].title}`}
                        onClick={() => set(kind, of(kind).toSpliced(i, 1))}
                      >
                        <IconX size={14} />
                      </ActionIcon>
                    </Group>
                  ) : (
                    <code key={condition} className={classes.code}>
                      {condition}
                    </code>
                  ),
                )}
              </Stack>
            </Box>
          ))}
        {mayEdit && (
          <Group gap={4}>
            {kinds.map((kind) => (
              <Button
                key={kind}
                size="compact-xs"
                variant="subtle"
                leftSection={<IconPlus size={12} />}
                aria-label={`${WORDS[kind].add} (${title})`}
                onClick={() => set(kind, [...of(kind), ''])}
              >
                {WORDS[kind].add}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
    </Box>
  );

  function problemAt(i: number, kind: FilterKind): string | undefined {
    const within = problemsWithin(problems, problemPath(place, kind));
    const [found] = within.filter(
      ({ path }) => path.endsWith(`[${i}]`) || (of(kind).length === 1 && within.length === 1),
    );
    return found === undefined ? undefined : capitalized(found.message);
  }
}
