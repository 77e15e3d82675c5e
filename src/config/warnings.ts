import { REGIONS, type Region } from '../amazon/regions.ts';
import { DAY } from '../base/durations.ts';
import { own } from '../base/json.ts';
import type { Problem } from '../base/problem.ts';
import { CONSENT_COUNTRIES } from '../consent/policy.ts';
import { unconfiguredEvents } from '../pipeline/unconfigured.ts';
import { eventNameWarnings } from './event-name-warnings.ts';
import type { LoadedIntegration } from './load.ts';
import type { Config, IntegrationConfig } from './schema.ts';

/**
 * What is no mistake, and still should be known before events come in. Each kind has a code that is stable, what it means, and what a
 * person can do.
 */
export const WARNINGS = {
  no_pipelines: {
    title: 'There is no pipeline: every event is refused',
    mend: 'Write a pipeline, with a write key for its senders.',
  },
  no_integration: {
    title: 'A pipeline has no integration: its events are dropped',
    mend: 'Attach an integration to it.',
  },
  unattached: {
    title: 'An integration is attached to no pipeline: nothing goes there',
    mend: 'Attach it to a pipeline, or take it out.',
  },
  not_configured: {
    title: 'Events have no conversion definition id yet, and are dropped as not_configured',
    mend: 'Put the ids of Amazon Ads in the playbook, or take events that are not to be sent away with null.',
  },
  unlikely_event: {
    title: 'An event’s name is nearly one that shops send, and not quite',
    mend: 'Mend the spelling, or set eventNames: loose. If it is an event of your own, nothing is wrong.',
  },
  impossible_event: {
    title: 'No event can have this name',
    mend: 'Names have 1 to 256 characters, and no white space around them.',
  },
  too_old_for_amazon: {
    title: 'Events older than Amazon takes are sent, and refused there',
    mend: 'Lower MAX_AGE_DAYS.',
  },
  wrong_region: {
    title: 'BASE_URL is another region’s than REGION',
    mend: 'Leave BASE_URL out: REGION gives it.',
  },
  country_assumed: {
    title: 'Events that say no country are taken for events of the US, in a region that has no US',
    mend: 'Set DEFAULT_COUNTRY to the country of most of the senders: phone numbers are read by it, and consent is asked for by it.',
  },
  consent_left_behind: {
    title: 'Events of the EEA and the United Kingdom go to an API that cannot carry a sign of consent',
    mend: 'Send them through the kit amazon-dsp-events.',
  },
  consent_not_asked: {
    title: 'Events of the EEA and the United Kingdom are sent without a sign of consent: Amazon refuses such data',
    mend: 'Set CONSENT_POLICY to drop, leave CONSENT_COUNTRIES as it is, and see to it that events carry a sign of consent.',
  },
  same_advertiser: {
    title: 'Two integrations of a pipeline send for one advertiser under the same dedupe ids: Amazon keeps one of both',
    mend: 'Give one of them a DEDUPE_SUFFIX, if the same event is to count twice.',
  },
} as const;

export type WarningCode = keyof typeof WARNINGS;

/** One of these, and where. */
export interface ConfigWarning extends Problem {
  readonly code: WarningCode;
}

/** All warnings about a configuration, of which these integrations could be loaded, in no order. Paths begin at the top of the file. */
export function warningsOf({
  config,
  integrations,
}: {
  readonly config: Config;
  readonly integrations: ReadonlyMap<string, LoadedIntegration>;
}): ConfigWarning[] {
  const warnings: ConfigWarning[] = [];
  const add = (place: Problem['path'], found: readonly ConfigWarning[]): void => {
    warnings.push(...found.map((warning) => ({ ...warning, path: [...place, ...warning.path] })));
  };
  const pipelines = Object.entries(config.pipelines);
  if (pipelines.length === 0) {
    warnings.push({ code: 'no_pipelines', path: [], message: 'there is no pipeline: every event is refused with 401' });
  }
  for (const [name, { integrations: attached }] of pipelines) {
    add(['pipelines', name], pipelineWarnings(attached.map((one) => integrations.get(one))));
  }
  const attached = new Set(pipelines.flatMap(([, pipeline]) => pipeline.integrations));
  for (const [name, loaded] of integrations) {
    const written = config.integrations[name];
    if (written !== undefined) add(['integrations', name], integrationWarnings(loaded, written));
    if (pipelines.length > 0 && !attached.has(name)) {
      const message = 'is attached to no pipeline: nothing goes there';
      add(['integrations', name], [{ code: 'unattached', path: [], message }]);
    }
  }
  return warnings;
}

