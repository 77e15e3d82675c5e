import { Badge } from '@mantine/core';
import type { ReactElement } from 'react';
import { useOperation } from '../../api/queries.ts';
import { subjectOf } from '../../parts/alert-subject.ts';
import { TextLink } from '../../parts/links.tsx';

/** Says where alerts are open, and leads to them. */
export function AlertsBadge(): ReactElement | null {
  const { data } = useOperation('GET /api/alerts', { query: { state: 'open', limit: 100 } }, { every: 15_000 });
  const [first] = data?.items ?? [];
  if (data === undefined || first === undefined) return null;
  const subject = subjectOf(first);
  const alone = subject === '' ? first.title : `${first.title}: ${subject}`;
  const n = data.next === undefined ? String(data.items.length) : `more than ${data.items.length}`;
  return (
    <TextLink to="/settings/alerts" underline="never">
      <Badge component="span" color="red" size="lg" maw="100%">
        {data.items.length === 1 ? alone : `${n} alerts are open`}
      </Badge>
    </TextLink>
  );
}
