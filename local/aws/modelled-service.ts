import { SluiceError } from '../../core/errors.ts';

/** Who makes a call: the ARN of the IAM role (or `local` for the world itself). */
export interface Caller {
  readonly roleArn: string;
}

/** One AWS operation: takes the SDK command's input, answers its output without `$metadata`, throws real SDK exceptions. */
export type Operation = (input: never, caller: Caller) => Promise<object>;

/** A resource made from a template: what `Ref` and `Fn::GetAtt` give. */
export interface Made {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Which resource of which stack is being made. */
export interface ResourceId {
  readonly logicalId: string;
  readonly stackName: string;
  /** Set when a stack update changes the resource: what it was made as, and from which resolved properties. */
  readonly previous?: Made & { readonly properties: Readonly<Record<string, unknown>> };
}

/** Makes one resource from its resolved CloudFormation properties; with `previous`, changes it in place as a stack update does. */
export type ResourceMaker = (properties: Readonly<Record<string, unknown>>, resource: ResourceId) => Made | Promise<Made>;

/** One AWS service as the local world models it. */
export interface ModelledService {
  /** The SDK's service id without spaces, e.g. `ECS`, `ElasticLoadBalancingV2`, `SFN`. */
  readonly id: string;
  /** Operation name as in the SDK command (`UpdateService`) → behaviour. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** CloudFormation type → maker, for the resource types this service owns. */
  readonly resources: Readonly<Record<string, ResourceMaker>>;
}

/** Makes calls to the modelled AWS. Everything that reaches a service goes through here: handlers, state machines, rule targets. */
export interface AwsCalls {
  /** @throws the SDK's own exception classes; {@link UnmodelledCallError} for a call the model does not know. */
  call(service: string, operation: string, input: object, caller: Caller): Promise<object>;
}

/** An AWS event envelope as EventBridge delivers it. */
export interface AwsEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601 to the second, `Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Where modelled services put their events: the account's default bus. `id`, `account`, `region` and `time` are filled in by the bus. */
export interface DefaultBus {
  emit(event: Pick<AwsEvent, 'source' | 'detail-type' | 'resources' | 'detail'>): void;
}

/** What every modelled service is built from. Time and chance come from here and nowhere else. */
export interface ModelNeeds {
  readonly clock: import('../clock.ts').Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly account: string;
  readonly region: string;
}

/** The local world was asked for something it does not model; it fails loudly instead of guessing. */
export class UnmodelledCallError extends SluiceError {
  override readonly name = 'UnmodelledCallError';
  override readonly fault = 'defect';
  constructor(what: string) {
    super(`${what} is not modelled by the local world: model it in local/ and describe it in local/BEHAVIOUR.md`);
  }
}
