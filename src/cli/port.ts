import { InvalidArgumentError } from 'commander';
import { DspatchError } from '../base/errors.ts';
import { tell } from './output.ts';

/** Reads a port from a command line; 0 is any free one. */
export function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new InvalidArgumentError('must be from 0 to 65535');
  return number;
}

/** A port that something is to listen on. */
export interface PortWish {
  readonly port: number;
  /** The option that sets it. */
  readonly option: string;
  /** Whether a person asked for it: then no other will do. */
  readonly isAsked: boolean;
}

/**
 * Starts what listens on ports: on the usual ones, and on any free one, saying so, where one of these is in use. Throws `port_in_use` where
 * that was asked for.
 */
export async function startOnPorts<T>(
  wishes: readonly PortWish[],
  start: (ports: readonly number[]) => Promise<T>,
): Promise<T> {
  try {
    return await start(wishes.map((wish) => wish.port));
  } catch (error) {
    const taken = portInUse(error);
    const wish = wishes.find((one) => one.port === taken && taken !== 0);
    if (wish === undefined) throw error;
    if (wish.isAsked) {
      const message = `port ${wish.port} is in use: stop what listens there, or choose another ${wish.option} (0: any free one)`;
      throw new DspatchError('port_in_use', message, { cause: error });
    }
    tell(`Port ${wish.port} is in use: another is taken instead of it (${wish.option} chooses one).`);
    const others = wishes.map((one) => (one === wish ? { ...one, port: 0 } : one));
    return startOnPorts(others, start);
  }
}

/** The port that an error says is in use. */
function portInUse(error: unknown): number | undefined {
  const cause = error instanceof DspatchError ? (error.cause as NodeJS.ErrnoException & { port?: number }) : undefined;
  return cause?.code === 'EADDRINUSE' ? cause.port : undefined;
}
