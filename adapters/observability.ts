import type { Context } from 'aws-lambda';

/** The Lambda handler around a use case. */
export declare function traced<Input, Outcome>(
  handlerName: string,
  useCase: (input: Input) => Promise<Outcome>,
): (event: Input, context: Context) => Promise<Outcome>;
