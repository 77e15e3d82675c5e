import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import type { IntegrationView } from '../../../src/admin/api/integrations.ts';
import type { KitView } from '../../../src/admin/api/library.ts';
import type { PreviewView } from '../../../src/admin/api/preview.ts';
import type { Json } from '../../../src/base/json.ts';
import type { IntegrationContent } from '../../../src/catalog/model.ts';
import { call } from '../../api/client.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { lookAt, useChange } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { differencesOf } from '../../parts/differences-of.ts';
import { type Draft, DraftContext } from './draft.ts';
import { type EventChoice, eventOf, FIRST_CHOICE } from './event-choice.ts';

/** How long somebody who types is waited for, milliseconds. */
const PAUSE = 350;

/** Whether two contents say the same. */
export function isSame(a: IntegrationContent, b: IntegrationContent): boolean {
  return differencesOf(a as unknown as Json, b as unknown as Json).length === 0;
}

/** Somebody has saved the draft since it was read, and something was typed here. */
export interface Conflict {
  /** The draft as it was when it was read. */
  readonly read: IntegrationContent;
  /** Takes the saved draft, and forgets what was typed. */
  readonly takeTheirs: () => void;
  /** Keeps what was typed: the next save goes over theirs. */
  readonly keepMine: () => void;
}

/**
 * Holds the draft of an integration while it is edited. What others save meanwhile is taken over as long as nothing is typed here; else it is a
 * conflict (`children` is told of it), and nothing is lost.
 */
export function DraftProvider({
  view,
  kit,
  children,
}: {
  readonly view: IntegrationView;
  readonly kit: KitView;
  readonly children: (draft: Draft, conflict: Conflict | undefined) => ReactNode;
}): ReactElement {
  const { name } = view;
  const client = useQueryClient();
  const put = useChange('PUT /api/integrations/:integration');
  const mayEdit = useMay('edit');
  const [read, setRead] = useState({ version: view.version, draft: view.draft });
  const [content, setContent] = useState(view.draft);
  const [choice, choose] = useState<EventChoice>(FIRST_CHOICE);
  const isChanged = useMemo(() => !isSame(read.draft, content), [read, content]);
  const [held, setHeld] = useState<ReadonlySet<string>>(new Set());
  const hold = useCallback((editor: string, isHeld: boolean): void => {
    setHeld((now) => {
      if (now.has(editor) === isHeld) return now;
      return new Set(isHeld ? [...now, editor] : [...now].filter((one) => one !== editor));
    });
  }, []);
  const isOld = view.version > read.version;

  const keepMine = (): void => setRead({ version: view.version, draft: view.draft });
  const takeTheirs = (): void => {
    keepMine();
    setContent(view.draft);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read is taken over when another is read, and not while it is typed in
  useEffect(() => {
    if (isOld && (!isChanged || isSame(view.draft, content))) takeTheirs();
  }, [view.version]);

  const [settled] = useDebouncedValue(content, PAUSE);
  const [asked] = useDebouncedValue(choice, PAUSE);
  const pipeline = asked.kind === 'recent' ? asked.pipeline : view.live[0]?.pipeline;
  // Who may not edit has nothing unsaved to look at: the draft as it is.
  const by = mayEdit ? { content: settled } : { of: 'draft' as const };
  const given = { params: { integration: name }, body: { ...eventOf(asked), ...by, pipeline } };
  const preview = useQuery<PreviewView, ApiProblem>({
    queryKey: ['POST /api/integrations/:integration/preview', given],
    queryFn: ({ signal }) => call('POST /api/integrations/:integration/preview', given, signal),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 60_000,
  });

  const look = lookAt('GET /api/integrations/:integration', { params: { integration: name } });
  const save = async (): Promise<void> => {
    const sent = content;
    const saved = await put
      .mutateAsync({ params: { integration: name }, body: sent, version: read.version })
      .catch(async (error: unknown) => {
        // What has come between shows as a conflict.
        await client.refetchQueries({ queryKey: look.queryKey });
        throw error;
      });
    setRead({ version: saved.version, draft: sent });
  };
  const secretWritten = async (parameter: string): Promise<void> => {
    const asLeft = (of: IntegrationContent): IntegrationContent => ({
      ...of,
      parameters: { ...of.parameters, [parameter]: 'vault:' },
    });
    const now = await client.fetchQuery(look);
    setContent(asLeft);
    if (isSame(now.draft, asLeft(read.draft))) setRead({ version: now.version, draft: now.draft });
  };

  const problems = preview.error?.code === 'invalid_configuration' ? preview.error.problems : [];
  const draft: Draft = {
    ...{ view, kit, content, isChanged, mayEdit, secretWritten, save, problems, choice, choose, preview },
    ...{ change: (to) => setContent(to), isHeld: held.size > 0, hold },
  };
  const conflict = isOld && isChanged ? { read: read.draft, takeTheirs, keepMine } : undefined;
  return <DraftContext value={draft}>{children(draft, conflict)}</DraftContext>;
}
