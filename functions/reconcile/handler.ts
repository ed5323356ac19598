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
// What a restore begins with, the ledger and Step Functions, has its usual tries. What does not answer of the rest keeps nobody waiting for long.
const [pace, executions] = ['brisk' as const, { ...machines(), list: machines('hurried').list }];
const own = { ledger: ledger(), executions, deploymentMachineArn, restoreMachineArn, now };
const telling = { record: outcomes(pace), pager: pages(pace), announcer: announcements(pace) };
const reading = { elb: elb(pace), glance: elb('hurried'), traffic: traffic(pace), lanes: lanes(pace), scaling: scaling(pace) };

/** Lambda entry: the only file here that knows the environment exists. Nothing imports it. */
export const handler = traced(
  'reconcile',
  thenResend(reconcile({ ...own, ...telling, ...reading }), { ...own, ...telling, announcer: bus(pace) }),
);
