import { Badge, Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import type { SecretState } from '../../../src/admin/api/integrations.ts';
import { useChange } from '../../api/queries.ts';
import { notifyDone } from '../../parts/notify.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { When } from '../../parts/when.tsx';
import { useDraft } from './draft.ts';

const KEPT: Readonly<Record<NonNullable<SecretState['kept']>, string>> = {
  vault: 'In the gateway’s vault',
  env: 'In a variable of the gateway’s environment',
  file: 'In a file on the gateway’s machine',
};

/** A secret: whether it is there, and a way to put another in its place. It is never read back. */
export function SecretField({
  name,
  error,
}: {
  readonly name: string;
  readonly error: string | undefined;
}): ReactElement {
  const { view, content, mayEdit, secretWritten } = useDraft();
  const put = useChange('PUT /api/integrations/:integration/secrets/:parameter');
  const [value, setValue] = useState<string>();
  const state = view.secrets[name];
  const isSet = state?.there === true;
  const close = (): void => {
    put.reset();
    setValue(undefined);
  };
  const write = (event: FormEvent): void => {
    event.preventDefault();
    put.mutate(
      { params: { integration: view.name, parameter: name }, body: { value: value ?? '' } },
      {
        onSuccess: async () => {
          close();
          notifyDone(`${name} is in the vault, and takes effect at once.`);
          await secretWritten(name);
        },
      },
    );
  };
  return (
    <Stack gap={6}>
      <Group gap={8}>
        <Badge color={isSet ? 'green' : 'red'}>{isSet ? 'set' : 'missing'}</Badge>
        <Text size="sm" c="dimmed">
          {state?.kept === undefined ? 'Kept nowhere yet' : KEPT[state.kept]}
          {state?.kept !== undefined && state.kept !== 'vault' && ` (${String(content.parameters[name] ?? '')})`}
          {state?.updatedAt !== undefined && (
            <>
              , written <When at={state.updatedAt} as="ago" />
            </>
          )}
        </Text>
      </Group>
      {error !== undefined && !isSet && (
        <Text size="xs" c="var(--mantine-color-error)">
          {error}
        </Text>
      )}
      {value !== undefined ? (
        <form onSubmit={write}>
          <Stack gap="xs">
            <PasswordInput
              label={`New ${name}`}
              description="It goes into the vault and takes effect at once, in all pipelines that run this integration."
              visibilityToggleButtonProps={{ 'aria-label': 'Show the secret' }}
              autoComplete="off"
              required
              withAsterisk={false}
              autoFocus
              value={value}
              onChange={(event) => setValue(event.currentTarget.value)}
            />
            <ProblemAlert problem={put.error} />
            <Group gap="xs">
              <Button size="xs" type="submit" loading={put.isPending}>
                {isSet ? 'Replace' : 'Write'}
              </Button>
              <Button size="xs" variant="default" onClick={close}>
                Cancel
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        mayEdit && (
          <Button size="xs" variant="default" style={{ alignSelf: 'flex-start' }} onClick={() => setValue('')}>
            {isSet ? `Replace ${name}` : `Write ${name}`}
          </Button>
        )
      )}
    </Stack>
  );
}
