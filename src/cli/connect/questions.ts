import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { autocomplete, type CANCEL_SYMBOL, confirm, isCancel, log, password, select, text } from '@clack/prompts';
import { DspatchError } from '../../base/errors.ts';
import { tell } from '../output.ts';

/** One of several things to choose. */
export interface Choice<T> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string | undefined;
  /** How an option says it, where that is not the label. */
  readonly as?: string | undefined;
  /** Shown, and not to be chosen: `hint` says why. */
  readonly disabled?: boolean | undefined;
}

/** What is asked of the person. `option` is what a script gives instead. */
export interface Questions {
  /** Whether somebody is there to answer. */
  readonly interactive: boolean;
  choose<T>(
    message: string,
    choices: readonly Choice<T>[],
    about: { readonly option: string; readonly first?: T },
  ): Promise<T>;
  text(message: string, about: TextAbout): Promise<string>;
  /** What is typed is not shown. */
  secret(message: string, about: { readonly option: string }): Promise<string>;
  /** Yes or no; without anybody to ask it is no. */
  agree(message: string): Promise<boolean>;
  /** Waits for a line that may be typed, until `signal` aborts: then it is undefined. */
  line(message: string, signal: AbortSignal): Promise<string | undefined>;
  /** Tells of what goes on. */
  say(text: string): void;
  warn(text: string): void;
  /** Nothing more is asked. */
  end(): void;
}

/** What a text must be. */
export interface TextAbout {
  readonly option: string;
  readonly first?: string | undefined;
  /** Says what is wrong with a text; undefined where nothing is. */
  readonly wrong?: (text: string) => string | undefined;
}

/** The person has given up. */
function givenUp(): DspatchError {
  return new DspatchError('given_up', 'given up: nothing was made or changed in the gateway');
}

/** More choices than this are searched by typing. */
const SEARCHED_FROM = 12;

type Streams = { readonly input?: Readable; readonly output?: Writable };

/** Asks at a terminal. */
export function askAtTerminal(streams: Streams = {}): Questions {
  const answered = <T>(answer: T | typeof CANCEL_SYMBOL): T => {
    if (isCancel(answer)) throw givenUp();
    return answer as T;
  };
  return {
    interactive: true,
    choose: async (message, choices, { first }) => {
      const options = choices.map(({ label, hint, disabled = false }, value) => ({
        ...{ value, label, disabled },
        ...(hint === undefined ? {} : { hint }),
      }));
      const at = choices.findIndex(({ value, disabled }) => first !== undefined && value === first && !disabled);
      const usual = at >= 0 ? at : choices.findIndex(({ disabled }) => !disabled);
      const asked = { message, options, initialValue: Math.max(0, usual), ...streams };
      const i = answered(
        choices.length > SEARCHED_FROM ? await autocomplete({ ...asked, maxItems: 10 }) : await select(asked),
      );
      return (choices[i] as (typeof choices)[number]).value;
    },
    text: async (message, { first, wrong }) => {
      const validate = (given: string | undefined): string | undefined => {
        const value = given?.trim() ?? '';
        return value === '' ? 'Something must stand here.' : wrong?.(value);
      };
      const asked = { message, validate, ...(first === undefined ? {} : { initialValue: first }), ...streams };
      return answered(await text(asked)).trim();
    },
    secret: async (message) => {
      const validate = (given: string | undefined): string | undefined =>
        given?.trim() ? undefined : 'Something must stand here.';
      return answered(await password({ message, validate, ...streams })).trim();
    },
    agree: async (message) => answered(await confirm({ message, initialValue: false, ...streams })),
    line: async (message, signal) => {
      const answer = await text({ message, signal, ...streams });
      // Nothing typed comes as undefined.
      return isCancel(answer) && signal.aborted ? undefined : (answered(answer) ?? '');
    },
    say: (message) => log.message(message, streams),
    warn: (message) => log.warn(message, streams),
    end: () => {},
  };
}

/** Asks nobody: what an option does not say is told as missing, with what there is to choose from. */
export function askNobody(input: Readable): Questions {
  let reader: Interface | undefined;
  let lines: AsyncIterator<string> | undefined;
  return {
    interactive: false,
    choose: async (message, choices, { option }) => {
      const open = choices.filter(({ disabled }) => !disabled);
      const [only] = open;
      if (only !== undefined && open.length === 1) return only.value;
      const shown = open.slice(0, 20).map(({ label, as = label }) => `  ${as}`);
      const more = open.length > 20 ? [`  and ${open.length - 20} more`] : [];
      const list = open.length === 0 ? 'there is none' : ['one of', ...shown, ...more].join('\n');
      throw new DspatchError('usage', `${option} is needed (${message}): ${list}`);
    },
    text: (message, { option }) => Promise.reject(new DspatchError('usage', `${option} is needed (${message})`)),
    secret: (message, { option }) => Promise.reject(new DspatchError('usage', `${option} is needed (${message})`)),
    agree: async () => false,
    line: async (_, signal) => {
      reader ??= createInterface({ input });
      lines ??= reader[Symbol.asyncIterator]();
      const aborted = new Promise<undefined>((resolve) => {
        if (signal.aborted) resolve(undefined);
        signal.addEventListener('abort', () => resolve(undefined), { once: true });
      });
      const next = lines.next().then(({ done, value }) => (done ? aborted : value));
      return Promise.race([next, aborted]);
    },
    say: tell,
    warn: tell,
    end: () => reader?.close(),
  };
}
