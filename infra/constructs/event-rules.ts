import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { EventInvokeConfig, type Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { hints } from './event-patterns.ts';
import type { FunctionName } from './names.ts';

/** What the rules connect. */
export interface EventRulesProps {
  readonly functions: Readonly<Record<FunctionName, Lambda>>;
  readonly machineArns: readonly string[];
  /** Takes every event that could not be delivered or handled. */
  readonly undelivered: Queue;
}

/** An event older than this says nothing about now; the sweep has looked many times since. */
const maxEventAge = Duration.minutes(15);

const minute = Duration.minutes(1);

/** The next sweep is the retry of one that failed: one of Lambda's would run beside that, over the same leases. */
const triedByTheMinute = { retryAttempts: 0, maxEventAge: minute };

/** Every way an event reaches a function: delivered or dead-lettered, within a bounded number of tries. */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, { functions, machineArns, undelivered }: EventRulesProps) {
    super(scope, id);
    const target = (name: FunctionName): LambdaFunction =>
      new LambdaFunction(functions[name], { deadLetterQueue: undelivered, retryAttempts: 8, maxEventAge });

    const patterns = hints(machineArns);
    for (const [name, { pattern, to, why }] of Object.entries(patterns)) {
      new Rule(this, name, { description: `Sluice: ${why}`, eventPattern: pattern, targets: [target(to)] });
    }
    new Rule(this, 'EveryMinute', {
      description: 'Sluice: traffic must be whole also when no event came',
      schedule: Schedule.rate(minute),
      targets: [target('sweep')],
    });

    // EventBridge is done once Lambda took the event; what the function does with it is retried and dead-lettered here.
    for (const name of new Set<FunctionName>([...Object.values(patterns).map(({ to }) => to), 'sweep'])) {
      new EventInvokeConfig(this, `${name}-failures`, {
        function: functions[name],
        ...(name === 'sweep' ? triedByTheMinute : { retryAttempts: 2, maxEventAge }),
        onFailure: new SqsDestination(undelivered),
      });
    }
  }
}
