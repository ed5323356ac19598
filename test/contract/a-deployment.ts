import type { Decision, Ledger, LoggedEvent } from '../../adapters/ledger/ledger.ts';
import type { Deployment, Signal } from '../../core/deployment/deployment.ts';
import { aPlan, aProgressing, secondsLater } from '../core/builders.ts';

let made = 0;

/** A deployment that no other test knows, in a service of its own. */
export function aDeployment(change: Partial<Deployment> = {}): Deployment {
  made += 1;
  const service = `service-${made}`;
  const fresh = aProgressing({ plan: aPlan({ deploymentId: `${service}-1`, service }), sequence: 0, stepIndex: -1 });
  const { stepStartedAt: _, ...unstarted } = fresh;
  return { ...unstarted, ...change };
}

/** Records a deployment as its admission does: with the lease of its service. */
export async function admit(ledger: Pick<Ledger, 'lease' | 'admit'>, deployment: Deployment, because = 'admitted'): Promise<void> {
  const { service, id: holder, executionArn } = deployment;
  await ledger.lease({ service, holder, executionArn, alarmArns: [], candidateLane: '' }, secondsLater(0));
  await ledger.admit(deployment, anEvent(because));
}

export const anEvent = (because: string, seconds = 0): LoggedEvent => ({
  at: secondsLater(seconds).toISOString(),
  type: 'Looked',
  because,
});

export const aDecision = (change: Partial<Decision> = {}): Decision => ({
  status: 'progressing',
  stepIndex: 0,
  stepStartedAt: secondsLater(10).toISOString(),
  event: anEvent('5 % is next'),
  ...change,
});

export const aSignal = (source: string): Signal => ({
  kind: 'alarm',
  source,
  because: `${source} is in ALARM`,
  occurredAt: secondsLater(30).toISOString(),
});
