import { DspatchError } from '../base/errors.ts';

/** Where a password is typed, or comes from a script. */
export interface PromptStreams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };
  readonly output: Pick<NodeJS.WriteStream, 'write'>;
}

const STANDARD: PromptStreams = { input: process.stdin, output: process.stderr };
const [ENTER, CTRL_C, CTRL_D, CTRL_U] = ['\r', '\u0003', '\u0004', '\u0015'];

/**
 * Reads a new password: typed twice at a terminal, which does not show it, or the first line of standard input. It is never an argument:
 * those stand in the list of processes and in a shell's history.
 */
export async function readNewPassword(whose: string, streams: PromptStreams = STANDARD): Promise<string> {
  if (streams.input.isTTY !== true) return firstLine('password', streams);
  const password = await typed(`A password for ${whose}: `, streams);
  if (password === (await typed('The same again: ', streams))) return password;
  throw new DspatchError('usage', 'the two were not the same: nothing was changed');
}

/** Reads a secret as `readNewPassword` does, once: it is there already, and is not thought up. */
export async function readSecret(what: string, streams: PromptStreams = STANDARD): Promise<string> {
  const secret =
    streams.input.isTTY === true
      ? await typed(`${what} (it is not shown): `, streams)
      : await firstLine('secret', streams);
  if (secret.trim() !== '') return secret.trim();
  throw new DspatchError('usage', 'nothing was typed: nothing was changed');
}

async function firstLine(what: string, { input }: PromptStreams): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/, 1);
  if (line !== '') return line;
  throw new DspatchError('usage', `no ${what} came: type it at a terminal, or send it as a line of standard input`);
}

/** What is typed until Enter. The terminal is raw meanwhile: it shows nothing. */
function typed(question: string, { input, output }: PromptStreams): Promise<string> {
  output.write(question);
  input.setRawMode?.(true);
  input.resume();
  return new Promise((resolve, reject) => {
    const characters: string[] = [];
    const end = (): void => {
      input.off('data', take);
      input.setRawMode?.(false);
      input.pause();
      output.write('\n');
    };
    const take = (chunk: Buffer | string): void => {
      for (const character of chunk.toString()) {
        if (character === ENTER || character === '\n') {
          end();
          resolve(characters.join(''));
          return;
        }
        if (character === CTRL_C || character === CTRL_D) {
          end();
          reject(new DspatchError('usage', 'stopped: nothing was changed'));
          return;
        }
        if (character === CTRL_U) characters.length = 0;
        else if (character === '\b' || character === '\u007f') characters.pop();
        else if (character >= ' ') characters.push(character);
      }
    };
    input.on('data', take);
  });
}
