/** Permissions that no call of the releases in `every-permission.test.ts` needs, as patterns of `role action`, and why they are given. */
export const reasons: readonly (readonly [RegExp, string])[] = [
  [/ logs:/, 'Lambda, Step Functions and ECS write logs themselves; the local world keeps output without that API'],
  [/ xray:/, 'traces are sent past the modelled services'],
  [/^nextstep aps:QueryMetrics$/, 'Prometheus is asked over HTTP, past the modelled services; test/adapters shows the signed request'],
  [/^nextstep ssm:GetParameter$/, 'secrets are those of sources asked over HTTP'],
  [/^nextstep events:PutEvents$/, 'only for what a dry run would have done and for warnings; test/functions/next-step shows both'],
  [
    /^(nextstep|signaldeployment|reconcile|sweep) dynamodb:PutItem$/,
    'the log of a deployment moves old entries out when it has more than 32',
  ],
  [/^sweep states:DescribeExecution$/, 'only for an execution that no list shows, or two do; test/functions/reconcile shows both'],
  [
    /^watchforsignals states:SendTask(Success|Failure)$/,
    'only for what came between two writes; test/functions/watch-for-signals shows both',
  ],
  [/^deployment ecs:TagResource$/, 'only for a task definition with tags, which the example has none of; permissions.test.ts shows it'],
  [/ sqs:Get(QueueAttributes|QueueUrl)$/, 'CDK gives whoever may send to a queue these two with it; they tell its depth and nothing else'],
  [/^TaskExecution ecr:/, 'the ECS agent pulls images; here a task is a process or a model'],
];

/** Why a permission is given though no release here needs it; undefined for one without a reason. */
export function reasonFor(permission: string): string | undefined {
  return reasons.find(([pattern]) => pattern.test(permission))?.[1];
}