/** What should be known of one integration, wherever it is attached. `written` is what a person gave; paths begin there. */
export function integrationWarnings(
  { integration, values }: LoadedIntegration,
  written: Pick<IntegrationConfig, 'parameters' | 'playbook'>,
): ConfigWarning[] {
  const { kit } = integration;
  const { facts } = kit.codec;
  const warnings = eventNameWarnings(kit, written);
  const warn = (code: WarningCode, path: Problem['path'], message: string): void => {
    warnings.push({ code, path, message });
  };

  const events = unconfiguredEvents(integration);
  if (events.length > 0) {
    const have = events.length === 1 ? 'has' : 'have';
    const message = `${events.join(', ')} ${have} no conversion definition id yet, and will be dropped as not_configured`;
    warn('not_configured', ['playbook', 'events'], message);
  }
  const most = facts.maxAge / DAY;
  const days = Number(own(values.public, 'MAX_AGE_DAYS'));
  if (days > most) {
    const message = `is ${days}, and Amazon takes ${most} here: what is older is sent, and refused there`;
    warn('too_old_for_amazon', ['parameters', 'MAX_AGE_DAYS'], message);
  }
  const region = own(written.parameters, 'REGION');
  if ((region === 'EU' || region === 'FE') && own(written.parameters, 'DEFAULT_COUNTRY') === undefined) {
    const message = `is ${region}, and events that say no country are taken for events of the US, without consent asked for: set DEFAULT_COUNTRY`;
    warn('country_assumed', ['parameters', 'REGION'], message);
  }
  const elsewhere = Object.keys(REGIONS).find((name) => REGIONS[name as Region].api === own(values.public, 'BASE_URL'));
  if (region !== undefined && elsewhere !== undefined && elsewhere !== region) {
    const message = `is Amazon’s address of ${elsewhere}, and REGION is ${region}: leave it out, REGION gives it`;
    warn('wrong_region', ['parameters', 'BASE_URL'], message);
  }
  warnings.push(...consentWarnings(values, facts.carriesConsent));
  return warnings;
}

/** What sends events of the EEA and the United Kingdom without consent, or leaves it behind (platform decisions, section 4). */
function consentWarnings(
  { public: parameters }: LoadedIntegration['values'],
  carriesConsent: boolean,
): ConfigWarning[] {
  const code = carriesConsent ? 'consent_not_asked' : 'consent_left_behind';
  const why = carriesConsent
    ? 'Amazon refuses such data'
    : 'this API cannot carry a sign of consent: send them through the kit amazon-dsp-events';
  const warnings: ConfigWarning[] = [];
  const warn = (parameter: string, says: string): void => {
    warnings.push({ code, path: ['parameters', parameter], message: `${says}, and ${why}` });
  };
  if (own(parameters, 'CONSENT_POLICY') === 'send') {
    warn('CONSENT_POLICY', 'sends events of the EEA and the United Kingdom that came without a sign of consent');
  }
  const countries = own(parameters, 'CONSENT_COUNTRIES');
  const missing = Array.isArray(countries) ? [...CONSENT_COUNTRIES].filter((code) => !countries.includes(code)) : [];
  if (missing.length > 0) warn('CONSENT_COUNTRIES', `asks for no consent in ${missing.join(', ')}`);
  const country = String(own(parameters, 'DEFAULT_COUNTRY'));
  if (!carriesConsent && CONSENT_COUNTRIES.has(country)) {
    warn('DEFAULT_COUNTRY', `says that events come from ${country}`);
  }
  return warnings;
}

/**
 * What should be known of a pipeline with these integrations, in their order; undefined for one that could not be loaded. Paths begin at
 * the pipeline.
 */
export function pipelineWarnings(attached: readonly (LoadedIntegration | undefined)[]): ConfigWarning[] {
  if (attached.length === 0) {
    const message = 'the pipeline has no integration: its events are dropped as no_integration';
    return [{ code: 'no_integration', path: ['integrations'], message }];
  }
  const warnings: ConfigWarning[] = [];
  const first = new Map<string, string>();
  for (const [i, loaded] of attached.entries()) {
    if (loaded === undefined) continue;
    const { integration, values } = loaded;
    const { BASE_URL, ADVERTISER_ID, DEDUPE_SUFFIX } = values.public;
    // Offline there may be none.
    if (ADVERTISER_ID === undefined) continue;
    const key = JSON.stringify([BASE_URL, ADVERTISER_ID, DEDUPE_SUFFIX ?? '']);
    const other = first.get(key);
    if (other !== undefined) {
      const message = `"${integration.name}" sends for the advertiser of "${other}" under the same dedupe ids, and Amazon keeps one of both: give one of them a DEDUPE_SUFFIX`;
      warnings.push({ code: 'same_advertiser', path: ['integrations', i], message });
    } else first.set(key, integration.name);
  }
  return warnings;
}
