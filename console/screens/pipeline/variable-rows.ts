import type { FormErrors } from '@mantine/form';
import type { PipelineContent } from '../../../src/catalog/model.ts';
import type { Health } from '../../../src/deploy/health.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { problemsAtFields } from '../../parts/form-problems.ts';

/** A variable as it is typed. */
export interface Row {
  readonly name: string;
  readonly value: string;
}

/** The variables as rows. */
export function rowsOf({ variables }: PipelineContent): Row[] {
  return Object.entries(variables).map(([name, value]) => ({ name, value }));
}

/** The opposite. */
export function variablesOf(rows: readonly Row[]): PipelineContent['variables'] {
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** The variables that something attached reads, and that have no value. */
export function missingIn({ reasons }: Health): readonly string[] {
  return reasons.filter(({ code }) => code === 'variable_missing').map(({ path }) => String(path.at(-1)));
}

/** The gateway's problems, which are told by the variables' names, at the rows that hold them. */
export function problemsAtRows(problem: ApiProblem, rows: readonly Row[]): FormErrors {
  const found = problemsAtFields(problem);
  return Object.fromEntries(
    rows.flatMap(({ name }, i) => {
      const said = found[`variables.${name}`];
      return said === undefined ? [] : [[`rows.${i}.name`, said]];
    }),
  );
}
