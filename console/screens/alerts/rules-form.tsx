import { Button, Group, NumberInput, Paper, Stack, Switch, Text } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { type ReactElement, useEffect } from 'react';
import type { KindView, Rules, RulesView } from '../../../src/admin/api/alerts.ts';
import { useChange } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { ButtonFor } from '../../parts/button-for.tsx';
import { problemsAtFields } from '../../parts/form-problems.ts';
import { notifyDone } from '../../parts/notify.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import classes from './alerts.module.css';

type Form = UseFormReturnType<{ readonly rules: Rules }>;

/** What is watched, and by which thresholds: all of it is saved at once. */
export function RulesForm({
  view: { rules, kinds, version },
  onReload,
}: {
  readonly view: RulesView;
  /** Asks for the rules anew: somebody else has changed them. */
  readonly onReload: () => void;
}): ReactElement {
  const save = useChange('PUT /api/alerts/rules');
  const mayChange = useMay('deploy');
  const form: Form = useForm({ initialValues: { rules } });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows what is saved, and not what is typed
  useEffect(() => {
    form.setInitialValues({ rules });
    form.setValues({ rules });
  }, [version]);
  const reload = (): void => {
    save.reset();
    onReload();
  };
  const submit = form.onSubmit((body) =>
    save.mutate(
      { body, version },
      {
        onSuccess: () => notifyDone('From the next minute on this is watched'),
        onError: (problem) => form.setErrors(problemsAtFields(problem)),
      },
    ),
  );
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <ProblemAlert
          problem={save.error}
          shown={kinds.flatMap(pathsOf)}
          {...(save.error?.code === 'record_conflict' ? { onRetry: reload } : {})}
        />
        <Paper>
          {kinds.map((kind) => (
            <RuleFields key={kind.kind} kind={kind} form={form} isReadOnly={!mayChange} />
          ))}
        </Paper>
        <Group justify="flex-end">
          {form.isDirty() && (
            <Button variant="default" onClick={form.reset}>
              Undo
            </Button>
          )}
          <ButtonFor
            type="submit"
            permission="deploy"
            loading={save.isPending}
            whyNot={form.isDirty() ? undefined : 'Nothing is changed.'}
          >
            Save
          </ButtonFor>
        </Group>
      </Stack>
    </form>
  );
}

function pathsOf({ kind, thresholds }: KindView): readonly string[] {
  return thresholds.map(({ name }) => `rules.${kind}.${name}`);
}

function RuleFields({
  kind: { kind, title, watches, thresholds },
  form,
  isReadOnly,
}: {
  readonly kind: KindView;
  readonly form: Form;
  readonly isReadOnly: boolean;
}): ReactElement {
  const isOn = form.values.rules[kind].on;
  return (
    <fieldset className={classes.rule} aria-label={title}>
      <Switch
        label={
          <Text span fw={600}>
            {title}
          </Text>
        }
        description={
          <Text span size="sm">
            {watches}
          </Text>
        }
        disabled={isReadOnly}
        {...form.getInputProps(`rules.${kind}.on`, { type: 'checkbox' })}
      />
      <div className={classes.thresholds}>
        {thresholds.map(({ name, title, unit, usual, min, max }) => (
          <NumberInput
            key={name}
            className={classes.threshold ?? ''}
            label={title}
            description={`${unit}; usually ${usual.toLocaleString()}`}
            {...{ min, max }}
            clampBehavior="none"
            allowDecimal={false}
            disabled={!isOn || isReadOnly}
            {...form.getInputProps(`rules.${kind}.${name}`)}
          />
        ))}
      </div>
    </fieldset>
  );
}
