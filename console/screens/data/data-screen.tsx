import { Code, Stack } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { ServerSettings } from '../../../src/admin/api/gateway.ts';
import { useOperation } from '../../api/queries.ts';
import { Facts } from '../../parts/facts.tsx';
import { TextLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Num } from '../../parts/num.tsx';
import { Page } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { BackupsSection } from './backups-section.tsx';

/** What is kept, for how long, and what is taken at all: as it is in force, with the setting that changes each. */
export function DataScreen(): ReactElement {
  const settings = useOperation('GET /api/settings', {});
  return (
    <Page
      title="Data"
      lead="What is kept and for how long, and when no more is taken. These are settings of the server: they are changed in dspatch.yaml, and hold from its next start on."
    >
      <Loaded from={settings} height={760}>
        {(settings) => <Sections settings={settings} />}
      </Loaded>
    </Page>
  );
}

function Sections({ settings }: { readonly settings: ServerSettings }): ReactElement {
  const { retention, queue, sealedEvents, limits, dataDir } = settings;
  const set = (value: ReactNode, setting: string): ReactNode => <Setting value={value} setting={setting} />;
  return (
    <Stack gap="xl">
      <Section title="Retention" lead="After this time it is forgotten for good.">
        <Facts
          of={[
            ['Delivered and dropped', set(<Days n={retention.ledgerDays} />, 'server.retention.ledgerDays')],
            ['Dead letters', set(<Days n={retention.deadLetterDays} />, 'server.retention.deadLetterDays')],
            ['Audit log', set(<Days n={retention.auditDays} />, 'server.retention.auditDays')],
          ]}
        />
      </Section>
      <Section
        title="Sealed copies"
        lead="Copies of the latest events, to try a draft on and to run again what was dropped: identity hashed, other personal values left out, encrypted."
      >
        <Facts
          of={
            sealedEvents.keep
              ? [
                  ['Kept', set('yes', 'server.sealedEvents.keep')],
                  ['For', set(<Days n={sealedEvents.days} />, 'server.sealedEvents.days')],
                  ['Most of a pipeline', set(<Num n={sealedEvents.max} />, 'server.sealedEvents.max')],
                  ['A second, of a pipeline', set(<Num n={sealedEvents.perSecond} />, 'server.sealedEvents.perSecond')],
                ]
              : [['Kept', set('no: there is no comparing and no running again', 'server.sealedEvents.keep')]]
          }
        />
      </Section>
      <Section title="When no more events are taken" lead="Senders are then told to come again, and lose nothing.">
        <Facts
          of={[
            ['Deliveries waiting', set(<Num n={queue.maxWaiting} />, 'server.queue.maxWaiting')],
            [
              'Free disk space below',
              set(<Num n={queue.minFreeDiskMb * 1024 ** 2} as="bytes" />, 'server.queue.minFreeDiskMb'),
            ],
          ]}
        />
      </Section>
      <Section title="Limits of what comes in" lead="The same everywhere; the first two are Segment’s own.">
        <Facts
          of={[
            ['One event', <Num key="event" n={limits.eventBytes} as="bytes" />],
            ['One request', <Num key="request" n={limits.requestBytes} as="bytes" />],
            ['Levels in an event', <Num key="depth" n={limits.depth} />],
          ]}
        />
      </Section>
      <BackupsSection />
      <Section
        title="Where it is kept"
        lead={
          <>
            What a stored event survives stands under <TextLink to="/settings/about">About</TextLink>, as the store says
            it.
          </>
        }
      >
        <Facts of={[['Folder', set(dataDir, 'server.dataDir')]]} />
      </Section>
    </Stack>
  );
}

/** A value, and the setting that it comes from. */
function Setting({ value, setting }: { readonly value: ReactNode; readonly setting: string }): ReactElement {
  return (
    <>
      {value} <Code>{setting}</Code>
    </>
  );
}

function Days({ n }: { readonly n: number }): ReactElement {
  return (
    <>
      <Num n={n} /> {n === 1 ? 'day' : 'days'}
    </>
  );
}
