import { RemovalPolicy } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { give } from './grant.ts';
import { machinePermissions } from './machine-permissions.ts';
import { type MachineName, physicalName } from './names.ts';
import type { SluiceFunction } from './sluice-function.ts';
import { trustedMachine } from './trusted.ts';

/** What a machine is made of. */
export interface MachineProps {
  readonly name: MachineName;
  /** The text of the definition, with `${…}` placeholders. */
  readonly text: string;
  /** Placeholder → function. The text names its version, and the role may invoke every version of those that the text names. */
  readonly functions: Readonly<Record<string, SluiceFunction>>;
  /** Placeholder → any other value. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * One STANDARD machine that acts on AWS. Its role can call our functions and do what its text says to what services marked as theirs;
 * the right to start their tasks is added by each service's own stack.
 */
export class Machine extends Construct {
  readonly machine: StateMachine;
  readonly role: Role;

  constructor(scope: Construct, id: string, { name, text, functions, values }: MachineProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      roleName: physicalName.machineRole(name),
      assumedBy: trustedMachine(this, name),
      description: `What Sluice's state machine ${name} may do; every service marks its own lanes and rules`,
    });
    const invoked = usedIn(text, functions);
    give(this.role, [...Object.values(invoked).map((each) => each.mayInvoke()), ...machinePermissions(this, text)]);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: physicalName.machine(name),
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(text),
      definitionSubstitutions: { ...versionsOf(invoked), ...usedIn(text, values) },
      role: this.role,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          // This prefix is free of the limit on CloudWatch Logs resource policies.
          logGroupName: `/aws/vendedlogs/states/${physicalName.machine(name)}`,
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        includeExecutionData: true,
      },
    });
    acknowledge(this, {
      'IAM5[Resource::*]': 'log delivery and X-Ray have no resource level in IAM',
      'NIST.800.53.R5-IAMNoInlinePolicy': 'written for this role alone and gone with it: nobody else can be given it',
      'NIST.800.53.R5-CloudWatchLogGroupEncrypted':
        'a task token in it answers one wait, once; CloudWatch Logs encrypts it with a key that nobody can disable, and IAM says who reads it',
    });
  }
}

/** An execution keeps its text, and so ends with the code it began with, whatever is deployed meanwhile. */
function versionsOf(functions: Readonly<Record<string, SluiceFunction>>): Record<string, string> {
  return Object.fromEntries(Object.entries(functions).map(([placeholder, { versionArn }]) => [placeholder, versionArn]));
}

function usedIn<T>(text: string, substitutions: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(substitutions).filter(([placeholder]) => text.includes(`\${${placeholder}}`)));
}
