import { traced } from '../../adapters/observability.ts';
import { ledger, machines } from '../../adapters/wiring/control-plane.ts';
import { now } from '../../adapters/world.ts';
import { watchForSignals } from './watch-for-signals.ts';

/** Lambda entry: the only file here that knows the environment exists. Nothing imports it. */
export const handler = traced('watch-for-signals', watchForSignals({ ledger: ledger(), executions: machines(), now }));
