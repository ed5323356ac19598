import type { FunctionConfig } from './function-config.ts';

/**
 * What `process.env` holds inside a function: its own variables and those that Lambda sets.
 * Source: "Defined runtime environment variables" in the AWS Lambda developer guide.
 *
 * `LAMBDA_TASK_ROOT` is left out and `POWERTOOLS_TRACE_ENABLED` is false: both would have the X-Ray SDK look for its daemon.
 * `AWS_EC2_METADATA_DISABLED` has a client that does not go through the world fail at once, not after a search for credentials.
 */
export function functionEnvironment(config: FunctionConfig, region: string): Record<string, string> {
  return {
    ...config.variables,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_EXECUTION_ENV: `AWS_Lambda_${config.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_NAME: config.name,
    AWS_LAMBDA_FUNCTION_VERSION: config.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${config.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_REGION: region,
    POWERTOOLS_TRACE_ENABLED: 'false',
    _HANDLER: config.handler,
  };
}
