import { answeringCloudFormation } from '../../adapters/cloudformation-answer.ts';
import { traced } from '../../adapters/observability.ts';
import { catalogue } from '../../adapters/wiring/catalogue.ts';
import { rules } from '../../adapters/wiring/composed.ts';
import { ledger } from '../../adapters/wiring/control-plane.ts';
import { ecs } from '../../adapters/wiring/readers.ts';
import { now } from '../../adapters/world.ts';
import { keepLanes } from './keep-lanes.ts';
import { physicalIdOf } from './physical-id.ts';

const answer = keepLanes({ ledger: ledger(), catalogue: catalogue(), ecs: ecs(), rules: rules(), now });

/** Lambda entry: the only file here that knows the environment exists. Nothing imports it. */
export const handler = traced('keep-lanes', answeringCloudFormation(physicalIdOf, answer));
