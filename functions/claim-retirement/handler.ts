import { traced } from '../../adapters/observability.ts';
import { lanes, rules } from '../../adapters/wiring/composed.ts';
import { ledger } from '../../adapters/wiring/control-plane.ts';
import { requests } from '../../adapters/wiring/metrics.ts';
import { now } from '../../adapters/world.ts';
import { claimRetirement } from './claim-retirement.ts';

/** Lambda entry: the only file here that knows the environment exists. Nothing imports it. */
const needs = { ledger: ledger(), lanes: lanes(), rules: rules(), requests: requests(), now };
export const handler = traced('claim-retirement', claimRetirement(needs));
