import type { ConnectionView } from '../../../src/admin/api/connect.ts';

/** The steps of a connection, in their order. */
export type Step = 'begin' | 'consent' | 'account' | 'definitions' | 'finish';

export const STEP_TITLES: Readonly<Record<Step, string>> = {
  begin: 'Client',
  consent: 'Consent',
  account: 'Advertiser',
  definitions: 'Definitions',
  finish: 'Check and finish',
};

/** The steps of a connection; the kit whose API makes definitions by itself has one less. */
export function stepsOf(view: ConnectionView | undefined): readonly Step[] {
  const steps = Object.keys(STEP_TITLES) as Step[];
  return view?.needsDefinitions === false ? steps.filter((step) => step !== 'definitions') : steps;
}

/** Whether what a step needs was done. A beginning is over. */
export function isReached(step: Step, view: ConnectionView): boolean {
  switch (step) {
    case 'begin':
      return false;
    case 'consent':
      return true;
    case 'account':
      return view.consent.state === 'given';
    case 'definitions':
      return isReached('account', view) && view.advertiserId !== undefined;
    case 'finish':
      return (
        isReached('definitions', view) && (!view.needsDefinitions || Object.values(view.definitions).some(Boolean))
      );
  }
}

/** The step that the address names, where it is reached; else the first that is still to be done. */
export function stepOf(asked: string | undefined, view: ConnectionView): Step {
  const steps = stepsOf(view);
  const named = steps.find((step) => step === asked);
  if (named !== undefined && isReached(named, view)) return named;
  return steps.findLast((step) => isReached(step, view)) ?? 'consent';
}

/** The step after one. */
export function nextOf(step: Step, view: ConnectionView): Step {
  const steps = stepsOf(view);
  return steps[steps.indexOf(step) + 1] ?? 'finish';
}
