/** Which webhooks are told nothing at the moment. */
import type { WebhookHealth } from '../store/health.ts';
import { counted, type Finding, note, ok } from './finding.ts';

/** What is found about webhooks; those that are in trouble. */
export function webhookFindings(troubled: readonly WebhookHealth[]): Finding[] {
  if (troubled.length === 0) return [ok('webhooks', 'none is disabled or failing')];
  return troubled.map((it) => (it.state === 'DISABLED' ? disabled(it) : failing(it)));
}

const disabled = ({ name, stateReason }: WebhookHealth): Finding =>
  note(
    'webhooks',
    `${name} is disabled${stateReason === null ? '' : `: ${stateReason}`}`,
    'mend its endpoint, then resumeWebhook and replayDeliveries; or deleteWebhook',
  );

const failing = ({ name, failures, failingSince }: WebhookHealth): Finding =>
  note(
    'webhooks',
    `${name} has failed since ${failingSince!.toISOString()} (${counted(failures, 'attempt')})`,
    'its deliveries say what it answered; they are tried again for days',
  );
