import { SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { RequestProblem } from '../../../src/admin/api/operation.ts';
import type { InputConfig } from '../../../src/playbook/schema.ts';
import { capitalized } from '../../parts/sentence.ts';
import { problemsWithin } from './draft.ts';
import { ExpressionField } from './expression-field.tsx';
import { type InputKind, KINDS, kindOf } from './input-view.tsx';
import { ModifierList } from './modifier-list.tsx';
import { PathList } from './path-list.tsx';
import { constantOf, textOf } from './playbook.ts';

const CHOICES = (Object.keys(KINDS) as InputKind[]).map((value) => ({ value, label: KINDS[value] }));

/** Edits the input of an output key, in whichever of the three kinds. `path` is where it stands, for the problems that are about it. */
export function InputEditor({
  name,
  input,
  onChange,
  path,
  problems,
}: {
  /** The output key. */
  readonly name: string;
  readonly input: InputConfig;
  readonly onChange: (input: InputConfig) => void;
  readonly path: string;
  readonly problems: readonly RequestProblem[];
}): ReactElement {
  const kind = kindOf(input);
  const wrongAt = (member: string): string | undefined => problemsWithin(problems, `${path}.${member}`)[0]?.message;
  const set = (members: InputConfig): void => onChange(withoutUndefined({ ...input, ...members }));
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        aria-label={`Kind of input of ${name}`}
        data={CHOICES}
        value={kind}
        onChange={(to) => onChange(asKind(input, to as InputKind))}
        style={{ alignSelf: 'flex-start' }}
      />
      {kind === 'mapping' && (
        <PathList name={name} input={input} onChange={(mapping) => set({ mapping })} problem={wrongAt('mapping')} />
      )}
      {kind === 'expression' && (
        <ExpressionField
          label={`Expression of ${name}`}
          value={input.expression ?? ''}
          onChange={(expression) => set({ expression })}
          problem={wrongAt('expression')}
        />
      )}
      {kind === 'enrichment' ? (
        <Textarea
          label={`Value of ${name}`}
          description="The same for every event. ${NAME} stands for a parameter, ${pipeline.NAME} for a variable of the pipeline."
          size="xs"
          autosize
          minRows={1}
          value={textOf(input.enrichment)}
          onChange={(event) => set({ enrichment: constantOf(event.currentTarget.value, input.enrichment) })}
          error={problemText(wrongAt('enrichment'))}
        />
      ) : (
        <>
          <ModifierList
            name={name}
            modifiers={input.modifiers ?? []}
            onChange={(modifiers) => set({ modifiers: modifiers.length === 0 ? undefined : modifiers })}
            path={`${path}.modifiers`}
            problems={problems}
          />
          <TextInput
            label="Where there is no value"
            aria-label={`Where there is no value for ${name}`}
            placeholder="nothing is sent"
            size="xs"
            value={textOf(input.default)}
            onChange={({ currentTarget: { value } }) =>
              set({ default: value === '' ? undefined : constantOf(value, input.default) })
            }
            error={problemText(wrongAt('default'))}
          />
        </>
      )}
    </Stack>
  );
}

function problemText(problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : capitalized(problem);
}

/** The same input as another kind: what was written goes along as far as it says something there. */
function asKind(input: InputConfig, to: InputKind): InputConfig {
  const from = kindOf(input);
  if (from === to) return input;
  const text = from === 'mapping' ? [input.mapping ?? ''].flat()[0] : '';
  const { modifiers, default: otherwise } = input;
  if (to === 'enrichment') return { enrichment: textOf(otherwise) };
  if (to === 'expression') return withoutUndefined({ expression: text ?? '', modifiers, default: otherwise });
  return withoutUndefined({ mapping: '', modifiers, default: otherwise });
}

function withoutUndefined(input: InputConfig): InputConfig {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}
