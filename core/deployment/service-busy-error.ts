import { SluiceError } from '../errors.ts';

/** A short job has the service; it is over in minutes. The state machine waits for it, so the name is wire format. */
export class ServiceBusyError extends SluiceError {
  override readonly name = 'ServiceBusyError';
  override readonly fault = 'dependency';
  constructor(service: string, holder: string) {
    super(`${service} is busy: ${holder} has it for a moment, try again in half a minute`);
  }
}
