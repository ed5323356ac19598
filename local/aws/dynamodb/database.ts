import type { Operation } from '../modelled-service.ts';

/** Something that answers DynamoDB's operations. */
export interface Database {
  readonly operations: Readonly<Record<string, Operation>>;
  /** Lets the calls under way end, and takes none afterwards: they fail with a DependencyError. */
  stop(): Promise<void>;
}
