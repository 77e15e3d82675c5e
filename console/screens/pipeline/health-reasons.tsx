import { Checkbox, Group, Paper, Stack, Text, ThemeIcon } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { Attachment } from '../../../src/catalog/model.ts';
import type { HealthReason } from '../../../src/deploy/health.ts';
import { IconAlertTriangle, IconX } from '../../icons/icons.ts';
import { TextLink } from '../../parts/links.tsx';
import { sentence } from '../../parts/sentence.ts';
import classes from './pipeline.module.css';

/** What a reason is known by in a list of them. */
export function reasonKey({ code, path }: HealthReason): string {
  return `${code}:${path.join('.').replaceAll(' ', '_')}`;
}

/**
 * What is to be mended, and what is to be known, each with its place and the way there. With `onConfirm` each warning has a box to say that it
 * is known.
 */
export function HealthReasons({
  reasons,
  pipeline,
  attached,
  confirmed = new Set(),
  onConfirm,
}: {
  readonly reasons: readonly HealthReason[];
  readonly pipeline: string;
  /** The integrations that the reasons' paths count. */
  readonly attached: readonly Attachment[];
  /** Of the warnings that are known, by their keys. */
  readonly confirmed?: ReadonlySet<string>;
  readonly onConfirm?: (key: string, isKnown: boolean) => void;
}): ReactElement {
  return (
    <Paper component="ul" className={classes.list ?? ''} aria-label="What is to be resolved">
      {reasons.map((reason) => {
        const key = reasonKey(reason);
        return (
          <li key={key}>
            <Reason reason={reason}>
              <Place reason={reason} pipeline={pipeline} attached={attached} />
            </Reason>
            {reason.level === 'warning' && onConfirm !== undefined && (
              <Checkbox
                size="sm"
                mt="xs"
                ml={32}
                label="I know, deploy all the same"
                aria-describedby={key}
                checked={confirmed.has(key)}
                onChange={(event) => onConfirm(key, event.currentTarget.checked)}
              />
            )}
          </li>
        );
      })}
    </Paper>
  );
}

function Reason({ reason, children }: { readonly reason: HealthReason; readonly children: ReactNode }): ReactElement {
  const isProblem = reason.level === 'problem';
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <ThemeIcon variant="light" size="sm" color={isProblem ? 'red' : 'yellow'} aria-hidden>
        {isProblem ? <IconX size={14} /> : <IconAlertTriangle size={14} />}
      </ThemeIcon>
      <Stack gap={4} miw={0} flex={1}>
        <Text size="sm" id={reasonKey(reason)}>
          <b>{isProblem ? 'Problem' : 'Warning'}:</b> {sentence(reason.message)}
        </Text>
        {children}
      </Stack>
    </Group>
  );
}

function Place({
  reason: { code, path },
  pipeline,
  attached,
}: {
  readonly reason: HealthReason;
  readonly pipeline: string;
  readonly attached: readonly Attachment[];
}): ReactElement {
  const [part, first, ...rest] = path;
  const name = part === 'integrations' ? attached[Number(first)]?.integration : undefined;
  const words = name === undefined ? path : [name, ...rest];
  return (
    <Text size="xs" c="dimmed">
      {code}
      {words.length > 0 && <> in {words.join(' › ')}</>}
      {' · '}
      {part === 'variables' ? (
        <TextLink to="/pipelines/$pipeline/variables" params={{ pipeline }}>
          Mend it in the variables
        </TextLink>
      ) : rest.length > 0 && name !== undefined ? (
        <TextLink to="/integrations/$integration" params={{ integration: name }}>
          Mend it in the integration, and attach that revision
        </TextLink>
      ) : (
        <TextLink to="/pipelines/$pipeline/integrations" params={{ pipeline }}>
          Mend it in what is attached
        </TextLink>
      )}
    </Text>
  );
}
