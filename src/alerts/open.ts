import { type AlertParts, Alerts } from './alerts.ts';
import { KeptAlerts } from './kept-alerts.ts';
import { KeptRules } from './kept-rules.ts';
import { type Observed, Observer } from './observe.ts';
import { type WebhookParts, Webhooks } from './webhooks.ts';

/** What there is of alerts in a gateway. */
export interface Alerting {
  readonly alerts: Alerts;
  readonly kept: KeptAlerts;
  readonly rules: KeptRules;
  readonly webhooks: Webhooks;
}

/** What alerts are kept with, what they look at, and where they are told. */
export interface AlertingParts extends WebhookParts, Pick<AlertParts, 'url' | 'log'> {
  readonly observed: Observed;
}

/** Puts the parts together; the alerts of earlier starts go on. */
export async function openAlerts(parts: AlertingParts): Promise<Alerting> {
  const { records, observed, url, log } = parts;
  const kept = await KeptAlerts.open(records);
  const [rules, webhooks] = [new KeptRules(records), new Webhooks(parts)];
  const alerts = new Alerts({ observer: new Observer(observed), kept, rules, webhooks, url, log });
  return { alerts, kept, rules, webhooks };
}
