import { Paper, Stack, Tabs, Text } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useOperation } from '../../api/queries.ts';
import { Code } from '../../parts/code.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Section } from '../../parts/section.tsx';

const route = getRouteApi('/shell/pipelines/$pipeline/connect');

/** What to put where, ready to be copied. Which way is shown stands in the address. */
export function Snippets(): ReactElement {
  const { pipeline } = route.useParams();
  const { way } = route.useSearch();
  const navigate = useNavigate();
  const found = useOperation('GET /api/pipelines/:pipeline/snippets', { params: { pipeline } });
  const show = (id: string | null): void =>
    void navigate({ to: '.', search: id === null ? {} : { way: id }, replace: true, resetScroll: false });
  return (
    <Section
      title="Send events"
      lead={
        found.data && (
          <>They come in at {found.data.url}. Whatever speaks Segment’s protocol can send here, with a write key.</>
        )
      }
    >
      <Loaded from={found} height={360}>
        {({ snippets }) => (
          <Paper p="md">
            <Tabs
              value={snippets.find(({ id }) => id === way)?.id ?? snippets[0]?.id ?? null}
              onChange={show}
              keepMounted={false}
            >
              <Tabs.List mb="md" aria-label="Ways to send events">
                {snippets.map(({ id, title }) => (
                  <Tabs.Tab key={id} value={id}>
                    {title}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              {snippets.map(({ id, title, hint, code }) => (
                <Tabs.Panel key={id} value={id}>
                  <Stack gap="sm">
                    <Text size="sm">{hint}</Text>
                    <Code text={code} what={`the snippet for ${title}`} />
                  </Stack>
                </Tabs.Panel>
              ))}
            </Tabs>
          </Paper>
        )}
      </Loaded>
    </Section>
  );
}
