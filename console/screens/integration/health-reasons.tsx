import { Alert, List, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Health } from '../../../src/deploy/health.ts';
import { IconAlertTriangle } from '../../icons/icons.ts';
import { sentence } from '../../parts/sentence.ts';

/** What is to be mended before the draft can be deployed, and what should be known. */
export function HealthReasons({
  health: { reasons },
  isOfDraft,
}: {
  readonly health: Health;
  /** Whether it is of what stands on the page: what was typed since is not in it. */
  readonly isOfDraft: boolean;
}): ReactElement | null {
  if (reasons.length === 0) return null;
  const isBlocked = reasons.some(({ level }) => level === 'problem');
  const what = isBlocked ? 'cannot be deployed yet' : 'can be deployed, and should be looked at';
  return (
    <Alert
      color={isBlocked ? 'red' : 'yellow'}
      variant="light"
      icon={<IconAlertTriangle />}
      title={`The ${isOfDraft ? '' : 'saved '}draft ${what}`}
    >
      <List size="sm" spacing={4}>
        {reasons.map(({ code, path, message }) => (
          <List.Item key={`${code} ${path.join('.')} ${message}`}>
            <Text size="sm">
              {path.length > 0 && (
                <b>{path.filter((step) => step !== 'parameters' && step !== 'playbook').join(' › ')}: </b>
              )}
              {sentence(message)}
            </Text>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
