import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { limits } from '../../core/limits.ts';
import { errorName, isNamed } from '../sdk-errors.ts';

/** A secret, or why there is none: the reason names it and never holds it. */
export type Secret = { readonly kind: 'found'; readonly text: string } | { readonly kind: 'missing'; readonly because: string };

/** Reads secrets by name: parameters of Systems Manager below `/sluice/secrets/`, nothing else. Never throws. */
export type Secrets = (name: string) => Promise<Secret>;

const allowedName = /^\/sluice\/secrets\/[\w-][\w.-]*(\/[\w-][\w.-]*)*$/;

/**
 * {@link Secrets} on the SDK, each remembered in this process for a few minutes, and asked for once at a time: a look asks many blocks of
 * one endpoint at the same time. One that could not be read is asked for again.
 */
export function secrets(ssm: SSMClient, now: () => Date): Secrets {
  const known = new Map<string, { readonly text: string; readonly untilMs: number }>();
  const asked = new Map<string, Promise<Secret>>();
  return async (name) => {
    if (!allowedName.test(name)) return { kind: 'missing', because: `the secret ${name} is not below /sluice/secrets/: move it there` };
    const kept = known.get(name);
    const atMs = now().getTime();
    if (kept !== undefined && atMs < kept.untilMs) return { kind: 'found', text: kept.text };
    const answer = asked.get(name) ?? read(ssm, name);
    asked.set(name, answer);
    const secret = await answer;
    asked.delete(name);
    if (secret.kind === 'found') known.set(name, { text: secret.text, untilMs: atMs + limits.secretSeconds.value * 1_000 });
    return secret;
  };
}

async function read(ssm: SSMClient, name: string): Promise<Secret> {
  try {
    const abortSignal = AbortSignal.timeout(limits.sourceSeconds.value * 1_000);
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }), { abortSignal });
    // A line end at the end is of the editor that it was written with.
    const text = Parameter?.Value?.trim() ?? '';
    if (text === '') return { kind: 'missing', because: `the secret ${name} is empty: put a value there` };
    if (/^[\x20-\x7e]+$/.test(text)) return { kind: 'found', text };
    return { kind: 'missing', because: `the secret ${name} holds characters that no HTTP header can: put another value there` };
  } catch (error) {
    if (isNamed(error, 'ParameterNotFound')) return { kind: 'missing', because: `there is no secret ${name}: create it as a SecureString` };
    return { kind: 'missing', because: `the secret ${name} could not be read (${errorName(error) || 'unknown error'})` };
  }
}
