import { Badge, Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { LiveKeys } from '../../src/telemetry/live-item.ts';

/** The match keys that an event has, and those whose values cannot be used, by type. */
export function MatchKeyChips({ keys: { present, unusable } }: { readonly keys: LiveKeys }): ReactElement {
  if (present.length + unusable.length === 0) {
    return (
      <Text span size="xs" c="dimmed">
        no match keys
      </Text>
    );
  }
  return (
    <Group gap={4} component="span">
      {present.map((type) => (
        <Badge key={type} size="xs" color="sea">
          {type}
        </Badge>
      ))}
      {unusable.map((type) => (
        <Badge key={type} size="xs" color="orange" title="a value is there, and it cannot be used">
          {`${type} unusable`}
        </Badge>
      ))}
    </Group>
  );
}
