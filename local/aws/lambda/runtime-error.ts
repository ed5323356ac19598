import { SluiceError } from '../../../core/errors.ts';

/** What the Lambda runtime itself reports about a function; `name` is the `errorType` AWS gives. */
export class RuntimeError extends SluiceError {
  override readonly name: string;
  override readonly fault = 'caller';
  constructor(errorType: 'Runtime.ImportModuleError' | 'Runtime.HandlerNotFound', message: string) {
    super(message);
    this.name = errorType;
  }
}
