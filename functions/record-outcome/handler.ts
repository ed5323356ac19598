import { traced } from '../../adapters/observability.ts';
import { outcomes } from '../../adapters/wiring/composed.ts';
import { recordOutcome } from './record-outcome.ts';

// An announcement that the bus does not take in five seconds is kept, and sent later.
const record = outcomes('brisk');

/** Lambda entry: the only file here that knows the environment exists. Nothing imports it. */
export const handler = traced('record-outcome', recordOutcome({ record }));
