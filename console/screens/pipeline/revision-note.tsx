import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useOperation } from '../../api/queries.ts';
import { When } from '../../parts/when.tsx';

/** What was noted with a revision, by whom and when. */
export function RevisionNote({
  integration,
  revision,
}: {
  readonly integration: string;
  readonly revision: number;
}): ReactElement {
  const { data, error } = useOperation('GET /api/integrations/:integration/revisions/:revision', {
    params: { integration, revision },
  });
  return (
    <Text size="xs" c="dimmed" mih="1lh">
      {error?.code === 'not_found' && 'it is not there any more'}
      {data !== undefined && (
        <>
          {data.note !== '' && `“${data.note}”, `}
          {data.author.name}, <When at={data.at} as="ago" />
        </>
      )}
    </Text>
  );
}
