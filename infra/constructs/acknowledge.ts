import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Rule of a security pack → why its finding is accepted. */
export type Findings = Readonly<Record<string, string>>;

/** Rules of AwsSolutions are a short name and a number, such as `IAM5`; every other rule is given with its pack. */
const numbered = /^[A-Z]+\d/;

/**
 * Accepts findings of the security packs on a construct and everything below it, each for the reason given. A test fails for a
 * finding that is accepted and not made.
 *
 * @example acknowledge(queue, { SQS3: 'this is the dead-letter queue', 'Serverless-SQSRedrivePolicy': 'this is the dead-letter queue' });
 */
export function acknowledge(construct: IConstruct, findings: Findings): void {
  Validations.of(construct).acknowledge(
    ...Object.entries(findings).map(([rule, reason]) => ({ id: numbered.test(rule) ? `AwsSolutions-${rule}` : rule, reason })),
  );
}
