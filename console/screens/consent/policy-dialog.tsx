import {
  Alert,
  Button,
  Checkbox,
  Group,
  Modal,
  Radio,
  Skeleton,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import type { IntegrationView } from '../../../src/admin/api/integrations.ts';
import type { KitView } from '../../../src/admin/api/library.ts';
import { type ApiProblem, asProblem } from '../../api/problem.ts';
import { useOperation } from '../../api/queries.ts';
import { notifyDone } from '../../parts/notify.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { capitalized } from '../../parts/sentence.ts';
import { CHOICES } from './choices.ts';
import { CountriesField } from './countries-field.tsx';
import { listOf, PARAMETERS, type Policy, policyOf, usualPolicy } from './policy.ts';
import { savePolicy } from './save-policy.ts';

interface Given {
  readonly name: string;
  /** The other integrations, for which it can be saved, too. */
  readonly others: readonly string[];
  readonly kits: readonly KitView[];
  readonly onClose: () => void;
}

/** Changes the consent policy of an integration: into its draft, and as a revision with a note. */
export function PolicyDialog({ name, kits, ...given }: Given): ReactElement {
  const { data: view } = useOperation('GET /api/integrations/:integration', { params: { integration: name } });
  const kit = kits.find((one) => one.name === view?.draft.kit);
  return (
    <Modal
      opened
      onClose={given.onClose}
      size="lg"
      title={`The consent policy of ${name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {view === undefined || kit === undefined ? (
        <Skeleton height={420} />
      ) : (
        <Form view={view} kit={kit} name={name} kits={kits} {...given} />
      )}
    </Modal>
  );
}

function Form({
  view,
  kit,
  name,
  others,
  kits,
  onClose,
}: Given & { readonly view: IntegrationView; readonly kit: KitView }): ReactElement {
  const client = useQueryClient();
  const [first] = useState(() => policyOf(kit, view.draft));
  const [policy, setPolicy] = useState<Policy>(first);
  const [categories, setCategories] = useState(first.categories.join(', '));
  const [also, setAlso] = useState<string[]>([]);
  const [note, setNote] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ readonly at: string; readonly is: ApiProblem }>();
  const set = (part: Partial<Policy>): void => {
    setPolicy({ ...policy, ...part });
    setProblem(undefined);
  };
  const wrong = (field: keyof Policy): string | undefined => {
    const found = problem?.is.problems.find(({ path }) => path === `parameters.${PARAMETERS[field]}`);
    return found === undefined ? undefined : capitalized(found.message);
  };
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    const wanted = { ...policy, categories: listOf(categories) };
    let at = name;
    const saved: string[] = [];
    try {
      for (at of [name, ...also]) {
        const { integration, revision } = await savePolicy(at, wanted, note, kits);
        saved.push(`${integration} (revision ${revision})`);
      }
      await client.invalidateQueries();
      notifyDone(`Saved for ${saved.join(', ')}. It holds in a pipeline once it is deployed there.`);
      onClose();
    } catch (error) {
      setProblem({ at, is: asProblem(error) });
      setBusy(false);
      if (saved.length > 0) {
        notifyDone(`Saved for ${saved.join(', ')}.`);
        await client.invalidateQueries();
      }
    }
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      <Stack>
        <CountriesField
          countries={policy.countries}
          usual={usualPolicy(kit).countries}
          onChange={(countries) => set({ countries })}
          error={wrong('countries')}
        />
        <Choose field="missing" label="An event from there without a sign" {...{ policy, set }} />
        <TextInput
          label="Categories to be agreed to"
          description="The codes that your consent platform gives them, with commas: C0004 is OneTrust’s for targeting. Nothing said about one counts as missing. Without any, a refusal of advertising counts all the same."
          value={categories}
          onChange={(event) => setCategories(event.currentTarget.value)}
          error={wrong('categories')}
        />
        <Choose field="optOut" label="An event of somebody in the United States who opted out" {...{ policy, set }} />
        <Choose field="limited" label="Conversions marked for limited use of data" {...{ policy, set }} />
        {others.length > 0 && (
          <Checkbox.Group
            label="Save the same policy for"
            description={`All of it, as it stands here. ${name} is saved in any case.`}
            value={also}
            onChange={setAlso}
          >
            <Group mt={6}>
              {others.map((one) => (
                <Checkbox key={one} value={one} label={one} />
              ))}
            </Group>
          </Checkbox.Group>
        )}
        {view.changed && view.latest > 0 && (
          <Alert color="yellow" variant="light" title="The draft has other changes">
            They stand in no revision yet, and will be in this one, too.
          </Alert>
        )}
        <Textarea
          label="Note"
          description="What is different, and why. It stands at the revision."
          autosize
          minRows={1}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {problem !== undefined && (
          <Stack gap={4}>
            {also.length > 0 && <Text size="sm">Not saved for {problem.at}:</Text>}
            <ProblemAlert
              problem={problem.is}
              shown={[`parameters.${PARAMETERS.countries}`, `parameters.${PARAMETERS.categories}`]}
            />
          </Stack>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isBusy}>
            Save a revision
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** One part of the policy, with what each choice does. */
function Choose({
  field,
  label,
  policy,
  set,
}: {
  readonly field: keyof typeof CHOICES;
  readonly label: string;
  readonly policy: Policy;
  readonly set: (part: Partial<Policy>) => void;
}): ReactElement {
  return (
    <Radio.Group label={label} value={policy[field]} onChange={(value) => set({ [field]: value })}>
      <Stack gap="xs" mt={6}>
        {CHOICES[field].map(({ value, title, does }) => (
          <Radio key={value} value={value} label={title} description={does} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
