import { Button, Group, NumberInput, Paper, Stack, Switch, Text } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { type ReactElement, useEffect } from 'react';
import type { AlertKind, Exceptions, KindView, Rules, RulesView } from '../../../src/admin/api/alerts.ts';
import { useChange } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { ButtonFor } from '../../parts/button-for.tsx';
import { IntegrationChoices, PipelineChoices } from '../../parts/choices.tsx';
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

function pathsOf({ kind, about, thresholds }: KindView): readonly string[] {
  const names = [...thresholds.map(({ name }) => name), ...about.map((subject) => `except.${subject}`)];
  return names.map((name) => `rules.${kind}.${name}`);
}

function RuleFields({
  kind: { kind, title, watches, about, thresholds },
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
      {about.length > 0 && (
        <div className={classes.exceptions}>
          {about.map((subject) => (
            <LeftOut key={subject} {...{ kind, subject, form }} disabled={!isOn || isReadOnly} />
          ))}
        </div>
      )}
    </fieldset>
  );
}

/** The pipelines or integrations that a rule leaves out. */
function LeftOut({
  kind,
  subject,
  form,
  disabled,
}: {
  readonly kind: AlertKind;
  readonly subject: keyof Exceptions;
  readonly form: Form;
  readonly disabled: boolean;
}): ReactElement {
  const Choices = subject === 'pipelines' ? PipelineChoices : IntegrationChoices;
  const isEmpty = form.values.rules[kind].except[subject].length === 0;
  return (
    <Choices
      label={`But not of these ${subject}`}
      placeholder={isEmpty ? 'Nothing is left out' : ''}
      disabled={disabled}
      {...form.getInputProps(`rules.${kind}.except.${subject}`)}
    />
  );
}
