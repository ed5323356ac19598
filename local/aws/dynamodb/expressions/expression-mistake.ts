import { SluiceError } from '../../../../core/errors.ts';

/** An expression that cannot be read. The message is DynamoDB's, without the name of the expression before it. */
export class ExpressionMistake extends SluiceError {
  override readonly name = 'ExpressionMistake';
  override readonly fault = 'caller';
}
