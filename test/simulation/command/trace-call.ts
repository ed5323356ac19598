import type { CallRecord } from '../../../local/aws/router.ts';

/** One call in one line: who, what, with which of its values a reader wants, and what came of it. */
export function traceCall(ended: CallRecord): string {
  const { service, operation, caller, outcome } = ended;
  const who = caller.roleArn.replace(/^.*\//, '').replace(/^SluiceControlPlane-Sluice|Role[0-9A-F]*$|-eu-west-1$/g, '');
  const came = outcome.kind === 'failed' ? `✗ ${textOf(outcome.error)}` : answerOf(ended);
  return `  ${who} → ${service}.${operation} ${askedOf(ended)} ${came}`.trimEnd();
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message.slice(0, 120)}` : String(error);
}

interface Input {
  readonly FunctionName?: string;
  readonly Actions?: readonly { readonly ForwardConfig?: { readonly TargetGroups?: readonly Group[] } }[];
  readonly Service?: string;
  readonly DesiredCount?: number;
  readonly service?: string;
  readonly desiredCount?: number;
  readonly Subject?: string;
  readonly name?: string;
  readonly executionArn?: string;
  readonly Entries?: readonly { readonly DetailType?: string }[];
  readonly error?: string;
}
interface Group {
  readonly TargetGroupArn?: string;
  readonly Weight?: number;
}

function askedOf({ service, operation, input }: CallRecord): string {
  const asked = input as Input;
  switch (`${service}.${operation}`) {
    case 'Lambda.Invoke':
      return asked.FunctionName?.replace(/^.*function:/, '') ?? '';
    case 'ElasticLoadBalancingV2.ModifyRule':
      return (asked.Actions ?? [])
        .flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? [])
        .map(({ TargetGroupArn = '', Weight }) => `${TargetGroupArn.split('/')[1]}=${Weight}`)
        .join(' ');
    case 'ECS.UpdateService':
      return `${asked.service} desired ${asked.desiredCount}`;
    case 'SNS.Publish':
      return asked.Subject ?? '';
    case 'SFN.StartExecution':
      return asked.name ?? '';
    case 'SFN.StopExecution':
      return asked.executionArn?.replace(/^.*:/, '') ?? '';
    case 'SFN.SendTaskFailure':
      return asked.error ?? '';
    case 'EventBridge.PutEvents':
      return (asked.Entries ?? []).map(({ DetailType }) => DetailType).join(', ');
    default:
      return '';
  }
}

function answerOf({ service, operation, outcome }: CallRecord): string {
  if (`${service}.${operation}` !== 'Lambda.Invoke' || outcome.kind === 'failed') return '';
  const { Payload } = outcome.output as { readonly Payload?: Uint8Array };
  const text = new TextDecoder().decode(Payload);
  const { kind, because, errorType, errorMessage } = JSON.parse(text || '{}') as Readonly<Record<string, string | undefined>>;
  return errorType === undefined ? `= ${kind ?? ''}: ${because ?? ''}`.slice(0, 220) : `✗ ${errorType}: ${errorMessage?.slice(0, 160)}`;
}
