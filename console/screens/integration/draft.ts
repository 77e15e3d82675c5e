import type { UseQueryResult } from '@tanstack/react-query';
import { type Context, createContext, useContext, useEffect } from 'react';
import type { IntegrationView } from '../../../src/admin/api/integrations.ts';
import type { KitView } from '../../../src/admin/api/library.ts';
import type { RequestProblem } from '../../../src/admin/api/operation.ts';
import type { PreviewView } from '../../../src/admin/api/preview.ts';
import type { IntegrationContent } from '../../../src/catalog/model.ts';
import type { ApiProblem } from '../../api/problem.ts';
import type { EventChoice } from './event-choice.ts';

/** The integration that is open, and its draft as it stands in this browser: all tabs edit the same. */
export interface Draft {
  readonly view: IntegrationView;
  readonly kit: KitView;
  /** The draft with all that was typed since it was read. */
  readonly content: IntegrationContent;
  readonly change: (to: (content: IntegrationContent) => IntegrationContent) => void;
  /** Whether something of it is not saved. */
  readonly isChanged: boolean;
  /** Whether whoever is signed in may change it. */
  readonly mayEdit: boolean;
  /** Takes over what a change of a secret has made of the draft: the gateway has saved that by itself. */
  readonly secretWritten: (parameter: string) => Promise<void>;
  /** Saves the draft; rejects where that is refused. */
  readonly save: () => Promise<void>;
  /** Whether something was typed that is no draft yet, and is not in `content`: nothing is saved then. */
  readonly isHeld: boolean;
  /** Says that this is so of one editor, known by its name, or is so no more. */
  readonly hold: (editor: string, isHeld: boolean) => void;
  /** What is wrong with it, each at its place. */
  readonly problems: readonly RequestProblem[];
  /** The event that it is tried on, and what it makes of it. */
  readonly choice: EventChoice;
  readonly choose: (choice: EventChoice) => void;
  readonly preview: UseQueryResult<PreviewView, ApiProblem>;
}

export const DraftContext: Context<Draft | undefined> = createContext<Draft | undefined>(undefined);

/** The draft that is edited, in the tabs of an integration. */
export function useDraft(): Draft {
  const draft = useContext(DraftContext);
  if (draft === undefined) throw new Error('a tab of an integration was shown outside of it');
  return draft;
}

/** Holds the draft as long as an editor, known by its name, has something that cannot be taken into it. */
export function useHold(editor: string, isHeld: boolean): void {
  const { hold } = useDraft();
  useEffect(() => {
    hold(editor, isHeld);
    return () => hold(editor, false);
  }, [editor, isHeld, hold]);
}

/** What is wrong at a place of the draft, or within it. */
export function problemsWithin(problems: readonly RequestProblem[], place: string): readonly RequestProblem[] {
  return problems.filter(({ path }) => path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`));
}
