import { AwsSolutionsChecks, type NagPack, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/** The rule packs of cdk-nag that every synthesis has to pass. Each call makes new ones: a pack remembers what it found. */
export function securityChecks(app: IConstruct): readonly NagPack[] {
  return [new AwsSolutionsChecks(app), new ServerlessChecks(app), new NIST80053R5Checks(app)];
}
