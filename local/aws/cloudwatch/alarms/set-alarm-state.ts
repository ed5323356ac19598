import { InvalidFormatFault, type SetAlarmStateInput } from '@aws-sdk/client-cloudwatch';
import { validationError } from '../cloudwatch-errors.ts';
import type { AlarmBook } from './alarm-book.ts';

/**
 * `SetAlarmState`: lasts until the next evaluation decides otherwise.
 * @throws {ResourceNotFound} @throws {InvalidFormatFault} the reason data are no JSON. @throws {CloudWatchServiceException} `ValidationError`.
 */
export function setAlarmState({ AlarmName, StateValue, StateReason, StateReasonData }: SetAlarmStateInput, book: AlarmBook): void {
  if (AlarmName === undefined || StateReason === undefined || StateValue === undefined) {
    throw validationError('AlarmName, StateValue and StateReason are required.');
  }
  if (!['OK', 'ALARM', 'INSUFFICIENT_DATA'].includes(StateValue))
    throw validationError(`The value ${StateValue} for StateValue is not valid.`);
  if (StateReasonData !== undefined && !isJson(StateReasonData)) {
    throw new InvalidFormatFault({ message: 'StateReasonData is not valid JSON.', $metadata: {} });
  }
  const reasonData = StateReasonData === undefined ? {} : { reasonData: StateReasonData };
  book.setState(AlarmName, { value: StateValue, reason: StateReason, ...reasonData });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
