import { traced } from '../../adapters/observability.ts';
import { trafficInTurn } from '../../adapters/traffic-in-turn.ts';
import { traffic } from '../../adapters/wiring/composed.ts';
import { announcements, ledger } from '../../adapters/wiring/control-plane.ts';
import { metrics } from '../../adapters/wiring/metrics.ts';
import { alarms, ecs } from '../../adapters/wiring/readers.ts';
import { now, patience } from '../../adapters/world.ts';
import { limits } from '../../core/limits.ts';
import { nextStep } from './next-step.ts';

const glance = { traffic: trafficInTurn(traffic('hurried'), ledger(), now), alarms: alarms('hurried') };
const watched = { traffic: traffic(), alarms: alarms(), metrics: metrics(), tasks: ecs().tasks };
const sources = { ...watched, glance, patience: () => patience(limits.guardSeconds.value) };

/** Lambda entry: the only file here that knows the environment exists. Nothing imports it. */
export const handler = traced('next-step', nextStep({ ...sources, ledger: ledger(), announcer: announcements(), now }));
