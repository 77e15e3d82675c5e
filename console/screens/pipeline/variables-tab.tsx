import { ActionIcon, Button, Group, Paper, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useEffect, useState } from 'react';
import type { PipelineView } from '../../../src/admin/api/pipelines.ts';
import { useMay } from '../../api/session.ts';
import { IconPlus, IconTrash } from '../../icons/icons.ts';
import { ButtonFor } from '../../parts/button-for.tsx';
import { notifyDone } from '../../parts/notify.ts';
import { Section } from '../../parts/section.tsx';
import { DraftProblem } from './draft-problem.tsx';
import classes from './pipeline.module.css';
import { useDraft } from './use-draft.ts';
import { missingIn, problemsAtRows, type Row, rowsOf, variablesOf } from './variable-rows.ts';

const route = getRouteApi('/shell/pipelines/$pipeline');

/** The variables of the draft: values by which pipelines differ that share an integration. */
export function VariablesTab(): ReactElement {
  const { pipeline } = route.useParams();
  const { view, problem, isSaving, reset, save } = useDraft(pipeline);
  const mayEdit = useMay('edit');
  /** What the rows were made of. */
  const [base, setBase] = useState<PipelineView>(view);
  const form = useForm<{ rows: Row[] }>({ initialValues: { rows: rowsOf(view.draft) } });
  const { rows } = form.values;
  const written = JSON.stringify(variablesOf(rows));
  const isChanged = rows.length !== Object.keys(base.draft.variables).length || !isSame(base, written);

  const take = (theirs: PipelineView): void => {
    setBase(theirs);
    form.setValues({ rows: rowsOf(theirs.draft) });
    form.clearErrors();
    reset();
  };
  // What others save shows as long as nothing is typed here; else whoever saves is told.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows the version alone
  useEffect(() => {
    if (!isChanged) take(view);
  }, [view.version]);

  const saveOver = ({ draft, version }: PipelineView): void =>
    save({ ...draft, variables: variablesOf(rows) }, version, (saved) => {
      take(saved);
      notifyDone('The draft is saved. It runs when it is deployed.');
    });
  const submit = form.onSubmit(() => {
    const twice = rows.findIndex(({ name }, i) => rows.findIndex((other) => other.name === name) < i);
    if (twice >= 0) return form.setFieldError(`rows.${twice}.name`, 'It is there already, further up.');
    // A write key that was changed meanwhile changes nothing here.
    saveOver(JSON.stringify(view.draft) === JSON.stringify(base.draft) ? view : base);
  });
  useEffect(() => {
    if (problem !== null) form.setErrors(problemsAtRows(problem, form.getValues().rows));
  }, [problem, form.setErrors, form.getValues]);

  const add = (name: string): void => form.insertListItem('rows', { name, value: '' });
  const missing = missingIn(view.health).filter((name) => !rows.some((row) => row.name === name));
  return (
    <Section
      title="Variables"
      lead={
        <>
          Values by which pipelines differ that share an integration: its playbook reads{' '}
          <code>{'${pipeline.NAME}'}</code>. They are no place for secrets.
        </>
      }
    >
      <form onSubmit={submit}>
        <Stack>
          <DraftProblem
            problem={problem}
            shown={rows.map(({ name }) => `variables.${name}`)}
            onConflict="Somebody else has saved it since you began. What you typed still stands below, and is not saved. The integrations stay as they saved them."
            actions={
              <>
                <Button size="xs" variant="default" onClick={() => take(view)}>
                  Take their variables
                </Button>
                <Button size="xs" variant="default" onClick={() => saveOver(view)}>
                  Save mine in their place
                </Button>
              </>
            }
          />
          <Paper p="md">
            <Stack gap="sm">
              {rows.length === 0 && (
                <Text c="dimmed" size="sm">
                  There are none. Most integrations need none.
                </Text>
              )}
              {rows.map((row, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place, whatever is typed into it
                <div key={i} className={classes.variable}>
                  <TextInput
                    aria-label={`Name of variable ${i + 1}`}
                    placeholder="NAME"
                    required
                    readOnly={!mayEdit}
                    {...form.getInputProps(`rows.${i}.name`)}
                  />
                  <TextInput
                    aria-label={`Value of ${row.name || `variable ${i + 1}`}`}
                    placeholder="value"
                    readOnly={!mayEdit}
                    {...form.getInputProps(`rows.${i}.value`)}
                  />
                  {mayEdit && (
                    <Tooltip label="Take it away">
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        size={36}
                        onClick={() => form.removeListItem('rows', i)}
                        aria-label={`Take ${row.name || `variable ${i + 1}`} away`}
                      >
                        <IconTrash size={16} stroke={1.6} />
                      </ActionIcon>
                    </Tooltip>
                  )}
                </div>
              ))}
              {missing.length > 0 && (
                <Text size="sm">
                  Needed by what is attached, and not here yet: <b>{missing.join(', ')}</b>
                </Text>
              )}
              <Group gap="xs">
                {mayEdit && (
                  <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => add('')}>
                    Add a variable
                  </Button>
                )}
                {mayEdit &&
                  missing.map((name) => (
                    <Button key={name} variant="light" leftSection={<IconPlus size={16} />} onClick={() => add(name)}>
                      {name}
                    </Button>
                  ))}
              </Group>
            </Stack>
          </Paper>
          <Group justify="flex-end">
            {isChanged && (
              <Button variant="default" onClick={() => take(view)}>
                Discard
              </Button>
            )}
            <ButtonFor
              type="submit"
              permission="edit"
              loading={isSaving}
              whyNot={isChanged ? undefined : 'Nothing is changed.'}
            >
              Save in the draft
            </ButtonFor>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function isSame({ draft }: PipelineView, written: string): boolean {
  return JSON.stringify(variablesOf(rowsOf(draft))) === written;
}
