import { environment } from '../../adapters/environment.ts';
import { keepTrying } from '../../adapters/keep-trying.ts';
import { traced } from '../../adapters/observability.ts';
import { lanes, rules } from '../../adapters/wiring/composed.ts';
import { announcements, ledger, machines } from '../../adapters/wiring/control-plane.ts';
import { witnesses } from '../../adapters/wiring/witnesses.ts';
import { now } from '../../adapters/world.ts';
import { signalDeployment } from './signal-deployment.ts';

const { SLUICE_RESTORE_MACHINE_ARN: restoreMachineArn } = environment('SLUICE_RESTORE_MACHINE_ARN');

/** Lambda entry: the only file here that knows the environment exists. Nothing imports it. */
export const handler = traced(
  'signal-deployment',
  keepTrying(
    signalDeployment({
      ...witnesses(),
      ledger: ledger('insistent'),
      executions: machines('insistent'),
      ...{ lanes: lanes(), rules: rules(), announcer: announcements() },
      restoreMachineArn,
      now,
    }),
  ),
);
