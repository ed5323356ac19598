import { readdirSync, readFileSync } from 'node:fs';
import aslValidator from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { restoreDefinition } from '../../statemachines/restore.ts';

const folder = new URL('../../statemachines/', import.meta.url);
const texts = readdirSync(folder)
  .filter((name) => name.endsWith('.asl.json'))
  .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);
const deployment = texts.find(([name]) => name === 'deployment.asl.json')?.[1] ?? '{}';

/** What CloudFormation puts in before Step Functions sees the text. */
const substituted = (text: string) => JSON.parse(text.replaceAll(/\$\{\w+\}/g, 'arn:aws:lambda:eu-west-1:111122223333:function:a'));

describe('the text of every state machine', () => {
  it.each([...texts, ['the restore machine', restoreDefinition(deployment)] as const])('%s is valid Amazon States Language', (_, text) => {
    expect(aslValidator(substituted(text)).errors).toEqual([]);
  });

  it('is refused when a state leads nowhere', () => {
    const { StartAt: _, ...broken } = substituted(deployment);
    expect(aslValidator({ ...broken, StartAt: 'Nowhere' }).isValid).toBe(false);
  });
});
