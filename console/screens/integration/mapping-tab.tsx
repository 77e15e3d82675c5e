import { Button, Group, NativeSelect, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useDraft } from './draft.ts';
import { JsonView } from './json-view.tsx';
import { LeaveTextDialog } from './leave-text-dialog.tsx';
import { LookupTables } from './lookup-tables.tsx';
import classes from './mapping.module.css';
import { DEFAULT, eventNames, GLOBAL, type Place, sectionAt, withSection } from './playbook.ts';
import { PreviewPanel } from './preview-panel.tsx';
import { SectionPanel } from './section-panel.tsx';

const route = getRouteApi('/shell/integrations/$integration/mapping');

/**
 * What each event is sent as, in the document's tables or as JSON, and beside it what an event comes to. Which of these, and which section is
 * open, stands in the address.
 */
export function MappingTab(): ReactElement {
  const { as } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (to: string): void =>
    void navigate({ search: (now) => ({ ...now, as: to === 'json' ? to : '' }), resetScroll: false });
  return (
    <div className={classes.split}>
      <Stack gap="sm">
        <SegmentedControl
          aria-label="How the playbook is shown"
          size="xs"
          data={[
            { value: 'tables', label: 'Tables' },
            { value: 'json', label: 'Advanced (JSON)' },
          ]}
          value={as === 'json' ? as : 'tables'}
          onChange={show}
          style={{ alignSelf: 'flex-start' }}
        />
        {as === 'json' ? <JsonView /> : <Tables />}
        <LeaveTextDialog />
      </Stack>
      <div className={classes.beside}>
        <PreviewPanel />
      </div>
    </div>
  );
}

function Tables(): ReactElement {
  const { kit, content, change, mayEdit } = useDraft();
  const { playbook } = content;
  const { section = 'Order Completed' } = route.useSearch();
  const navigate = route.useNavigate();
  const [isGlobalOpen, setGlobalOpen] = useState(true);
  const open = (to: string | undefined): void =>
    void navigate({ search: { section: to === undefined ? 'none' : to }, replace: true, resetScroll: false });
  const panel = (place: Place, title: string, explained?: string): ReactElement => (
    <SectionPanel
      key={place.join('.')}
      {...{ place, title }}
      {...(explained === undefined ? {} : { explained })}
      isOpen={place[0] === 'global' ? isGlobalOpen : section === title}
      onToggle={() =>
        place[0] === 'global' ? setGlobalOpen(!isGlobalOpen) : open(section === title ? undefined : title)
      }
    />
  );
  const hasDefault = (sectionAt(playbook, DEFAULT) ?? sectionAt(kit.playbook, DEFAULT) ?? undefined) !== undefined;
  return (
    <>
      {panel(GLOBAL, 'Global', 'For every event that is mapped. What a section below says of the same key goes first.')}
      {eventNames(kit.playbook, playbook).map((name) => panel(['events', name], name))}
      {hasDefault || sectionAt(playbook, DEFAULT) === null ? (
        panel(DEFAULT, 'Default', 'For events that have no section of their own.')
      ) : (
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            Events without a section of their own are not sent.
          </Text>
          {mayEdit && (
            <Button
              variant="default"
              size="xs"
              onClick={() => {
                change((now) => ({ ...now, playbook: withSection(now.playbook, DEFAULT, {}) }));
                open('Default');
              }}
            >
              Send them by a Default section
            </Button>
          )}
        </Group>
      )}
      <LookupTables />
      {mayEdit && (
        <Group justify="space-between" align="flex-end">
          <AddEvent onAdded={open} />
          <NativeSelect
            size="xs"
            label="How event names are compared"
            data={[
              { value: 'exact', label: 'exactly' },
              { value: 'loose', label: 'ignoring case, spaces, _ and -' },
            ]}
            value={playbook.eventNames ?? kit.playbook.eventNames ?? 'exact'}
            onChange={({ currentTarget: { value } }) =>
              change((now) => ({ ...now, playbook: { ...now.playbook, eventNames: value as 'exact' | 'loose' } }))
            }
          />
        </Group>
      )}
    </>
  );
}

/** Adds a section for an event that the kit does not name. */
function AddEvent({ onAdded }: { readonly onAdded: (name: string) => void }): ReactElement {
  const { kit, content, change } = useDraft();
  const [name, setName] = useState('');
  const isThere = eventNames(kit.playbook, content.playbook).includes(name.trim());
  const add = (submitted: FormEvent): void => {
    submitted.preventDefault();
    const event = name.trim();
    if (event === '' || isThere) return;
    change((now) => ({ ...now, playbook: withSection(now.playbook, ['events', event], {}) }));
    setName('');
    onAdded(event);
  };
  return (
    <form onSubmit={add}>
      <Group gap="xs" align="flex-end">
        <TextInput
          size="xs"
          label="Another event"
          placeholder="Subscription Started"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={isThere && 'It has a section already'}
        />
        <Button size="xs" variant="default" type="submit" disabled={name.trim() === '' || isThere}>
          Add a section
        </Button>
      </Group>
    </form>
  );
}
