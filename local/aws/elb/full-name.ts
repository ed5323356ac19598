/** The tail of a load balancer's or target group's ARN: CloudWatch's dimension value. */
export function fullName(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1).replace(/^loadbalancer\//, '');
}
