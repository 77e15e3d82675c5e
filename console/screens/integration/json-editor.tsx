import { json } from '@codemirror/lang-json';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorView, lineNumbers } from '@codemirror/view';
import { type ReactElement, useEffect, useRef } from 'react';
import { CodeEditor } from './code-editor.tsx';
import type { TextPlace } from './json-places.ts';

/** Something that is wrong in the text, where it stands. */
export interface Mark extends TextPlace {
  readonly message: string;
}

/** A field for JSON, with what is wrong marked at its line. Loaded when it is opened. */
export default function JsonEditor({
  label,
  value,
  onChange,
  marks,
  isReadOnly,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly marks: readonly Mark[];
  readonly isReadOnly: boolean;
}): ReactElement {
  const view = useRef<EditorView>(null);
  const extensions = useRef([
    ...[json(), lineNumbers(), lintGutter(), EditorView.editable.of(!isReadOnly), LOOKS],
    // What may not be edited is scrolled by the keyboard all the same.
    EditorView.contentAttributes.of({ tabindex: '0' }),
  ]);
  useEffect(() => {
    const { current } = view;
    if (current === null) return;
    const end = current.state.doc.length;
    const found = marks.map(({ from, to, message }) => ({
      ...{ from: Math.min(from, end), to: Math.min(Math.max(to, from + 1), end), message },
      severity: 'error' as const,
    }));
    current.dispatch(setDiagnostics(current.state, found));
  }, [marks]);
  return (
    <CodeEditor {...{ label, value, onChange, view }} extensions={extensions.current} isWrong={marks.length > 0} />
  );
}

const LOOKS = EditorView.theme({
  '&': { maxHeight: '70dvh', fontSize: 'var(--mantine-font-size-xs)' },
  '.cm-scroller': { overflow: 'auto' },
  '.cm-gutters': {
    backgroundColor: 'transparent',
    borderInlineEnd: '1px solid var(--dspatch-line)',
    color: 'var(--mantine-color-dimmed)',
  },
});
