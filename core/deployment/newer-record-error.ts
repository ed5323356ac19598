import { SluiceError } from '../errors.ts';

/** A later version of Sluice wrote this record, and so another code is at work on it. Reading it by guess could undo what that code does. */
export class NewerRecordError extends SluiceError {
  override readonly name = 'NewerRecordError';
  override readonly fault = 'caller';
  readonly deploymentId: string;

  constructor(deploymentId: string, schema: { readonly written: unknown; readonly known: number }) {
    super(
      `deployment ${deploymentId} is recorded in schema ${schema.written}, this version knows ${schema.known}: ` +
        'the code that began it goes on with it; deploy the newer version again to act on it otherwise',
    );
    this.deploymentId = deploymentId;
  }
}
