import { Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactElement, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { RequestProblem } from '../../../src/admin/api/operation.ts';
import type { PreviewView } from '../../../src/admin/api/preview.ts';
import type { PlaybookConfig } from '../../../src/playbook/schema.ts';
import { call } from '../../api/client.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { sampleEvent } from '../../parts/sample-event.ts';
import { problemsWithin, useDraft, useHold } from './draft.ts';
import type { Mark } from './json-editor.tsx';
import { placeOf, placesIn } from './json-places.ts';

const JsonEditor = lazy(() => import('./json-editor.tsx'));

/** How long somebody who types is waited for, milliseconds. */
const PAUSE = 350;

/**
 * The integration's own playbook as JSON: what is laid over the kit's. What is typed is taken into the draft as soon as the gateway can read it;
 * until then the draft stays as it was, and cannot be saved. What the gateway finds wrong stands at its line.
 */
export function JsonView(): ReactElement {
  const { view, content, change, mayEdit, problems } = useDraft();
  const { playbook } = content;
  const [text, setText] = useState(() => written(playbook));
  // The playbook of the draft that this text says; it is followed, where something else changes it.
  const taken = useRef(playbook);
  useEffect(() => {
    if (taken.current === playbook) return;
    taken.current = playbook;
    setText(written(playbook));
  }, [playbook]);

  const found = useMemo(() => placesIn(text), [text]);
  const parsed = useMemo(() => read(text), [text]);
  const isBroken = parsed === undefined || found.broken !== undefined || found.twice.length > 0;
  const [settled] = useDebouncedValue(parsed, PAUSE);
  const isSaid = parsed !== undefined && isSame(parsed, taken.current);
  const given = {
    params: { integration: view.name },
    body: { event: sampleEvent('Page'), content: { ...content, playbook: settled as PlaybookConfig } },
  };
  const check = useQuery<PreviewView, ApiProblem>({
    queryKey: ['POST /api/integrations/:integration/preview', 'its shape', given],
    queryFn: ({ signal }) => call('POST /api/integrations/:integration/preview', given, signal),
    ...{ enabled: !isBroken && !isSaid && settled === parsed, retry: false, gcTime: 0 },
  });
  // What is wrong within a playbook is for the draft to tell, as from the tables.
  const isReadable = check.data !== undefined || check.error?.code === 'invalid_configuration';
  const isTakable = !isBroken && !isSaid && settled === parsed && isReadable;
  useEffect(() => {
    if (!isTakable) return;
    taken.current = settled as PlaybookConfig;
    change((now) => ({ ...now, playbook: settled as PlaybookConfig }));
  }, [isTakable, settled, change]);
  useHold('json', isBroken || !isSaid);

  const shape = isBroken || isSaid ? [] : withinContent(check.error?.problems ?? []);
  const wrong = problemsWithin(isSaid ? problems : shape, 'playbook');
  const marks = useMemo((): readonly Mark[] => {
    if (found.broken !== undefined) return [{ ...found.broken, message: NOT_JSON }];
    const twice = found.twice.map(({ path, ...at }) => ({ ...at, message: `${path} stands here twice: keep one` }));
    return [...twice, ...wrong.map((problem) => ({ ...markOf(problem, found) }))];
  }, [found, wrong]);

  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        What this integration lays over the kit’s playbook: output key by output key. null takes what the kit has away.
      </Text>
      <Suspense fallback={<Skeleton height={320} />}>
        <JsonEditor label="Playbook as JSON" value={text} onChange={setText} marks={marks} isReadOnly={!mayEdit} />
      </Suspense>
      {check.error !== null && !isReadable && shape.length === 0 && !isSaid && <ProblemAlert problem={check.error} />}
      {marks.length > 0 && <MarkList marks={marks} />}
    </Stack>
  );
}

const NOT_JSON = 'this cannot be read as JSON from here on: look for a quote, comma or bracket that is missing';

/** What is wrong, each with its line. */
function MarkList({ marks }: { readonly marks: readonly Mark[] }): ReactElement {
  return (
    <Paper p="sm" role="alert" aria-label="Problems">
      {marks.map(({ line, from, message }) => (
        <Text key={`${from} ${message}`} size="xs" c="var(--mantine-color-error)">
          <b>Line {line}</b>: {message}
        </Text>
      ))}
    </Paper>
  );
}

function markOf({ path, message }: RequestProblem, found: ReturnType<typeof placesIn>): Mark {
  const inside = path.replace(/^playbook\.?/, '');
  const place = placeOf(found, inside) ?? { from: 0, to: 1, line: 1 };
  return { ...place, message: inside === '' ? message : `${inside}: ${message}` };
}

/** Problems of the request as problems of the draft. */
function withinContent(problems: readonly RequestProblem[]): readonly RequestProblem[] {
  return problems.map((problem) => ({ ...problem, path: problem.path.replace(/^content\./, '') }));
}

function read(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function written(playbook: PlaybookConfig): string {
  return JSON.stringify(playbook, null, 2);
}

function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
