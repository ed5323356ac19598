import type { Context } from 'aws-lambda';

/** What Lambda tells a function of Sluice about an invocation. */
export function aContext(name: string): Context {
  return {
    ...{ functionName: `sluice-${name}`, functionVersion: '1', memoryLimitInMB: '512', awsRequestId: 'request-1' },
    ...{ invokedFunctionArn: `arn:aws:lambda:eu-west-1:111122223333:function:sluice-${name}`, callbackWaitsForEmptyEventLoop: true },
    ...{ logGroupName: 'g', logStreamName: 's', getRemainingTimeInMillis: () => 1_000, done: () => {}, fail: () => {}, succeed: () => {} },
  };
}
