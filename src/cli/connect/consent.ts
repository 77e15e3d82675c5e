import type { ConnectionView } from '../../admin/api/connect.ts';
import type { Clock } from '../../base/clock.ts';
import { SECOND } from '../../base/durations.ts';
import type { AdminClient } from '../admin-client.ts';
import { refusal } from './findings.ts';
import type { Questions } from './questions.ts';

/** What waiting for a consent takes. */
export interface Waiting {
  readonly admin: AdminClient;
  readonly questions: Questions;
  readonly clock: Clock;
  /** Opens a page in a browser, where there is one. */
  readonly open: (url: string) => void;
}

/**
 * Sends the person to Amazon's page, and waits until the consent is given: the gateway receives the answer, or the person pastes the
 * address that they were sent back to. After a refusal they may try again; where nobody is there to ask, it ends.
 */
export async function consentTo(begun: ConnectionView, waiting: Waiting): Promise<ConnectionView> {
  const { admin, questions } = waiting;
  const params = { connection: begun.id };
  for (let view = begun; ; ) {
    if (view.consent.state === 'given') return view;
    if (view.consent.state === 'refused') {
      const { says, mend = '' } = view.consent.finding;
      const isHopeless = WRONG_CLIENT.has(view.consent.finding.code);
      if (isHopeless || !questions.interactive) throw refusal(view.consent.finding);
      questions.warn(`${says}\n${mend}`);
      if (!(await questions.agree('Ask for the consent again?'))) throw refusal(view.consent.finding);
      view = await admin.call('POST /api/connect/:connection/consent', { params, body: {} });
      continue;
    }
    view = await answerTo(view, view.consent.url, waiting);
  }
}

/** Another consent is no help: the client has to be given anew. */
const WRONG_CLIENT = new Set(['invalid_client']);

async function answerTo(view: ConnectionView, url: string, waiting: Waiting): Promise<ConnectionView> {
  const { admin, questions, clock, open } = waiting;
  const params = { connection: view.id };
  questions.say(`Open this page, sign in as a user who may manage the advertiser, and press "Allow":\n\n${url}\n`);
  open(url);
  const done = new AbortController();
  try {
    const received = receivedBy(admin, view.id, clock, done.signal);
    for (;;) {
      const line = questions.line(
        'Waiting for the answer. If the browser does not come back by itself, paste the address it was sent to:',
        done.signal,
      );
      const first = await Promise.race([received, line]);
      if (typeof first === 'object') return first;
      if (first === undefined) return await received;
      if (first.trim() === '') continue;
      const pasted = await admin.call('POST /api/connect/:connection/redirected', { params, body: { address: first } });
      if (pasted.ok) return pasted.value;
      const now = await admin.call('GET /api/connect/:connection', { params });
      // What was pasted was none of Amazon's answers: another may be.
      if (now.consent.state !== 'asked') return now;
      if (!questions.interactive) throw refusal(pasted.finding);
      questions.warn(`${pasted.finding.says}\n${pasted.finding.mend ?? ''}`);
    }
  } finally {
    done.abort();
  }
}

/** Asks once a second whether the answer has come. */
async function receivedBy(
  admin: AdminClient,
  connection: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<ConnectionView> {
  for (;;) {
    const view = await admin.call('GET /api/connect/:connection', { params: { connection } });
    if (view.consent.state !== 'asked' || signal.aborted) return view;
    await clock.sleep(SECOND, signal);
  }
}
