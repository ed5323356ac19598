import { describe, expect, it } from 'vitest';
import { answered, errorName, isNamed } from '../../adapters/sdk-errors.ts';

/** An error as it arrives from another copy of the SDK: only its members are the same. */
const anError = (name: string, more: object = {}) => Object.assign(new Error('no'), { name }, more);

describe('answered', () => {
  it('gives what AWS answered', async () => {
    expect(await answered('ECS DescribeServices', Promise.resolve(7))).toBe(7);
  });

  it.each([
    anError('ThrottlingException'),
    anError('ProvisionedThroughputExceededException'),
    anError('TimeoutError'),
    anError('Error', { code: 'ECONNRESET' }),
    anError('Unheard', { $metadata: { httpStatusCode: 503 } }),
    anError('Unheard', { $metadata: { httpStatusCode: 429 } }),
  ])('turns what is worth another try into a DependencyError that names the call: $name', async (error) => {
    const expected = {
      name: 'DependencyError',
      fault: 'dependency',
      cause: error,
      message: expect.stringContaining('ECS DescribeServices'),
    };
    await expect(answered('ECS DescribeServices', Promise.reject(error))).rejects.toMatchObject(expected);
  });

  it.each([
    anError('AccessDeniedException', { $metadata: { httpStatusCode: 400 } }),
    anError('ValidationException'),
    anError('TypeError'),
    'a text',
    undefined,
  ])('passes everything else on as it is', async (error) => {
    await expect(answered('ECS DescribeServices', Promise.reject(error))).rejects.toBe(error);
  });
});

describe('isNamed', () => {
  it('takes a name with and without the suffix that the wire omits', () => {
    expect(isNamed(anError('RuleNotFoundException'), 'RuleNotFound')).toBe(true);
    expect(isNamed(anError('RuleNotFound'), 'TargetGroupNotFound', 'RuleNotFound')).toBe(true);
    expect(isNamed(anError('RuleNotFoundToo'), 'RuleNotFound')).toBe(false);
  });

  it('knows that what is no error has no name', () => {
    expect([null, undefined, 'RuleNotFound', 7, {}, { name: 7 }].map(errorName)).toEqual(['', '', '', '', '', '']);
  });
});
