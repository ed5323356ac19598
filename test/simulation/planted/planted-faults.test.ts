import { describe, expect, it } from 'vitest';
import { oracles } from '../oracles/oracles.ts';
import { planted, readSource } from './planted-assembly.ts';
import { plantedFaults } from './planted-faults.ts';

/** Checks that no mistake is hunted for, and why. */
const unhunted: Readonly<Record<string, string>> = {
  'users move under a lease':
    'each decision reads the lease again, so that no single mistake breaks it: who takes a lease away is found by what happens next',
  'weights change only when somebody writes them': 'it looks at the modelled load balancer, where no mistake of Sluice is',
};

describe('the planted faults', () => {
  it('are at least twenty, each with a name of its own', () => {
    expect(plantedFaults.length).toBeGreaterThanOrEqual(20);
    expect(new Set(plantedFaults.map(({ id }) => id)).size).toBe(plantedFaults.length);
  });

  // A mutation of a line that is not there any more would plant nothing, and nothing would be found.
  it.each(plantedFaults.map((fault) => [fault.id, fault] as const))('%s changes one place of the code as it is', (_id, fault) => {
    const text = readSource(fault.file);
    const changed = planted(text, fault);
    expect(changed).not.toBe(text);
    expect(fault.from.split('\n').length).toBeLessThanOrEqual(4);
  });

  it('are refused where the line is not there, or there twice', () => {
    const fault = { id: 'x', breaks: 'F01', foundBy: 'x', file: 'x.ts', from: 'a', to: 'b', why: 'y' } as const;
    expect(() => planted('c', fault)).toThrow('x: x.ts contains this text 0 times, expected once: a');
    expect(() => planted('a a', fault)).toThrow('x: x.ts contains this text 2 times, expected once: a');
  });

  it('name each check that they are hunted for', () => {
    const hunted = new Set(plantedFaults.map(({ foundBy }) => foundBy));
    expect(oracles.map(({ name }) => name).filter((name) => !hunted.has(name))).toEqual(Object.keys(unhunted));
    expect([...hunted].filter((name) => !oracles.some((oracle) => oracle.name === name))).toEqual([]);
  });

  it('bring back the failure mode of that check, or the check is of all', () => {
    const wrong = plantedFaults.filter(({ breaks, foundBy }) => {
      const check = oracles.find(({ name }) => name === foundBy);
      return check !== undefined && check.id !== 'L' && check.id !== breaks;
    });
    expect(wrong.map(({ id, breaks, foundBy }) => `${id}: ${breaks}, ${foundBy}`)).toEqual([]);
  });
});
