import { Radio, Stack, Textarea } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { listOf } from './policy.ts';

/** Where an event needs a sign of consent: as the law of Europe has it, or in countries that are named one by one. */
export function CountriesField({
  countries,
  usual,
  onChange,
  error,
}: {
  readonly countries: readonly string[];
  /** The kit's. */
  readonly usual: readonly string[];
  readonly onChange: (countries: readonly string[]) => void;
  readonly error: string | undefined;
}): ReactElement {
  const isUsual = [...countries].sort().join() === [...usual].sort().join();
  const [way, setWay] = useState(isUsual ? 'usual' : 'others');
  const [text, setText] = useState(countries.join(', '));
  const choose = (to: string): void => {
    setWay(to);
    onChange(to === 'usual' ? usual : listOf(text));
  };
  return (
    <Stack gap="xs">
      <Radio.Group label="A sign of consent is needed in" value={way} onChange={choose}>
        <Stack gap="xs" mt={6}>
          <Radio
            value="usual"
            label="The EEA and the United Kingdom"
            description="With what belongs to them by law, such as Réunion and Åland. It is what Amazon asks for."
          />
          <Radio
            value="others"
            label="The countries that I name"
            description="More, where a law of yours asks for it: CH for Switzerland, BR for Brazil. Fewer is dangerous."
          />
        </Stack>
      </Radio.Group>
      {way === 'others' && (
        <Textarea
          label="Codes of countries"
          description="ISO 3166-1, with commas."
          autosize
          minRows={2}
          value={text}
          onChange={({ currentTarget: { value } }) => {
            setText(value);
            onChange(listOf(value));
          }}
          error={error}
        />
      )}
    </Stack>
  );
}
