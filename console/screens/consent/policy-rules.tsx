import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { KitView } from '../../../src/admin/api/library.ts';
import type { IntegrationContent } from '../../../src/catalog/model.ts';
import { titleOf } from './choices.ts';
import classes from './consent.module.css';
import { asksSame, type Policy, policyOf, usualPolicy } from './policy.ts';

/** A consent policy in words, and what of it is for the kit or another parameter to say. */
export function PolicyRules({
  content,
  kit,
}: {
  readonly content: IntegrationContent;
  readonly kit: KitView;
}): ReactElement {
  const policy = policyOf(kit, content);
  const { categories } = policy;
  const country = kit.parameters.find(({ name }) => name === 'DEFAULT_COUNTRY')?.default;
  return (
    <dl className={classes.rules}>
      <dt>A sign is needed in</dt>
      <dd>
        <Countries policy={policy} usual={usualPolicy(kit)} />
      </dd>
      <dt>An event without one</dt>
      <dd>
        <b>{titleOf('missing', policy)}</b>
      </dd>
      <dt>Categories to be agreed to</dt>
      <dd>
        {categories.length === 0 ? 'None by name; a refusal of advertising counts all the same' : categories.join(', ')}
      </dd>
      <dt>After an opt-out in the United States</dt>
      <dd>{titleOf('optOut', policy)}</dd>
      <dt>Marked for limited use of data</dt>
      <dd>{titleOf('limited', policy)}</dd>
      <dt>An event that says no country</dt>
      <dd>Counts as one of {String(content.parameters.DEFAULT_COUNTRY ?? country ?? 'US')}</dd>
      <dt>What travels along</dt>
      <dd>
        {kit.api.carriesConsent
          ? 'The TCF string, else the GPP string, else Amazon’s signal'
          : 'Nothing: this API of Amazon’s has no place for it'}
      </dd>
    </dl>
  );
}

function Countries({ policy, usual }: { readonly policy: Policy; readonly usual: Policy }): ReactElement {
  const { countries } = policy;
  if (asksSame({ ...policy, countries: usual.countries }, policy)) {
    return <>The EEA and the United Kingdom, with what belongs to them ({countries.length} codes)</>;
  }
  if (countries.length > 0) return <>{countries.join(', ')}</>;
  return (
    <Text span inherit c="var(--mantine-color-error)">
      No country: nobody is asked for one
    </Text>
  );
}
