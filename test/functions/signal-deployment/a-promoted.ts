import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import type { Lane } from '../../../core/deployment/lane.ts';
import type { LaneFacts } from '../../../core/deployment/readiness.ts';
import { forward } from '../../../core/deployment/traffic.ts';
import { InvalidInputError } from '../../../core/errors.ts';
import { signalDeployment } from '../../../functions/signal-deployment/signal-deployment.ts';
import { admittedAt, aLane, aProgressing, secondsLater, someActions } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { anEvent, machineArn as restoreMachineArn } from '../an-event.ts';
import { fakeExecutions } from '../fake-executions.ts';
import { silentWitnesses } from '../silent-witnesses.ts';
import { theAnnounced } from '../the-announced.ts';

const { id, plan } = aProgressing();
/** How long it may be taken back after it was admitted. */
export const windowSeconds = 3_600;
export const because = 'ana asked to go back: wrong price';
/** A person asks for the way back a minute after the admission. */
export const request = anEvent({
  'detail-type': 'RollbackRequested',
  time: secondsLater(60).toISOString(),
  detail: { service: 'orders', by: 'ana', because: 'wrong price' },
});

/** A promoted deployment that serves everybody, with its old lane, by default whole and within its rollback window. `rule`: how many users reach the promoted lane, in percent. */
export async function aPromoted(
  change: {
    readonly old?: Partial<LaneFacts>;
    /** In words: why it does not exist. */
    readonly serving?: Partial<LaneFacts> | string;
    readonly rule?: number | 'unread' | 'gone' | 'nobody';
    readonly now?: Date;
    readonly missing?: string;
    readonly isDeclared?: (service: string) => Promise<boolean>;
  } = {},
) {
  const ledger = memoryLedger();
  await anAdmitted(ledger);
  const event = { at: admittedAt.toISOString(), type: 'DeploymentPromoted', because: 'every step was safe' } as const;
  await ledger.finish(id, { status: 'promoted', event, retireAt: secondsLater(windowSeconds).toISOString() });
  await ledger.release('orders', id);
  const { executions, started } = fakeExecutions();
  const { announcer, announced } = theAnnounced();
  const old = { desiredCount: 4, ...change.old };
  const lanes = { missing: change.missing, reads: async () => {} };
  const { serving, rule = 100 } = change;
  const read = async (_: string, { lane }: Lane) => {
    await lanes.reads();
    const facts = lane === plan.stable.lane ? (lanes.missing ?? old) : serving;
    if (typeof facts === 'string') throw new InvalidInputError(facts);
    return aLane(facts);
  };
  const actions = async () => {
    if (rule === 'gone') throw new InvalidInputError(`listener rule ${plan.ruleArn} does not exist`);
    if (rule === 'nobody') return someActions(0, 0);
    return rule === 'unread' ? silentWitnesses.rules.actions() : forward(plan, rule);
  };
  const rules = { actions };
  const now = () => change.now ?? secondsLater(windowSeconds - 1);
  const { isDeclared = silentWitnesses.isDeclared } = change;
  const needs = { ...silentWitnesses, isDeclared, ledger, executions, announcer, lanes: { read }, rules, restoreMachineArn, now };
  const signal = signalDeployment(needs);
  return { ledger, executions, started, announced, old, lanes, signal, goBack: (event = request) => signal(event) };
}
