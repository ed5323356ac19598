import { traced } from '../../adapters/observability.ts';
import { lanes } from '../../adapters/wiring/composed.ts';
import { ledger } from '../../adapters/wiring/control-plane.ts';
import { now } from '../../adapters/world.ts';
import { inspectCandidate } from './inspect-candidate.ts';

/** Lambda entry: the only file here that knows the environment exists. Nothing imports it. */
export const handler = traced('inspect-candidate', inspectCandidate({ ledger: ledger(), lanes: lanes(), now }));
