import { SluiceError } from '../../core/errors.ts';

/** A cloud assembly or template that CloudFormation itself would refuse, or one of its resources that failed to be created. */
export class TemplateError extends SluiceError {
  override readonly name = 'TemplateError';
  override readonly fault = 'caller';
}
