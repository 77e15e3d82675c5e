import { Button, Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { InputConfig } from '../../../src/playbook/schema.ts';
import { IconChevronDown, IconChevronRight } from '../../icons/icons.ts';
import { useDraft } from './draft.ts';
import classes from './global-keys.module.css';
import { InputView } from './input-view.tsx';
import { globalInputs, outputOf } from './playbook.ts';

/** What an event is sent with by Global, besides its own section: each can be overridden, or left out for this event alone. */
export function GlobalKeys({
  title,
  without,
  onOverride,
  onLeaveOut,
}: {
  /** Of the section. */
  readonly title: string;
  /** The output keys that the section has itself, or has left out. */
  readonly without: readonly string[];
  readonly onOverride: (key: string, input: InputConfig) => void;
  readonly onLeaveOut: (key: string) => void;
}): ReactElement | null {
  const { kit, content, mayEdit } = useDraft();
  const [isOpen, setOpen] = useState(false);
  const inputs = Object.entries(globalInputs(kit, content.playbook)).filter(([key]) => !without.includes(key));
  if (inputs.length === 0) return null;
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div className={classes.keys}>
      <UnstyledButton className={classes.head ?? ''} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Chevron size={14} stroke={1.8} aria-hidden />
        {inputs.length === 1 ? 'One more key comes' : `${inputs.length} more keys come`} from Global
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <ul className={classes.list} aria-label={`From Global, for ${title}`}>
          {inputs.map(([key, input]) => (
            <li key={key} className={classes.item}>
              <code className={classes.key}>{key}</code>
              {outputOf(kit, key)?.required && (
                <Text span size="xs" c="dimmed">
                  required
                </Text>
              )}
              <div className={classes.input}>
                <InputView input={input} />
              </div>
              {mayEdit && (
                <Group gap={4}>
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={`Override ${key} of Global for ${title}`}
                    onClick={() => onOverride(key, input)}
                  >
                    Override
                  </Button>
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="gray"
                    aria-label={`Not for this event: ${key} of ${title}`}
                    onClick={() => onLeaveOut(key)}
                  >
                    Not for this event
                  </Button>
                </Group>
              )}
            </li>
          ))}
        </ul>
      </Collapse>
    </div>
  );
}
