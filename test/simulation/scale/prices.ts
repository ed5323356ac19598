/** A list price of AWS in us-east-1, in dollars, without free tiers. */
export interface Price {
  readonly dollars: number;
  readonly of: string;
  readonly source: string;
}

/** What Sluice is charged for. Read in November 2026; a price that was only seen second-hand says so. */
export const prices = {
  transition: {
    dollars: 0.025 / 1_000,
    of: 'a state transition of a STANDARD machine, retries included',
    source: 'AWS Step Functions pricing',
  },
  functionGbSecond: { dollars: 0.0000133334, of: 'a GB-second of Lambda on arm64, first tier', source: 'AWS Lambda pricing' },
  functionRequest: { dollars: 0.2 / 1e6, of: 'an invocation', source: 'AWS Lambda pricing' },
  writeUnit: { dollars: 0.625 / 1e6, of: 'a DynamoDB write request unit, on demand', source: 'DynamoDB pricing, as cut in November 2024' },
  readUnit: { dollars: 0.125 / 1e6, of: 'a DynamoDB read request unit, on demand', source: 'DynamoDB pricing, as cut in November 2024' },
  metricRead: { dollars: 0.01 / 1_000, of: 'a metric asked for by GetMetricData', source: 'CloudWatch pricing' },
  alarmCall: { dollars: 0.01 / 1_000, of: 'a call of DescribeAlarms or DescribeAlarmHistory', source: 'CloudWatch pricing' },
  alarmMetricMonth: { dollars: 0.1, of: 'a metric of an alarm, a month', source: 'CloudWatch pricing' },
  customMetricMonth: { dollars: 0.3, of: 'a metric of its own, a month', source: 'CloudWatch pricing' },
  advancedParameterMonth: { dollars: 0.05, of: 'an advanced parameter, a month', source: 'Systems Manager pricing' },
  logGb: { dollars: 0.5, of: 'a GB of logs taken in', source: 'CloudWatch pricing' },
  event: { dollars: 1 / 1e6, of: 'an event that Sluice puts; those of AWS are free', source: 'EventBridge pricing' },
} as const satisfies Readonly<Record<string, Price>>;

/** Memory of a function in GB: as the template gives it. */
export function gigabytesOf(functionName: string): number {
  return functionName.endsWith('next-step') ? 1 : 0.5;
}

/** Milliseconds that the world does not see, for each invocation and each cold start. Assumed. */
export const unseenMs = { invocation: 25, coldStart: 350 } as const;

/** Bytes that one invocation writes: three lines of Lambda, one of Sluice, two metrics. Measured once, rounded up. */
export const logBytes = { invocation: 2_000 } as const;
