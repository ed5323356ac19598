/** Calls that policies allow and no reference run makes, by their function or machine, and why. A crash at them is looked at elsewhere, or nowhere. */
export const callsWithoutRows: readonly { readonly actor: string; readonly targets: readonly string[]; readonly because: string }[] = [
  {
    actor: 'sluice-keep-lanes',
    targets: [
      'DynamoDB.GetItem',
      'DynamoDB.UpdateItem',
      'ECS.DescribeServices',
      'ECS.DescribeTaskDefinition',
      'ElasticLoadBalancingV2.DescribeRules',
      'SSM.GetParameter',
    ],
    because: 'CloudFormation asks it, over HTTP, before it changes a lane; when it dies, the update fails and nothing was changed',
  },
  {
    actor: 'sluice-deployment',
    targets: ['ECS.TagResource'],
    because: 'ECS asks for it when a task definition with tags is registered: no call of its own',
  },
  {
    actor: 'sluice-next-step',
    targets: ['EventBridge.PutEvents', 'SSM.GetParameter'],
    because: 'what a dry run would have done, and secrets of sources that are asked over HTTP: the simulated services have neither',
  },
  {
    actor: 'sluice-next-step',
    targets: ['DynamoDB.PutItem'],
    because: 'old entries of a log move out when it has 32, which no run has; test/contract kills the ledger at each call of it',
  },
  {
    actor: 'sluice-signal-deployment',
    targets: ['SSM.GetParameter'],
    because:
      'only for an abort or a rollback of a service that was never released: there is no deployment whose way back a crash could delay',
  },
  {
    actor: 'sluice-start-deployment',
    targets: ['DynamoDB.UpdateItem'],
    because: 'only for a changed declaration, which no run has; test/contract kills the ledger at each call of it',
  },
  {
    actor: 'sluice-record-outcome',
    targets: ['DynamoDB.Query'],
    because: 'it reads the entries of a log that moved out, which no run has',
  },
  ...['sluice-reconcile', 'sluice-sweep'].map((actor) => ({
    actor,
    targets: ['DynamoDB.PutItem'],
    because: 'what the bus refuses of an ending that nobody else could write down is kept by the same code as in sluice-record-outcome',
  })),
  {
    actor: 'sluice-sweep',
    targets: ['SFN.DescribeExecution'],
    because: 'only for an execution that no list shows, or two do',
  },
  ...['sluice-reconcile', 'sluice-signal-deployment', 'sluice-start-deployment', 'sluice-sweep'].map((actor) => ({
    actor,
    targets: ['SQS.GetQueueAttributes', 'SQS.GetQueueUrl'],
    because: 'allowed by CDK with SendMessage; Lambda puts what failed each time into the queue, and asks for nothing before',
  })),
  ...['sluice-signal-deployment', 'sluice-start-deployment'].map((actor) => ({
    actor,
    targets: ['SQS.SendMessage'],
    because: 'Lambda makes it when the function failed each time, which no run has of this one; test/end-to-end/outages.test.ts does',
  })),
];
