import { Alert, Button, Group, Modal, NativeSelect, Stack } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { RevisionSummary } from '../../../src/admin/api/integrations.ts';
import type { Attachment } from '../../../src/catalog/model.ts';
import { useOperation } from '../../api/queries.ts';
import { TextLink } from '../../parts/links.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useFocusBack } from '../../parts/use-focus-back.ts';
import { DraftProblem } from './draft-problem.tsx';
import type { DraftInHand } from './use-draft.ts';

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** Attaches an integration at a revision, the newest where nothing else is chosen; with `of`, gives one that is attached another revision. */
export function AttachDialog({
  draft: { view, problem, isSaving, reset, save },
  of,
  onClose,
}: {
  readonly draft: DraftInHand;
  readonly of: Attachment | undefined;
  readonly onClose: () => void;
}): ReactElement {
  useFocusBack();
  const all = useOperation('GET /api/integrations', {});
  const attached = new Set(view.draft.integrations.map(({ integration }) => integration));
  const choices = (all.data?.integrations ?? []).filter(({ name, latest }) => latest > 0 && !attached.has(name));
  const [picked, setPicked] = useState<string>();
  const integration = of?.integration ?? picked ?? choices[0]?.name;
  const revisions = useOperation(
    'GET /api/integrations/:integration/revisions',
    { params: { integration: integration ?? '' }, query: { limit: 100 } },
    { enabled: integration !== undefined },
  );
  const [wanted, setWanted] = useState<number>();
  const revision = wanted ?? revisions.data?.items[0]?.number;

  const close = (): void => {
    reset();
    onClose();
  };
  const submit = (): void => {
    if (integration === undefined || revision === undefined) return;
    const kept = view.draft.integrations;
    const one = { integration, revision };
    const integrations = attached.has(integration)
      ? kept.map((before) => (before.integration === integration ? one : before))
      : [...kept, one];
    save({ ...view.draft, integrations }, view.version, close);
  };
  const isNoneLeft = of === undefined && all.data !== undefined && choices.length === 0;
  return (
    <Modal
      opened
      onClose={close}
      title={of === undefined ? 'Attach an integration' : `The revision of ${of.integration}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <ProblemAlert problem={all.error ?? revisions.error} />
        <DraftProblem
          problem={problem}
          onConflict="Somebody else has saved it since you opened this. Behind this dialog stands what they saved. Look whether your change still fits, and save once more: it is made in theirs."
        />
        {isNoneLeft ? (
          <Alert color="blue" title="There is no other integration to attach">
            Those that are not attached yet have no saved revision.{' '}
            <TextLink to="/integrations">Go to the integrations</TextLink>
          </Alert>
        ) : (
          <>
            {of === undefined && (
              <NativeSelect
                label="Integration"
                data={choices.map(({ name, kit }) => ({ value: name, label: `${name} (${kit})` }))}
                value={integration ?? ''}
                onChange={(event) => {
                  setPicked(event.currentTarget.value);
                  setWanted(undefined);
                }}
                data-autofocus
              />
            )}
            <NativeSelect
              label="Revision"
              description="The newest first. A revision never changes."
              data={(revisions.data?.items ?? []).map((one) => ({ value: String(one.number), label: labelOf(one) }))}
              value={String(revision ?? '')}
              onChange={(event) => setWanted(Number(event.currentTarget.value))}
            />
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          {!isNoneLeft && (
            <Button onClick={submit} loading={isSaving} disabled={revision === undefined}>
              {of === undefined ? 'Attach' : 'Save in the draft'}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function labelOf({ number, note, at, author }: RevisionSummary): string {
  return `${number}: ${note === '' ? 'no note' : note} (${author.name}, ${DAY.format(at)})`;
}
