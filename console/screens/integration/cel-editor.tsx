import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { keymap } from '@codemirror/view';
import { type ReactElement, useEffect, useRef } from 'react';
import type { LanguageView } from '../../../src/admin/api/library.ts';
import { celCompletion } from './cel-completion.ts';
import { CodeEditor } from './code-editor.tsx';
import type { Fields } from './event-fields.ts';

/** A field for an expression (CEL), with completion. Loaded when the first one is opened. */
export default function CelEditor({
  language,
  fields,
  ...field
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly language: LanguageView;
  readonly fields: Fields;
  readonly isWrong: boolean;
}): ReactElement {
  const latest = useRef({ language, fields });
  useEffect(() => {
    latest.current = { language, fields };
  });
  const completion = useRef([
    autocompletion({
      override: [(context) => celCompletion(latest.current.language, latest.current.fields)(context)],
      icons: false,
    }),
    keymap.of(completionKeymap),
  ]);
  return <CodeEditor {...field} extensions={completion.current} />;
}
