import { Badge, Box, Divider, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useDraft } from './draft.ts';
import { EventPicker } from './event-picker.tsx';
import { PreviewResult } from './preview-result.tsx';

/** Beside the mapping: what the draft, as it is being typed, makes of one event. Nothing is sent. */
export function PreviewPanel(): ReactElement {
  const { preview, problems } = useDraft();
  const { data, error, isFetching } = preview;
  return (
    <Paper p="md" component="section" aria-label="Preview">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2}>Preview</Title>
          {isFetching ? (
            <Loader size="xs" role="status" aria-label="Mapping" />
          ) : error !== null ? (
            <Badge color="red">not mapped</Badge>
          ) : (
            data && <Badge color={data.outcome === 'mapped' ? 'green' : 'yellow'}>{data.outcome}</Badge>
          )}
        </Group>
        <EventPicker />
        <Divider />
        <Box aria-live="polite">
          {error === null ? (
            data !== undefined && <PreviewResult preview={data} />
          ) : problems.length > 0 ? (
            <Stack gap={4} role="alert">
              <Text size="sm">Nothing can be mapped until this is mended; it stands at its cell, too.</Text>
              {problems.map(({ path, message }) => (
                <Text key={`${path} ${message}`} size="xs" c="var(--mantine-color-error)">
                  <b>{path.replace(/^playbook\./, '')}</b>: {message}
                </Text>
              ))}
            </Stack>
          ) : (
            <ProblemAlert problem={error} />
          )}
        </Box>
      </Stack>
    </Paper>
  );
}
