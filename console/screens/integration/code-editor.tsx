import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { Decoration, EditorView, keymap, MatchDecorator, ViewPlugin } from '@codemirror/view';
import { type ReactElement, type RefObject, useEffect, useRef } from 'react';
import { nonce } from '../../app/nonce.ts';
import classes from './code-editor.module.css';

/** A field for code. What it is made with (`extensions`, the label) stays; what stands in it may be changed from outside. */
export function CodeEditor({
  label,
  value,
  onChange,
  extensions,
  isWrong,
  view = { current: null },
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly extensions: readonly Extension[];
  readonly isWrong: boolean;
  /** The editor, for who tells it more. */
  readonly view?: RefObject<EditorView | null>;
}): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const made = useRef<EditorView>(null);
  // What it was made with may change while it stands: it asks for the newest.
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; what changes is told to it below
  useEffect(() => {
    const editor = new EditorView({
      parent: place.current as HTMLDivElement,
      state: EditorState.create({
        doc: value,
        extensions: [
          ...(nonce === '' ? [] : [EditorView.cspNonce.of(nonce)]),
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current(update.state.doc.toString());
          }),
          ...extensions,
          ...EXTENSIONS,
        ],
      }),
    });
    made.current = editor;
    view.current = editor;
    return () => editor.destroy();
  }, []);
  useEffect(() => {
    const { current } = made;
    const before = current?.state.doc.toString();
    if (current && before !== value) current.dispatch({ changes: { from: 0, to: before?.length ?? 0, insert: value } });
  }, [value]);
  return <div ref={place} className={classes.editor} data-wrong={isWrong || undefined} />;
}

/** Texts, numbers and calls in colours of their own. */
const words = new MatchDecorator({
  regexp: /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\b(\d[\d.]*|true|false|null)\b|\b([A-Za-z_]\w*)(?=\()/g,
  decoration: ([, text, constant]) =>
    Decoration.mark({
      class: text ? (classes.text ?? '') : constant ? (classes.constant ?? '') : (classes.call ?? ''),
    }),
});
const colours = ViewPlugin.define(
  (view) => ({
    marks: words.createDeco(view),
    update(update) {
      this.marks = words.updateDeco(update, this.marks);
    },
  }),
  { decorations: ({ marks }) => marks },
);

const EXTENSIONS: readonly Extension[] = [
  history(),
  closeBrackets(),
  bracketMatching(),
  colours,
  EditorView.lineWrapping,
  // What a browser itself puts in the place of a selection keeps the look of what was there by an inline style, which the policy refuses.
  EditorView.domEventHandlers({
    beforeinput: (event, view) => {
      if (event.inputType !== 'insertText' || event.data === null || view.state.selection.main.empty) return false;
      event.preventDefault();
      view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
      return true;
    },
  }),
  keymap.of([...closeBracketsKeymap, ...historyKeymap, ...defaultKeymap]),
  EditorView.theme({
    '&': { fontSize: 'var(--mantine-font-size-sm)' },
    '&.cm-focused': { outline: 'none' },
    '.cm-content': {
      fontFamily: 'var(--mantine-font-family-monospace)',
      padding: '0.4375rem 0',
      caretColor: 'var(--mantine-color-text)',
    },
    '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
    '.cm-line': { padding: '0 0.625rem' },
    '.cm-tooltip': {
      border: '1px solid var(--dspatch-line)',
      borderRadius: 'var(--mantine-radius-sm)',
      color: 'var(--mantine-color-text)',
      backgroundColor: 'var(--mantine-color-body)',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      color: '#fff',
      backgroundColor: 'var(--mantine-primary-color-filled)',
    },
    '.cm-completionInfo': { padding: '0.5rem', maxWidth: '22rem' },
  }),
];
