import { Badge, Paper, Text, UnstyledButton } from '@mantine/core';
import { type ReactElement, useId, useState } from 'react';
import type { AuditRecord } from '../../../src/people/audit.ts';
import { IconChevronRight } from '../../icons/icons.ts';
import { Differences } from '../../parts/differences.tsx';
import { differencesOf } from '../../parts/differences-of.ts';
import { When } from '../../parts/when.tsx';
import classes from './audit.module.css';

/** Entries of the audit log; each opens to what was before and after. */
export function AuditEntries({ entries }: { readonly entries: readonly AuditRecord[] }): ReactElement {
  return (
    <Paper component="ul" className={classes.list ?? ''} aria-label="Audit log">
      {entries.map((entry, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id, and a page of them never changes its order
        <li key={`${entry.at} ${i}`}>
          <AuditEntry entry={entry} />
        </li>
      ))}
    </Paper>
  );
}

function AuditEntry({ entry }: { readonly entry: AuditRecord }): ReactElement {
  const { before, after, at, author, action, subject, address } = entry;
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const differences = differencesOf(before, after);
  const line = (
    <>
      <IconChevronRight size={16} className={classes.arrow} data-open={isOpen} data-none={differences.length === 0} />
      <Text span size="sm" className={classes.what ?? ''}>
        <b>{author?.name ?? 'Nobody signed in'}</b> <Badge color={toneOf(action)}>{action}</Badge> {subject}
      </Text>
      <Text span size="sm" c="dimmed">
        <When at={at} /> from {address || 'this machine'}
      </Text>
    </>
  );
  if (differences.length === 0) return <div className={classes.line}>{line}</div>;
  return (
    <>
      <UnstyledButton
        className={`${classes.line} ${classes.opens}`}
        onClick={() => setOpen(!isOpen)}
        aria-expanded={isOpen}
        aria-controls={id}
      >
        {line}
      </UnstyledButton>
      <div id={id} hidden={!isOpen} className={classes.more}>
        {isOpen && <Differences of={differences} />}
      </div>
    </>
  );
}

function toneOf(action: string): string {
  if (/refused|failed/.test(action)) return 'red';
  return /removed|revoked|deleted|ended/.test(action) ? 'yellow' : 'gray';
}
