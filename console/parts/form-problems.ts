import type { FormErrors } from '@mantine/form';
import type { ApiProblem } from '../api/problem.ts';
import { capitalized } from './sentence.ts';

/** The gateway's problems at the fields that they are about: `form.setErrors(problemsAtFields(problem))`. */
export function problemsAtFields({ problems }: ApiProblem): FormErrors {
  return Object.fromEntries(
    problems.filter(({ path }) => path !== '').map(({ path, message }) => [path, capitalized(message)]),
  );
}
