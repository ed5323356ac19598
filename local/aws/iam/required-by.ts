import { UnmodelledCallError } from '../aws-calls.ts';
import type { Row } from './requirement.ts';
import { computingRows } from './requirements/computing.ts';
import { containerRows } from './requirements/containers.ts';
import { dataRows } from './requirements/data.ts';
import { messageRows } from './requirements/messages.ts';
import { trafficRows } from './requirements/traffic.ts';

/** By service and operation: every call asks, and two look-ups cost less than a name put together. */
const rows = new Map<string, Map<string, Row>>();
for (const [name, row] of Object.entries({ ...containerRows, ...trafficRows, ...computingRows, ...messageRows, ...dataRows })) {
  const [service = '', operation = ''] = name.split('.');
  rows.set(service, (rows.get(service) ?? new Map<string, Row>()).set(operation, row));
}

/**
 * What a modelled operation requires of its caller.
 * @throws {UnmodelledCallError} nobody has written down what it requires.
 */
export function requiredBy(service: string, operation: string): Row {
  const row = rows.get(service)?.get(operation);
  if (row === undefined) throw new UnmodelledCallError(`what IAM requires for ${service}.${operation}`);
  return row;
}
