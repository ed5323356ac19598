import * as z from 'zod/mini';
import { tellsLanesApart } from './placeholders.ts';
import { sourceSchema } from './source-schema.ts';

const bothLanes = 'put {lane}, {ecsService} or {targetGroup} into the source: without one both lanes have the same value';

/** A source that is asked for both lanes, and asks something else for each. */
export const laneSourceSchema = sourceSchema.check(z.refine(tellsLanesApart, { error: bothLanes }));
