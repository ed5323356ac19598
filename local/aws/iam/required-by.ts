import { UnmodelledCallError } from '../aws-calls.ts';
import type { Row } from './requirement.ts';
import { computingRows } from './requirements/computing.ts';
import { containerRows } from './requirements/containers.ts';
import { dataRows } from './requirements/data.ts';
import { messageRows } from './requirements/messages.ts';
import { trafficRows } from './requirements/traffic.ts';

const rows: ReadonlyMap<string, Row> = new Map(
  Object.entries({ ...containerRows, ...trafficRows, ...computingRows, ...messageRows, ...dataRows }),
);

/**
 * What a modelled operation requires of its caller.
 * @throws {UnmodelledCallError} nobody has written down what it requires.
 */
export function requiredBy(service: string, operation: string): Row {
  const row = rows.get(`${service}.${operation}`);
  if (row === undefined) throw new UnmodelledCallError(`what IAM requires for ${service}.${operation}`);
  return row;
}
