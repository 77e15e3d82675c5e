import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { IconPlus } from '../../icons/icons.ts';
import { useDraft } from './draft.ts';

/** Adds an output key that the kit knows to a section; of a family, with the name of the member. */
export function AddOutputKey({
  title,
  taken,
  onAdd,
}: {
  readonly title: string;
  readonly taken: readonly string[];
  readonly onAdd: (key: string) => void;
}): ReactElement {
  const { kit } = useDraft();
  const [family, setFamily] = useState<string>();
  const [member, setMember] = useState('');
  const members = kit.outputKeys.find(({ name }) => name === family)?.members;
  const choose = (name: string): void => {
    if (name.endsWith('.*')) {
      setFamily(name);
      setMember('');
    } else if (name !== '') onAdd(name);
  };
  const key = `${family?.slice(0, -1)}${member}`;
  const add = (): void => {
    onAdd(key);
    setFamily(undefined);
  };
  const free = kit.outputKeys.filter(({ name }) => !taken.includes(name));
  return (
    <Group gap="xs" align="flex-end">
      <NativeSelect
        size="xs"
        leftSection={<IconPlus size={14} />}
        aria-label={`Add an output key to ${title}`}
        value={family ?? ''}
        data={[
          { value: '', label: 'Add an output key ...' },
          ...free.map(({ name, type, description }) => ({ value: name, label: `${name} (${type}): ${description}` })),
        ]}
        onChange={(event) => choose(event.currentTarget.value)}
        w="min(100%, 24rem)"
      />
      {family !== undefined && (
        <>
          {members === undefined ? (
            <TextInput
              size="xs"
              label="Its name"
              value={member}
              onChange={(event) => setMember(event.currentTarget.value)}
            />
          ) : (
            <NativeSelect
              size="xs"
              label="Which"
              value={member}
              data={['', ...members.filter((one) => !taken.includes(`${family.slice(0, -1)}${one}`))]}
              onChange={(event) => setMember(event.currentTarget.value)}
            />
          )}
          <Button size="xs" variant="light" disabled={member === '' || taken.includes(key)} onClick={add}>
            Add
          </Button>
        </>
      )}
    </Group>
  );
}
