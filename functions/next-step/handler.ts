import { traced } from '../../adapters/observability.ts';
import { traffic } from '../../adapters/wiring/composed.ts';
import { announcements, ledger } from '../../adapters/wiring/control-plane.ts';
import { alarms, metrics } from '../../adapters/wiring/readers.ts';
import { now } from '../../adapters/world.ts';
import { nextStep } from './next-step.ts';

/** Lambda entry: the only file here that knows the environment exists. Nothing imports it. */
export const handler = traced(
  'next-step',
  nextStep({ ledger: ledger(), traffic: traffic(), metrics: metrics(), alarms: alarms(), announcer: announcements(), now }),
);
