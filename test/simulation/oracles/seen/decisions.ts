import type { CallRecord } from '../../../../local/aws/router.ts';

/** An answer of a function to a state machine. */
export interface AnsweredLook {
  readonly functionName: string;
  readonly deploymentId: string;
  readonly kind: string;
  /** When it was asked, in world milliseconds. */
  readonly askedAtMs: number;
  readonly stepIndex: number | undefined;
}

/** What a function decided, when the call is such an answer to a machine. */
export function answeredLook({ service, operation, input, outcome, at }: CallRecord): AnsweredLook | undefined {
  if (service !== 'Lambda' || operation !== 'Invoke' || outcome.kind !== 'answered') return undefined;
  const { FunctionName = '', Payload } = input as { readonly FunctionName?: string; readonly Payload?: Uint8Array | string };
  const asked = parsed(Payload);
  const answer = parsed((outcome.output as { readonly Payload?: Uint8Array }).Payload);
  if (typeof asked?.deploymentId !== 'string' || typeof answer?.kind !== 'string') return undefined;
  const { stepIndex } = answer;
  return {
    functionName: /sluice-[a-z-]+[a-z]/.exec(FunctionName)?.[0] ?? FunctionName,
    deploymentId: asked.deploymentId,
    kind: answer.kind,
    askedAtMs: at.getTime(),
    stepIndex: typeof stepIndex === 'number' ? stepIndex : undefined,
  };
}

function parsed(payload: Uint8Array | string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (payload === undefined || payload.length === 0) return undefined;
  const value: unknown = JSON.parse(typeof payload === 'string' ? payload : new TextDecoder().decode(payload));
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}
