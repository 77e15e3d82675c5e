import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { type ApiProblem, asProblem } from '../../api/problem.ts';
import { useChange } from '../../api/queries.ts';
import { notifyDone } from '../../parts/notify.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import type { Draft } from './draft.ts';

/** Keeps the draft as a revision, with a note on why. What is not saved of it is saved first. */
export function SaveRevisionDialog({
  draft: { view, isChanged, save },
  isOpen,
  onClose,
}: {
  readonly draft: Draft;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactElement {
  const navigate = useNavigate();
  const keep = useChange('POST /api/integrations/:integration/revisions');
  const [note, setNote] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const close = (): void => {
    setProblem(undefined);
    setNote('');
    onClose();
  };
  const run = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      if (isChanged) await save();
      const { number } = await keep.mutateAsync({
        params: { integration: view.name },
        body: note.trim() === '' ? {} : { note },
      });
      notifyDone(`Revision ${number} is saved. A pipeline runs it once it is deployed there.`);
      close();
      await navigate({ to: '/integrations/$integration/revisions', params: { integration: view.name } });
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  };
  return (
    <Modal opened={isOpen} onClose={close} title="Save a revision" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <Stack>
          <Text size="sm">
            The draft is kept as revision {view.latest + 1}, for good. It runs nowhere until it is deployed to a
            pipeline.
          </Text>
          <Textarea
            label="Note"
            description="What is different, and why. Optional."
            autosize
            minRows={2}
            maxLength={1000}
            data-autofocus
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <ProblemAlert problem={problem} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={isBusy}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
