import { ActionIcon, Button, CopyButton as Copying, Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import { IconCheck, IconCopy } from '../icons/icons.ts';

/** Copies a text. Without `label` it is an icon; `what` says for screen readers and on hover what is copied. */
export function CopyButton({
  text,
  what,
  label,
}: {
  readonly text: string;
  readonly what: string;
  readonly label?: string;
}): ReactElement {
  return (
    <Copying value={text} timeout={2_000}>
      {({ copied, copy }) => {
        const icon = copied ? <IconCheck size={16} /> : <IconCopy size={16} stroke={1.6} />;
        return label === undefined ? (
          <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
            <ActionIcon variant="subtle" color="gray" onClick={copy} aria-label={`Copy ${what}`}>
              {icon}
            </ActionIcon>
          </Tooltip>
        ) : (
          <Button variant="default" onClick={copy} leftSection={icon} aria-label={`Copy ${what}`}>
            {copied ? 'Copied' : label}
          </Button>
        );
      }}
    </Copying>
  );
}
