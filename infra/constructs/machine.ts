import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { type Grant, give } from './grant.ts';
import { type MachineName, physicalName } from './names.ts';

/** What a machine is made of. */
export interface MachineProps {
  readonly name: MachineName;
  /** The text of the definition, with `${…}` placeholders. */
  readonly text: string;
  /** Placeholder → ARN of a function. The role may invoke those that the text names, and no other. */
  readonly functions: Readonly<Record<string, string>>;
  /** What it may do besides: that which belongs to no service. */
  readonly grants: readonly Grant[];
  /** Placeholder → any other value. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * One STANDARD machine that acts on AWS. Its role can read traffic and call our functions; the right to change a service is
 * added by that service's own stack.
 */
export class Machine extends Construct {
  readonly machine: StateMachine;
  readonly role: Role;

  constructor(scope: Construct, id: string, { name, text, functions, grants, values }: MachineProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      roleName: physicalName.machineRole(name),
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: `What Sluice's state machine ${name} may do; every service adds its own lanes and rule`,
    });
    const invoked = usedIn(text, functions);
    this.role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: Object.values(invoked) }));
    give(this.role, grants);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: physicalName.machine(name),
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(text),
      definitionSubstitutions: { ...invoked, ...usedIn(text, values) },
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
    acknowledge(this.role, {
      'IAM5[Resource::*]': 'log delivery and X-Ray have no resource level in IAM',
    });
  }
}

function usedIn(text: string, substitutions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(substitutions).filter(([placeholder]) => text.includes(`\${${placeholder}}`)));
}
