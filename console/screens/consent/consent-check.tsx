import { Badge, Button, Group, Paper, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import type { PreviewView } from '../../../src/admin/api/preview.ts';
import { call } from '../../api/client.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { consentWords, isHeld, SignWords, VERDICTS } from '../../parts/consent-words.tsx';
import { sentence } from '../../parts/sentence.ts';
import classes from './consent.module.css';
import { eventWith, readPasted } from './pasted-consent.ts';

/** Tries the gate on what somebody pastes: nothing of it is sent to Amazon, kept or logged. */
export function ConsentCheck({ names }: { readonly names: readonly string[] }): ReactElement {
  const [text, setText] = useState('');
  const [country, setCountry] = useState('DE');
  const [asked, setAsked] = useState<{ readonly text: string; readonly country: string }>();
  const pasted = asked === undefined ? undefined : readPasted(asked.text);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAsked({ text, country });
  };
  return (
    <Paper p="lg" component="section" aria-label="Check an event">
      <Stack>
        <div>
          <Title order={2}>Check an event</Title>
          <Text size="sm" c="dimmed" maw="44rem">
            Paste what your consent platform gives out, and see what the gate makes of it by each draft. Nothing is sent
            to Amazon, kept or logged.
          </Text>
        </div>
        <form onSubmit={submit}>
          <Stack gap="sm">
            <Textarea
              label="A TCF string, a GPP string, or JSON"
              description="JSON of context.consent, of the context, or of a whole event. Empty: an event without any sign."
              autosize
              minRows={3}
              maxRows={12}
              maxLength={50_000}
              spellCheck={false}
              autoComplete="off"
              className={classes.text ?? ''}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              error={pasted?.ok === false && pasted.problem}
            />
            <Group align="flex-end">
              <TextInput
                label="Country of the event"
                description="Empty: it says none."
                w="12rem"
                maxLength={60}
                value={country}
                onChange={(event) => setCountry(event.currentTarget.value)}
              />
              <Button type="submit">Check</Button>
            </Group>
          </Stack>
        </form>
        {asked !== undefined && pasted?.ok === true && (
          <Verdicts names={names} as={pasted.as} event={eventWith(pasted, asked.country)} />
        )}
      </Stack>
    </Paper>
  );
}

function Verdicts({
  names,
  as,
  event,
}: {
  readonly names: readonly string[];
  readonly as: string;
  readonly event: object;
}): ReactElement {
  const body = { event, of: 'draft' as const };
  const found = useQueries({
    queries: names.map((integration) => {
      const given = { params: { integration }, body };
      return {
        queryKey: ['POST /api/integrations/:integration/preview', given],
        queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
          call('POST /api/integrations/:integration/preview', given, signal),
        retry: false,
        gcTime: 0,
      };
    }),
  });
  return (
    <div role="status">
      <Text size="sm" mb="xs">
        Read as {as}.
      </Text>
      <ul className={classes.verdicts} aria-label="Verdicts">
        {names.map((name, i) => (
          <li key={name} className={classes.verdict}>
            <Text fw={600}>{name}</Text>
            <Verdict view={found[i]?.data} problem={found[i]?.error as ApiProblem | null} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Verdict({
  view,
  problem,
}: {
  readonly view: PreviewView | undefined;
  readonly problem: ApiProblem | null | undefined;
}): ReactElement {
  if (problem !== null && problem !== undefined) {
    return (
      <Text size="sm" c="dimmed">
        {sentence(problem.detail)}
      </Text>
    );
  }
  if (view === undefined) return <Text size="sm">…</Text>;
  const { consent, drop } = view;
  if (consent === undefined) {
    return (
      <Text size="sm" c="dimmed">
        The event did not come to the gate: it is dropped as {drop?.reason ?? 'unmapped'} before.
      </Text>
    );
  }
  // Marked for limited use, it may still be dropped for that.
  const isDropped = isHeld(consent) || (consent.limited && drop?.reason === 'consent_denied');
  return (
    <>
      <Badge color={isDropped ? 'red' : consent.verdict === 'unsignalled' ? 'yellow' : 'green'}>
        {isDropped ? `dropped: ${drop?.reason}` : `passes: ${VERDICTS[consent.verdict]}`}
      </Badge>
      <Text size="sm" flex="1 1 20rem">
        {consentWords(consent)} Decided by: {consent.basis}.
      </Text>
      {consent.signs.length > 0 && (
        <div className={classes.signs}>
          {consent.signs.map((sign) => (
            <Text key={sign.sign} size="sm" component="span">
              <SignWords sign={sign} />
            </Text>
          ))}
        </div>
      )}
    </>
  );
}
