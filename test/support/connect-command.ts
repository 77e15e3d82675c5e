import { DspatchError } from '../../src/base/errors.ts';
import { connectCommand } from '../../src/cli/connect.ts';

// `dspatch connect` by itself, as a process of its own.

try {
  await connectCommand().parseAsync(process.argv);
} catch (error) {
  process.stderr.write(`dspatch: ${error instanceof DspatchError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
