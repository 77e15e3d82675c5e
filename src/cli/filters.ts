import { InvalidArgumentError, Option } from 'commander';
import { didYouMean } from '../base/problem.ts';

/** `--pipeline NAME`. */
export function pipelineOption(): Option {
  return new Option('--pipeline <name>', 'only of this pipeline');
}

/** `--integration NAME`. */
export function integrationOption(): Option {
  return new Option('--integration <name>', 'only of this integration');
}

/** `--event NAME`. */
export function eventOption(): Option {
  return new Option('--event <name>', 'only events of this name');
}

/** `--reason CODE`, one of those there are. */
export function reasonOption(reasons: readonly string[]): Option {
  return new Option('--reason <code>', 'only with this reason').argParser((text) => {
    if (reasons.includes(text)) return text;
    throw new InvalidArgumentError(
      `there is no such reason${didYouMean(text, reasons)}; there are ${reasons.join(', ')}`,
    );
  });
}
