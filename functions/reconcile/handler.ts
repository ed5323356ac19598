import { environment } from '../../adapters/environment.ts';
import { traced } from '../../adapters/observability.ts';
import { lanes, outcomes, traffic } from '../../adapters/wiring/composed.ts';
import { announcements, bus, ledger, machines, pages } from '../../adapters/wiring/control-plane.ts';
import { elb, scaling } from '../../adapters/wiring/readers.ts';
import { now } from '../../adapters/world.ts';
import { reconcile } from './reconcile.ts';
import { thenResend } from './resend-announcements.ts';

const { SLUICE_DEPLOYMENT_MACHINE_ARN: deploymentMachineArn, SLUICE_RESTORE_MACHINE_ARN: restoreMachineArn } = environment(
  'SLUICE_DEPLOYMENT_MACHINE_ARN',
  'SLUICE_RESTORE_MACHINE_ARN',
);
const own = { ledger: ledger(), executions: machines(), deploymentMachineArn, restoreMachineArn, now };
const telling = { record: outcomes(), pager: pages(), announcer: announcements() };

const reading = { elb: elb(), glance: elb('hurried'), traffic: traffic(), lanes: lanes(), scaling: scaling() };

/** Lambda entry: the only file here that knows the environment exists. Nothing imports it. */
export const handler = traced(
  'reconcile',
  thenResend(reconcile({ ...own, ...telling, ...reading }), { ...own, ...telling, announcer: bus() }),
);
