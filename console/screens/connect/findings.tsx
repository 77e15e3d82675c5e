import { Alert, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Finding } from '../../../src/admin/api/connect.ts';
import type { Icon } from '../../icons/icon.ts';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconHelpCircle } from '../../icons/icons.ts';
import { capitalized, sentence } from '../../parts/sentence.ts';
import classes from './findings.module.css';

const LEVELS: Readonly<Record<Finding['level'], { readonly title: string; readonly icon: Icon }>> = {
  ok: { title: 'as it should be', icon: IconCircleCheck },
  unknown: { title: 'cannot be known from here', icon: IconHelpCircle },
  warning: { title: 'warning', icon: IconAlertTriangle },
  problem: { title: 'problem', icon: IconCircleX },
};
const ORDER: readonly Finding['level'][] = ['problem', 'warning', 'unknown', 'ok'];

/** What a check found, the worst first: what it means, and what to do about it. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }): ReactElement {
  const sorted = findings.toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
  return (
    <ul className={classes.list} aria-label="Findings">
      {sorted.map(({ code, level, what, says, mend }) => {
        const { title, icon: Icon } = LEVELS[level];
        return (
          <li key={`${code} ${what}`} data-level={level}>
            <Icon size={18} stroke={1.8} aria-label={title} role="img" className={classes.icon} />
            <div>
              <Text>
                <b>{capitalized(what)}:</b> {says}
              </Text>
              {mend !== undefined && (
                <Text size="sm" c="dimmed">
                  {sentence(mend)}
                </Text>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** Why a step was not done, and what to do. */
export function FindingAlert({ finding }: { readonly finding: Finding | undefined }): ReactElement | null {
  if (finding === undefined) return null;
  const { level, what, says, mend } = finding;
  const isProblem = level === 'problem';
  return (
    <Alert
      color={isProblem ? 'red' : 'yellow'}
      variant="light"
      role="alert"
      icon={isProblem ? <IconCircleX /> : <IconAlertTriangle />}
      title={`${capitalized(what)}: ${says}`}
    >
      {mend !== undefined && <Text size="sm">{sentence(mend)}</Text>}
    </Alert>
  );
}
