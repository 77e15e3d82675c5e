import { Button, Radio, Stack, Text, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { Advertiser, ConnectionView, Finding, ProfileChoices } from '../../../src/admin/api/connect.ts';
import { useChange, useOperation } from '../../api/queries.ts';
import { IconSearch } from '../../icons/icons.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { FindingAlert } from './findings.tsx';
import { StepPanel } from './step-panel.tsx';

/** No profile: the user was invited to the advertiser directly. Ids are numbers. */
const NONE = 'none';
/** From so many on a list is searched by typing. */
const SEARCHED_FROM = 8;

/** The advertiser whose conversions they are, and the profile it is reached by. */
export function AccountStep({
  view,
  onNext,
}: {
  readonly view: ConnectionView;
  readonly onNext: () => void;
}): ReactElement {
  const params = { connection: view.id };
  const profiles = useOperation('GET /api/connect/:connection/profiles', { params });
  return (
    <StepPanel title="Whose conversions are they?" lead="DSP advertisers are behind profiles of agencies.">
      <Loaded from={profiles} height={280}>
        {(answer) =>
          answer.ok ? (
            <Choices view={view} choices={answer.value} onNext={onNext} />
          ) : (
            <>
              <FindingAlert finding={answer.finding} />
              <div>
                <Button variant="default" onClick={() => void profiles.refetch()}>
                  Ask Amazon again
                </Button>
              </div>
            </>
          )
        }
      </Loaded>
    </StepPanel>
  );
}

function Choices({
  view,
  choices: { profiles, finding },
  onNext,
}: {
  readonly view: ConnectionView;
  readonly choices: ProfileChoices;
  readonly onNext: () => void;
}): ReactElement {
  const usable = profiles.filter((profile) => profile.usable);
  const [profile, setProfile] = useState(view.profileId ?? usable[0]?.id ?? NONE);
  return (
    <Stack gap="lg">
      <FindingAlert finding={finding} />
      <Radio.Group label="Profile" value={profile} onChange={setProfile}>
        <Stack gap="xs" mt="xs">
          {profiles.map(({ id, name, country, type, usable, why }) => (
            <Radio
              key={id}
              value={id}
              disabled={!usable}
              label={`${name} (${country})`}
              description={why === undefined ? `${type}, ${id}` : `Not for this: ${why}`}
            />
          ))}
          <Radio
            value={NONE}
            label="No profile"
            description="The user was invited to the advertiser directly, and has no profile for it"
          />
        </Stack>
      </Radio.Group>
      <Advertisers key={profile} view={view} profile={profile === NONE ? undefined : profile} onNext={onNext} />
    </Stack>
  );
}

function Advertisers({
  view,
  profile,
  onNext,
}: {
  readonly view: ConnectionView;
  readonly profile: string | undefined;
  readonly onNext: () => void;
}): ReactElement {
  const params = { connection: view.id };
  const list = useOperation('GET /api/connect/:connection/advertisers', { params, query: { profile } });
  return (
    <Loaded from={list} height={140}>
      {(answer) =>
        answer.ok ? (
          <AdvertiserForm view={view} profile={profile} advertisers={answer.value} onNext={onNext} />
        ) : (
          <FindingAlert finding={answer.finding} />
        )
      }
    </Loaded>
  );
}

function AdvertiserForm({
  view,
  profile,
  advertisers,
  onNext,
}: {
  readonly view: ConnectionView;
  readonly profile: string | undefined;
  readonly advertisers: readonly Advertiser[];
  readonly onNext: () => void;
}): ReactElement {
  const choose = useChange('PUT /api/connect/:connection/advertiser');
  const known = advertisers.find(({ id }) => id === view.advertiserId) ?? advertisers[0];
  const [advertiserId, setAdvertiserId] = useState(known?.id ?? '');
  const [sought, setSought] = useState('');
  const [finding, setFinding] = useState<Finding>();
  if (advertisers.length === 0) {
    return (
      <Text c="dimmed">
        There is no DSP advertiser here. Choose another profile, or have the user invited to the advertiser.
      </Text>
    );
  }
  const shown = advertisers.filter(({ name, id }) => `${name} ${id}`.toLowerCase().includes(sought.toLowerCase()));
  const submit = (): void =>
    choose.mutate(
      { params: { connection: view.id }, body: { advertiserId, profileId: profile } },
      {
        onSuccess: (answer) => {
          if (answer.ok) onNext();
          else setFinding(answer.finding);
        },
      },
    );
  return (
    <Stack>
      {advertisers.length >= SEARCHED_FROM && (
        <TextInput
          type="search"
          aria-label="Search advertisers"
          placeholder="Search advertisers"
          leftSection={<IconSearch size={16} />}
          value={sought}
          onChange={({ currentTarget }) => setSought(currentTarget.value)}
        />
      )}
      <Radio.Group label="Advertiser" value={advertiserId} onChange={setAdvertiserId}>
        <Stack gap="xs" mt="xs">
          {shown.map(({ id, name, country, currency }) => (
            <Radio
              key={id}
              value={id}
              label={name}
              description={[country, currency, id].filter((word) => word !== undefined).join(', ')}
            />
          ))}
          {shown.length === 0 && <Text c="dimmed">None is called like this.</Text>}
        </Stack>
      </Radio.Group>
      <ProblemAlert problem={choose.error} />
      <FindingAlert finding={finding} />
      <div>
        <Button loading={choose.isPending} onClick={submit}>
          Use this advertiser
        </Button>
      </div>
    </Stack>
  );
}
