import { UnstyledButton } from '@mantine/core';
import type { ReactElement } from 'react';
import { IconCheck } from '../../icons/icons.ts';
import { STEP_TITLES, type Step } from './steps.ts';
import classes from './steps-bar.module.css';

/** Where one is on the way; steps that are done can be gone back to. */
export function StepsBar({
  steps,
  current,
  isOpen,
  onChoose,
}: {
  readonly steps: readonly Step[];
  readonly current: Step;
  readonly isOpen?: (step: Step) => boolean;
  readonly onChoose?: (step: Step) => void;
}): ReactElement {
  const at = steps.indexOf(current);
  return (
    <ol className={classes.bar} aria-label="Steps">
      {steps.map((step, i) => {
        const label = (
          <>
            <span className={classes.number}>{i < at ? <IconCheck size={14} stroke={2.4} /> : i + 1}</span>
            <span className={classes.title}>{STEP_TITLES[step]}</span>
          </>
        );
        return (
          <li key={step} data-done={i < at} data-current={step === current}>
            {step !== current && isOpen?.(step) === true ? (
              <UnstyledButton
                className={classes.step ?? ''}
                aria-label={STEP_TITLES[step]}
                onClick={() => onChoose?.(step)}
              >
                {label}
              </UnstyledButton>
            ) : (
              <span className={classes.step} aria-current={step === current ? 'step' : undefined}>
                {label}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
