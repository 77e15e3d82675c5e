import { FUNCTIONS, type PlaybookFunction } from '../playbook/functions.ts';
import { code, markdownTable } from './markdown.ts';
import { page } from './page.ts';

/** What stands on the page as a function of its own, although the language makes it (playbook/expression.ts). */
export const COALESCE: Pick<PlaybookFunction, 'name' | 'params' | 'description' | 'example'> = {
  name: 'coalesce',
  params: ['a', 'b', '...'],
  description:
    'The first of its arguments, one to eight, that is there and not null; one that has no value, for whatever reason, is passed over.',
  example: {
    expression: 'coalesce(properties.order.id, properties.order_id, "none")',
    properties: { order_id: 'A-1001' },
    result: 'A-1001',
  },
};

/** The page of the functions of expressions. */
export function functionsPage(): string {
  const rows = [COALESCE, ...FUNCTIONS].map(({ name, params, description, example }) => [
    code(`${name}(${params.join(', ')})`),
    description,
    code(example.expression),
    Object.keys(example.properties).length === 0 ? '' : code(example.properties),
    code(example.result),
  ]);
  return page(
    'Functions',
    'Expressions are [CEL](https://cel.dev) with these functions. Where a value is missing the expression has none; `coalesce(a, b, ...)` gives the first that is there, and `?.` looks without insisting. `matches()` is not available: the cost of a regular expression has no bound.',
    markdownTable(['Function', 'What it gives', 'Example', 'Properties', 'Result'], rows),
  );
}
