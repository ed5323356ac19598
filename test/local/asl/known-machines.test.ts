import { describe, expect, it } from 'vitest';
import { parseMachineOnce } from '../../../local/asl/known-machines.ts';

const definition = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Call',
  States: { Call: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:ecs:updateService', End: true } },
});

describe('parseMachineOnce', () => {
  it('gives the same machine for the same text', () => {
    expect(parseMachineOnce(definition, () => true)).toBe(parseMachineOnce(definition, () => true));
    expect(parseMachineOnce(definition.replaceAll('Call', 'Ask'), () => true).startAt).toBe('Ask');
  });

  it('refuses a machine in a world that cannot run its tasks, though another world could', () => {
    parseMachineOnce(definition, () => true);
    expect(() => parseMachineOnce(definition, () => false)).toThrow(
      "Resource 'arn:aws:states:::aws-sdk:ecs:updateService' is not supported",
    );
  });
});
