/** A list price of AWS in us-east-1, in dollars, without free tiers. */
export interface Price {
  readonly dollars: number;
  readonly of: string;
  /** The price page of AWS. */
  readonly page: string;
}

/**
 * The day on which all of them were compared with copies of these pages or, where a page leaves its figures to a script, with what
 * others quote from it.
 */
export const pricesCheckedOn = '2026-11-22';

const pages = {
  stepFunctions: 'https://aws.amazon.com/step-functions/pricing/',
  lambda: 'https://aws.amazon.com/lambda/pricing/',
  dynamoDb: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  cloudWatch: 'https://aws.amazon.com/cloudwatch/pricing/',
  systemsManager: 'https://aws.amazon.com/systems-manager/pricing/',
  eventBridge: 'https://aws.amazon.com/eventbridge/pricing/',
  xRay: 'https://aws.amazon.com/xray/pricing/',
  kms: 'https://aws.amazon.com/kms/pricing/',
} as const;

/** What Sluice is charged for. */
export const prices = {
  transition: { dollars: 0.025 / 1_000, of: 'a state transition of a STANDARD machine, retries included', page: pages.stepFunctions },
  functionGbSecond: { dollars: 0.0000133334, of: 'a GB-second of Lambda on arm64, first tier', page: pages.lambda },
  functionRequest: { dollars: 0.2 / 1e6, of: 'an invocation', page: pages.lambda },
  writeUnit: { dollars: 0.625 / 1e6, of: 'a DynamoDB write request unit, on demand', page: pages.dynamoDb },
  readUnit: { dollars: 0.125 / 1e6, of: 'a DynamoDB read request unit, on demand', page: pages.dynamoDb },
  metricRead: { dollars: 0.01 / 1_000, of: 'a metric asked for by GetMetricData', page: pages.cloudWatch },
  alarmCall: { dollars: 0.01 / 1_000, of: 'a call of DescribeAlarms or DescribeAlarmHistory', page: pages.cloudWatch },
  alarmMetricMonth: { dollars: 0.1, of: 'a metric of an alarm, a month', page: pages.cloudWatch },
  customMetricMonth: { dollars: 0.3, of: 'a metric of its own, a month, paid for by the hour in which it is sent', page: pages.cloudWatch },
  advancedParameterMonth: { dollars: 0.05, of: 'an advanced parameter, a month', page: pages.systemsManager },
  logGb: { dollars: 0.5, of: 'a GB of logs taken in', page: pages.cloudWatch },
  event: { dollars: 1 / 1e6, of: 'an event that Sluice puts; those of AWS are free', page: pages.eventBridge },
  trace: { dollars: 5 / 1e6, of: 'a trace that is recorded', page: pages.xRay },
  keyMonth: { dollars: 1, of: 'a KMS key, a month, and as much again for each of its rotations', page: pages.kms },
} as const satisfies Readonly<Record<string, Price>>;

/** What is used and not counted, in words. */
export const leftOut = [
  'storage of the ledger, its backups, logs and code',
  'requests to the key and to the queue, messages of the topic',
  'what people do in the console',
  'tasks, load balancers and traffic of the services themselves',
] as const;
