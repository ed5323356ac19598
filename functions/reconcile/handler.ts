import { environment } from '../../adapters/environment.ts';
import { traced } from '../../adapters/observability.ts';
import { lanes, outcomes, rules } from '../../adapters/wiring/composed.ts';
import { ledger, machines, pages } from '../../adapters/wiring/control-plane.ts';
import { scaling } from '../../adapters/wiring/readers.ts';
import { now } from '../../adapters/world.ts';
import { reconcile } from './reconcile.ts';

const { SLUICE_RESTORE_MACHINE_ARN: restoreMachineArn } = environment('SLUICE_RESTORE_MACHINE_ARN');
const readers = { lanes: lanes(), rules: rules(), scaling: scaling() };
const observers = { executions: machines(), ...readers, restoreMachineArn, now };

/** Lambda entry: the only file here that knows the environment exists. Nothing imports it. */
export const handler = traced('reconcile', reconcile({ ...observers, ledger: ledger(), record: outcomes(), pager: pages() }));
