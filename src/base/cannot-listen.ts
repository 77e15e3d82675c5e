/** What is asked to listen, in the words of a person. */
export interface Wanted {
  readonly host: string;
  readonly port: number;
  /** What a person calls the two. */
  readonly hostSetting: string;
  readonly portSetting: string;
}

/** Why a server cannot listen, and what to do about it: `127.0.0.1:8080 is in use: stop what listens there, or choose another port`. */
export function cannotListen(error: unknown, { host, port, hostSetting, portSetting }: Wanted): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${place} is in use: stop what listens there, or choose another ${portSetting}`;
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine: choose another ${hostSetting} (127.0.0.1 for this machine alone, 0.0.0.0 for all of its addresses)`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return `there is no host "${host}": choose another ${hostSetting} (127.0.0.1 for this machine alone, 0.0.0.0 for all of its addresses)`;
    case 'EACCES':
      return `${place} may not be used by this user: choose a ${portSetting} from 1024 up`;
    default:
      return `${place} cannot be listened on (${code ?? message}): choose another ${hostSetting} or ${portSetting}`;
  }
}
