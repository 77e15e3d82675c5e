import { Button, Group, List, NativeSelect, Stack, Switch, Text } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { ConnectionView, DefinitionChoices, Finding, MadeDefinitions } from '../../../src/admin/api/connect.ts';
import { useChange, useOperation } from '../../api/queries.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { sentence } from '../../parts/sentence.ts';
import { choicesFor, firstPlans, matchedPlans, NEW, NOT_SENT, newPlans, ordersOf } from './definition-plans.ts';
import classes from './definitions-step.module.css';
import { FindingAlert } from './findings.tsx';
import { StepPanel } from './step-panel.tsx';

/** Which of Amazon's conversion definitions each event of the playbook counts as. */
export function DefinitionsStep({
  view,
  onNext,
}: {
  readonly view: ConnectionView;
  readonly onNext: () => void;
}): ReactElement {
  const list = useOperation('GET /api/connect/:connection/definitions', { params: { connection: view.id } });
  return (
    <StepPanel
      title="What does each event count as?"
      lead="At Amazon every conversion counts as a definition of the advertiser. Those of a similar name are chosen already; others can be made."
    >
      <Loaded from={list} height={420}>
        {(answer) =>
          answer.ok ? (
            <DefinitionForm view={view} choices={answer.value} onNext={onNext} />
          ) : (
            <>
              <FindingAlert finding={answer.finding} />
              <div>
                <Button variant="default" onClick={() => void list.refetch()}>
                  Ask Amazon again
                </Button>
              </div>
            </>
          )
        }
      </Loaded>
    </StepPanel>
  );
}

function DefinitionForm({
  view,
  choices,
  onNext,
}: {
  readonly view: ConnectionView;
  readonly choices: DefinitionChoices;
  readonly onNext: () => void;
}): ReactElement {
  const [plans, setPlans] = useState(() => firstPlans(choices));
  const [isTest, setTest] = useState(false);
  const saving = useSaving(view.id, onNext, (event, id) => setPlans((now) => ({ ...now, [event]: id })));
  const { chosen, made } = ordersOf(plans);
  const sent = Object.values(plans).filter((plan) => plan !== NOT_SENT).length;
  return (
    <Stack>
      <Group gap="xs">
        <Button variant="default" size="xs" onClick={() => setPlans(matchedPlans(choices, NEW))}>
          Match by name, make the rest
        </Button>
        <Button variant="default" size="xs" onClick={() => setPlans(matchedPlans(choices, NOT_SENT))}>
          Match by name, leave the rest
        </Button>
        <Button variant="default" size="xs" onClick={() => setPlans(newPlans(choices))}>
          Make all new
        </Button>
      </Group>
      <ul className={classes.events} aria-label="Events">
        {choices.events.map((choice) => {
          const { event, suggestion } = choice;
          const isSuggested = suggestion !== undefined && plans[event] === suggestion;
          return (
            <li key={event}>
              <span className={classes.event} id={`event-${event}`}>
                {event}
              </span>
              <NativeSelect
                aria-label={`${event} counts as`}
                description={isSuggested ? 'similar name' : undefined}
                inputWrapperOrder={['input', 'description']}
                data={[...choicesFor(choice, choices.definitions, isTest)]}
                value={plans[event] ?? NOT_SENT}
                onChange={({ currentTarget }) => setPlans({ ...plans, [event]: currentTarget.value })}
              />
            </li>
          );
        })}
      </ul>
      {made.length > 0 && (
        <Switch
          label="Label new ones as tests"
          description="Amazon has no test mode: definitions of their own keep what is tried apart from what counts."
          checked={isTest}
          onChange={({ currentTarget }) => setTest(currentTarget.checked)}
        />
      )}
      <ProblemAlert problem={saving.problem} />
      <FindingAlert finding={saving.finding} />
      <NotMade made={saving.made} />
      <Group>
        <Button loading={saving.isBusy} disabled={sent === 0} onClick={() => saving.save(chosen, made, isTest)}>
          {made.length === 0 ? 'Use these' : `Make ${made.length} and use these`}
        </Button>
        {sent === 0 && <Text c="dimmed">At least one event must be sent.</Text>}
      </Group>
    </Stack>
  );
}

/** What Amazon did not make, each with why. */
function NotMade({ made }: { readonly made: MadeDefinitions['made'] }): ReactElement | null {
  const failed = made.flatMap((one) => ('error' in one ? [one] : []));
  if (failed.length === 0) return null;
  return (
    <List size="sm" role="alert">
      {failed.map(({ event, name, error }) => (
        <List.Item key={event}>
          <b>{name}</b> was not made: {sentence(error)}
        </List.Item>
      ))}
    </List>
  );
}

/** Chooses and makes, in this order; goes on where all of it was done. What was made is told by `onMade`, so that it is not made twice. */
function useSaving(connection: string, onDone: () => void, onMade: (event: string, id: string) => void) {
  const choose = useChange('PUT /api/connect/:connection/definitions');
  const make = useChange('POST /api/connect/:connection/definitions');
  const [finding, setFinding] = useState<Finding>();
  const [made, setMade] = useState<MadeDefinitions['made']>([]);
  const params = { connection };
  const save = async (
    chosen: Readonly<Record<string, string | null>>,
    orders: ReturnType<typeof ordersOf>['made'],
    test: boolean,
  ): Promise<void> => {
    setFinding(undefined);
    setMade([]);
    if (Object.keys(chosen).length > 0) {
      const answer = await choose.mutateAsync({ params, body: { definitions: chosen } });
      if (!answer.ok) return setFinding(answer.finding);
    }
    if (orders.length > 0) {
      const answer = await make.mutateAsync({ params, body: { definitions: orders, test } });
      if (!answer.ok) return setFinding(answer.finding);
      setMade(answer.value.made);
      setFinding(answer.value.finding);
      for (const one of answer.value.made) if ('id' in one) onMade(one.event, one.id);
      if (answer.value.finding !== undefined || answer.value.made.some((one) => 'error' in one)) return;
    }
    onDone();
  };
  return {
    ...{ finding, made, problem: choose.error ?? make.error, isBusy: choose.isPending || make.isPending },
    save: (...given: Parameters<typeof save>) => {
      // Its problems are those of the two changes, which are shown.
      save(...given).catch(() => {});
    },
  };
}
