import { afterEach, describe, expect, it, vi } from 'vitest';
import { environment } from '../../adapters/environment.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('environment', () => {
  it('gives the variables asked for', () => {
    vi.stubEnv('SLUICE_A', 'a');
    vi.stubEnv('SLUICE_B', 'b');
    expect(environment('SLUICE_A', 'SLUICE_B')).toEqual({ SLUICE_A: 'a', SLUICE_B: 'b' });
  });

  it('names every one that is missing or empty', () => {
    vi.stubEnv('SLUICE_A', '');
    const error = { name: 'InvalidInputError', message: expect.stringContaining('SLUICE_A, SLUICE_GONE') };
    expect(() => environment('SLUICE_A', 'SLUICE_GONE')).toThrow(expect.objectContaining(error));
  });
});
