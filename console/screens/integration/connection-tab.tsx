import { Badge, Box, Paper, Stack, Switch, Text, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { ParameterView } from '../../../src/admin/api/library.ts';
import type { Json } from '../../../src/base/json.ts';
import { IconSearch } from '../../icons/icons.ts';
import { capitalized } from '../../parts/sentence.ts';
import { TokenPanel } from './connect-again.tsx';
import classes from './connection.module.css';
import { problemsWithin, useDraft } from './draft.ts';
import { defaultOf, ParameterField } from './parameter-field.tsx';
import { RemoveIntegration } from './remove-integration.tsx';
import { SecretField } from './secret-field.tsx';

/** The parameters of the connection, as the kit describes them: what is wrong with one stands at its field. */
export function ConnectionTab(): ReactElement {
  const { kit, content, mayEdit } = useDraft();
  const [wanted, setWanted] = useState('');
  const [isShort, setShort] = useState(false);
  const { parameters } = content;
  const others = Object.keys(parameters)
    .filter((name) => kit.parameters.every((one) => one.name !== name))
    .map(otherParameter);
  const shown = [...kit.parameters, ...others].filter(({ name, description, required }) => {
    if (isShort && !required && parameters[name] === undefined) return false;
    return `${name} ${description}`.toLowerCase().includes(wanted.trim().toLowerCase());
  });
  return (
    <Stack gap="sm" maw="60rem">
      <TokenPanel />
      <div className={classes.search}>
        <TextInput
          type="search"
          aria-label="Filter parameters"
          placeholder="Filter"
          leftSection={<IconSearch size={16} stroke={1.6} />}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <Switch
          label="Only what is set or required"
          checked={isShort}
          onChange={(event) => setShort(event.currentTarget.checked)}
        />
      </div>
      <Paper>
        {shown.map((parameter) => (
          <Parameter key={parameter.name} parameter={parameter} />
        ))}
        {shown.length === 0 && (
          <Text c="dimmed" p="lg" ta="center">
            No parameter is like this.
          </Text>
        )}
      </Paper>
      {mayEdit && <RemoveIntegration />}
    </Stack>
  );
}

function Parameter({ parameter }: { readonly parameter: ParameterView }): ReactElement {
  const { content, change, mayEdit, problems, isChanged, view } = useDraft();
  const { name, description, required, kind } = parameter;
  const value = content.parameters[name];
  const path = `parameters.${name}`;
  const [wrong] = problemsWithin(problems, path);
  // What is wrong with the saved draft is told as long as that is what stands here: secrets that are missing, for one.
  const known = view.health.reasons.find(({ path: [top, at] }) => top === 'parameters' && at === name);
  const isMissing =
    required && (value === undefined || value === '') && defaultOf(parameter, content.parameters) === undefined;
  const problem =
    wrong?.message ??
    (isMissing ? 'is required' : isChanged ? undefined : known?.level === 'problem' ? known.message : undefined);
  const set = (to: Json | undefined): void =>
    change((now) => {
      const { [name]: _before, ...others } = now.parameters;
      return { ...now, parameters: to === undefined ? others : { ...now.parameters, [name]: to } };
    });
  const error = problem === undefined ? undefined : capitalized(problem);
  return (
    <div className={classes.parameter}>
      <Box className={classes.about ?? ''}>
        <code className={classes.name}>{name}</code>{' '}
        {required && (
          <Badge size="sm" color="gray">
            required
          </Badge>
        )}
        <Text size="sm" c="dimmed" mt={2}>
          {description}
        </Text>
      </Box>
      <Box className={classes.field ?? ''}>
        {kind === 'secret' ? (
          <SecretField name={name} error={error} />
        ) : (
          <ParameterField
            parameter={parameter}
            parameters={content.parameters}
            value={value}
            onChange={set}
            isReadOnly={!mayEdit}
            error={error}
          />
        )}
      </Box>
    </div>
  );
}

/** A parameter that no kit lists: the definition of an event, or one that was misspelt, which the gateway tells. */
function otherParameter(name: string): ParameterView {
  const [, event] = /^DEFINITION\.(.+)$/.exec(name) ?? [];
  const description =
    event === undefined
      ? 'The kit has no parameter of this name.'
      : `The conversion definition of ${event}. It goes before what the mapping says.`;
  return { name, description, kind: 'text', required: false };
}
