import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import type { LanguageView } from '../../../src/admin/api/library.ts';
import { type Fields, namesAfter } from './event-fields.ts';

/** What may be written in an expression: functions, the fields of events, and within a field what events have had there. */
export function celCompletion(language: LanguageView, fields: Fields): CompletionSource {
  const functions = language.functions.map(({ name, params, description, example }): Completion => {
    const call = `${name}(${params.join(', ')})`;
    return {
      label: name,
      type: 'function',
      detail: call.slice(name.length),
      info: `${description} For example ${example.expression}`,
      apply: `${name}(`,
    };
  });
  const roots = [...new Set([...language.roots, ...namesAfter(fields, [])])].map(
    (label): Completion => ({ label, type: 'variable' }),
  );
  return (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(/[A-Za-z_][\w.[\]]*/);
    if (word === null) return context.explicit ? { from: context.pos, options: [...roots, ...functions] } : null;
    const steps = word.text.split(/\.|\[(?=\d)|\]\.?/).filter((step, i, all) => step !== '' || i === all.length - 1);
    const last = steps.at(-1) ?? '';
    const from = word.to - last.length;
    if (steps.length === 1) return { from, options: [...roots, ...functions], validFor: /^\w*$/ };
    const names = namesAfter(
      fields,
      steps.slice(0, -1).map((step) => (/^\d+$/.test(step) ? '0' : step)),
    );
    const options = names
      .filter((name) => /^[A-Za-z_]\w*$/.test(name))
      .map((label): Completion => ({ label, type: 'property' }));
    return options.length === 0 ? null : { from, options, validFor: /^\w*$/ };
  };
}
