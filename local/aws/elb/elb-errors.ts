import {
  ElasticLoadBalancingV2ServiceException,
  ListenerNotFoundException,
  LoadBalancerNotFoundException,
  RuleNotFoundException,
  TargetGroupNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';

const notFoundClasses = {
  rule: RuleNotFoundException,
  listener: ListenerNotFoundException,
  'target group': TargetGroupNotFoundException,
  'load balancer': LoadBalancerNotFoundException,
};

/** The SDK's own exception for a thing that is not there. */
export function notFound(kind: keyof typeof notFoundClasses, what: string): ElasticLoadBalancingV2ServiceException {
  return new notFoundClasses[kind]({ message: `One or more ${kind}s not found: ${what}`, $metadata: { httpStatusCode: 400 } });
}

/** `ValidationError`, which the service sends and the SDK has no class for. */
export function validationError(message: string): ElasticLoadBalancingV2ServiceException {
  return new ElasticLoadBalancingV2ServiceException({
    name: 'ValidationError',
    message,
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
}

/** The entry of `map` under `key`. @throws the not-found exception of `kind` */
export function found<T>(map: ReadonlyMap<string, T>, key: string | undefined, kind: keyof typeof notFoundClasses): T {
  const value = key === undefined ? undefined : map.get(key);
  if (value === undefined) throw notFound(kind, key ?? '(none given)');
  return value;
}
