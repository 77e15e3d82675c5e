import { MODIFIERS } from '../playbook/modifiers.ts';
import { code, codeBlock, markdownTable } from './markdown.ts';
import { page } from './page.ts';

/** The page of the modifiers. */
export function modifiersPage(): string {
  const rows = MODIFIERS.map(({ name, description, args, example }) => [
    code(name),
    platformName(name),
    description,
    args
      .map(
        (arg) => `${code(arg.name)}: ${arg.description}${arg.default === undefined ? '' : ` (${code(arg.default)})`}`,
      )
      .join('; '),
    `${code(example.from)}${example.args === undefined ? '' : ` with ${code(example.args)}`}`,
    code(example.to),
  ]);
  return page(
    'Modifiers',
    'A mapping’s value goes through its `modifiers` in order. One that cannot be applied to a value ends it: the default holds then. On lists they work item by item, save those that take the list whole.',
    codeBlock('yaml', 'currencyCode: { mapping: properties.currency, modifiers: [trim_string, uppercase_string] }'),
    'The names that other platforms have for them work as well: case, spaces, `_` and `-` do not matter in a modifier’s name.',
    codeBlock('yaml', 'currencyCode: { mapping: properties.currency, modifiers: [Trim String, Uppercase String] }'),
    'Arguments stand under the name, each by its own; the first of them may stand alone.',
    codeBlock(
      'yaml',
      'clientDedupeId: { mapping: properties.order_id, modifiers: [{ replace_string: { from: "#", to: "" } }, { substring: 2 }] }',
    ),
    markdownTable(['Name', 'On other platforms', 'What it does', 'Arguments', 'From', 'To'], rows),
  );
}

/** `lowercase_string` as `Lowercase String`. */
export function platformName(name: string): string {
  return name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => ` ${letter.toUpperCase()}`).trim();
}
