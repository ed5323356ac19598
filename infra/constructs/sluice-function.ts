import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { functionFindings } from './function-findings.ts';
import { type Grant, hereOnly } from './grant.ts';
import { type FunctionName, physicalName } from './names.ts';
import { trustedLambda } from './trusted.ts';

/** What one function is made of. */
export interface SluiceFunctionProps {
  readonly name: FunctionName;
  /** Folder with the bundled `index.mjs`. */
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Default 512: it starts a bundle of this size in about half a second, and memory is what buys CPU. */
  readonly memoryMiB?: number;
  /** How long one call may take. Default 30. */
  readonly timeoutSeconds?: number;
}

/** One Lambda with a role and a log group of its own. The role starts with nothing but writing its own logs and traces. */
export class SluiceFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;
  readonly #name: string;

  constructor(scope: Construct, id: string, { name, bundle, environment, memoryMiB = 512, timeoutSeconds = 30 }: SluiceFunctionProps) {
    super(scope, id);
    this.#name = physicalName.function(name);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${physicalName.function(name)}`,
      retention: RetentionDays.THREE_MONTHS,
      // The ledger is the record of what was decided; logs only explain it.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      assumedBy: trustedLambda(this),
      description: `What Sluice's function ${name} may do`,
    });
    logGroup.grantWrite(this.role);
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: physicalName.function(name),
      description: `Sluice: state or event ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(bundle),
      memorySize: memoryMiB,
      timeout: Duration.seconds(timeoutSeconds),
      tracing: Tracing.ACTIVE,
      role: this.role,
      logGroup,
      environment: {
        POWERTOOLS_SERVICE_NAME: 'sluice',
        POWERTOOLS_METRICS_NAMESPACE: 'Sluice',
        ...environment,
      },
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN, description: 'Runs for the executions that name it' },
    });
    acknowledge(this, functionFindings(name));
  }

  /** Leave to invoke every version of it, those before this one included: executions that began with them are not over. */
  mayInvoke(): Grant {
    return hereOnly(this, {
      service: 'lambda',
      resources: [`function:${this.#name}:*`],
      actions: ['lambda:InvokeFunction'],
      reason: 'an execution ends with the version that it began with, whatever its number',
    });
  }

  /**
   * Its code and configuration as of this deployment of the stack, under a number that never means anything else. It outlives every
   * later deployment, so that an execution which began with it ends with it.
   */
  get versionArn(): string {
    return this.lambda.currentVersion.functionArn;
  }
}
