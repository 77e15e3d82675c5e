// biome-ignore-all lint/a11y/noRedundantRoles: what is laid out as cards in a narrow window is a table all the same, in every browser
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { InputConfig } from '../../../src/playbook/schema.ts';
import type { OutputKeyTrace } from '../../../src/preview/output-keys.ts';
import { capitalized } from '../../parts/sentence.ts';
import { problemsWithin, useDraft } from './draft.ts';
import { InputEditor } from './input-editor.tsx';
import { InputView } from './input-view.tsx';
import classes from './mapping.module.css';
import { isWithout, type Place, problemPath, type Row, textOf } from './playbook.ts';

/** One output key of a section: what it is, and where its value comes from. What the kit has is grey until something is laid over it. */
export function OutputRow({
  row,
  place,
  isOpen,
  onOpen,
  onChange,
  trace,
}: {
  readonly row: Row;
  readonly place: Place;
  /** Whether its input is edited. */
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  /** `undefined`: back to what the kit has; `null`: not sent at all. */
  readonly onChange: (input: InputConfig | null | undefined) => void;
  /** What the event that is looked at comes to here. */
  readonly trace: OutputKeyTrace | undefined;
}): ReactElement {
  const { key, output, kit, own, global } = row;
  const { mayEdit, problems: all, content } = useDraft();
  const path = problemPath(place, key);
  const problems = problemsWithin(all, path);
  const byParameter = `DEFINITION.${place[1]}`;
  const definition = key === 'conversionDefinitionId' ? content.parameters[byParameter] : undefined;
  const isTaken = own === null;
  const shown = own ?? kit ?? global;
  const open = (): void => {
    if (own === undefined || own === null) onChange(kit ?? global ?? { mapping: '' });
    onOpen(true);
  };
  const restore = (): void => {
    onChange(undefined);
    onOpen(false);
  };
  return (
    <tr role="row" className={classes.row} data-own={own === undefined ? undefined : true}>
      <td role="cell" data-title="Output key">
        <Group gap={6}>
          <code className={classes.key}>{key}</code>
          {output?.required && (
            <Text size="xs" c="dimmed">
              required
            </Text>
          )}
          {own !== undefined && own !== null && (
            <Badge size="sm" color={kit === undefined ? 'gray' : 'sea'}>
              {kit === undefined ? 'added' : 'laid over the kit’s'}
            </Badge>
          )}
          {isTaken && (
            <Badge size="sm" color="yellow" className={classes.badge ?? ''}>
              {isWithout(row) ? 'not sent for this event' : 'taken away'}
            </Badge>
          )}
        </Group>
      </td>
      <td role="cell" data-title="Description" className={classes.description}>
        {output === undefined
          ? 'The kit knows no output key of this name.'
          : `${capitalized(output.type)}: ${output.description}`}
      </td>
      <td role="cell" data-title="Input">
        <Stack gap={6}>
          {isOpen && own ? (
            <InputEditor name={key} input={own} onChange={onChange} path={path} problems={problems} />
          ) : (
            shown && (
              <div className={isTaken ? classes.taken : own === undefined ? classes.kits : undefined}>
                <InputView input={shown} />
              </div>
            )
          )}
          {definition !== undefined && definition !== '' && (
            <Text size="xs">
              The parameter {byParameter} is laid over this: <code>{textOf(definition)}</code>
            </Text>
          )}
          {isTaken && global !== undefined && (
            <Text size="xs" c="dimmed">
              {isWithout(row) ? 'Global sends it with other events.' : 'What Global has for it is sent instead.'}
            </Text>
          )}
          {own && kit && (
            <Text size="xs" c="dimmed" component="div" className={classes.below ?? ''}>
              The kit’s: <InputView input={kit} />
            </Text>
          )}
          {problems
            .filter(({ path: at }) => !isOpen || at === path)
            .map(({ message }) => (
              <Text key={message} size="xs" c="var(--mantine-color-error)" role="alert">
                {capitalized(message)}
              </Text>
            ))}
          <Group gap={4} justify="space-between">
            <Result trace={trace} />
            {mayEdit && (
              <Group gap={4} className={classes.deeds ?? ''}>
                {isOpen && own ? (
                  <Button
                    size="compact-xs"
                    variant="light"
                    onClick={() => onOpen(false)}
                    aria-label={`Done with ${key}`}
                  >
                    Done
                  </Button>
                ) : (
                  <Button size="compact-xs" variant="subtle" onClick={open} aria-label={`${verb(own)} ${key}`}>
                    {verb(own)}
                  </Button>
                )}
                {own === undefined ? (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="gray"
                    onClick={() => onChange(null)}
                    aria-label={`Take away ${key}`}
                  >
                    Take away
                  </Button>
                ) : (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="gray"
                    onClick={restore}
                    aria-label={`${undoing(row)} ${key}`}
                  >
                    {undoing(row)}
                  </Button>
                )}
              </Group>
            )}
          </Group>
        </Stack>
      </td>
    </tr>
  );
}

function undoing(row: Row): string {
  if (isWithout(row)) return 'Send it again';
  return row.kit === undefined ? 'Remove' : 'Restore the kit’s';
}

function verb(own: Row['own']): string {
  return own === undefined ? 'Override' : own === null ? 'Set' : 'Edit';
}

/** What the event beside it comes to; personal values are masked by the gateway. */
function Result({ trace }: { readonly trace: OutputKeyTrace | undefined }): ReactElement {
  if (trace === undefined) return <span />;
  const value = trace.sent ?? trace.value;
  return (
    <Text size="xs" c="dimmed" className={classes.result ?? ''}>
      {value === undefined ? (
        'no value on this event'
      ) : (
        <>
          comes to <code className={classes.value}>{textOf(value)}</code>
          {trace.defaulted && ' (the default)'}
        </>
      )}
    </Text>
  );
}
