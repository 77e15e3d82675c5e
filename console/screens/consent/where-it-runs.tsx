import { Group, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import type { IntegrationView } from '../../../src/admin/api/integrations.ts';
import type { KitView } from '../../../src/admin/api/library.ts';
import { lookAt } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { TextLink } from '../../parts/links.tsx';
import { TakeRevision } from '../../parts/take-revision.tsx';
import { asksSame, policyOf } from './policy.ts';

/** Which pipelines run this policy, and which run another one; with the way to deploy it there. */
export function WhereItRuns({ view, kit }: { readonly view: IntegrationView; readonly kit: KitView }): ReactElement {
  const { name, live, latest, draft } = view;
  const mayEdit = useMay('edit');
  const numbers = [...new Set([...live.map(({ revision }) => revision), ...(latest > 0 ? [latest] : [])])];
  const found = useQueries({
    queries: numbers.map((revision) =>
      lookAt('GET /api/integrations/:integration/revisions/:revision', { params: { integration: name, revision } }),
    ),
  });
  const policy = policyOf(kit, draft);
  /** Whether a revision asks what the draft does; undefined until that is known. */
  const has = (revision: number): boolean | undefined => {
    const { data } = found[numbers.indexOf(revision)] ?? {};
    return data === undefined ? undefined : asksSame(policyOf(kit, data), policy);
  };
  if (live.length === 0) return <Says>No pipeline runs this integration.</Says>;
  const others = live.filter(({ revision }) => has(revision) === false);
  const same = live.filter(({ revision }) => has(revision) === true);
  return (
    <>
      {same.length > 0 && (
        <Says>
          {same.map(({ pipeline }) => pipeline).join(', ')} {same.length === 1 ? 'runs' : 'run'} this policy.
        </Says>
      )}
      {others.map(({ pipeline, revision }) => (
        <Group key={pipeline} gap="sm">
          <Says>
            <b>Not deployed in {pipeline} yet:</b> revision {revision} runs there, with another policy.
          </Says>
          {mayEdit && has(latest) === true && <TakeRevision {...{ pipeline, integration: name, revision: latest }} />}
        </Group>
      ))}
      {others.length > 0 && has(latest) === false && (
        <Says>
          This policy stands in the draft alone:{' '}
          <TextLink to="/integrations/$integration/changes" params={{ integration: name }}>
            look at the draft
          </TextLink>
          , and save a revision of it.
        </Says>
      )}
    </>
  );
}

function Says({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <Text size="sm" component="div">
      {children}
    </Text>
  );
}
