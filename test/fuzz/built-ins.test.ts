import { describe, expect, it, onTestFinished } from 'vitest';
import { watchBuiltIns } from './built-ins.ts';

const mark = Symbol('mark');

/** Changes a member until the test is over. */
function change(prototype: object, key: PropertyKey, by: PropertyDescriptor): void {
  const before = Object.getOwnPropertyDescriptor(prototype, key);
  Object.defineProperty(prototype, key, { configurable: true, ...by });
  onTestFinished(() => {
    if (before === undefined) Reflect.deleteProperty(prototype, key);
    else Object.defineProperty(prototype, key, before);
  });
}

describe('what every object inherits', () => {
  it('is as it was when nothing changed it', () => {
    expect(watchBuiltIns()()).toBeUndefined();
  });

  it.each<readonly [string, object, PropertyKey, PropertyDescriptor]>([
    ['Object.prototype.polluted', Object.prototype, 'polluted', { value: true }],
    ['Object.prototype.toString', Object.prototype, 'toString', { value: () => 'mine' }],
    ['Array.prototype.Symbol(mark)', Array.prototype, mark, { value: 1 }],
    ['Map.prototype.get', Map.prototype, 'get', { value: () => 1 }],
    ['Set.prototype.size', Set.prototype, 'size', { get: () => 1 }],
    ['Error.prototype.message', Error.prototype, 'message', { value: 'mine' }],
    ['Date.prototype.Symbol(Symbol.toPrimitive)', Date.prototype, Symbol.toPrimitive, { value: () => 1 }],
    ['Promise.prototype.finally', Promise.prototype, 'finally', { value: Promise.prototype.finally, enumerable: true }],
    ['String.prototype.at', String.prototype, 'at', { get: () => String.prototype.trim }],
  ])('is told to have changed: %s', (name, prototype, key, by) => {
    const changed = watchBuiltIns();
    change(prototype, key, by);
    expect(changed()).toBe(name);
  });

  it('is told to have changed when a member is gone, and when it inherits something else', () => {
    const changed = watchBuiltIns();
    const { at } = Array.prototype;
    change(Array.prototype, 'at', { value: at, writable: true });
    Reflect.deleteProperty(Array.prototype, 'at');
    expect(changed()).toBe('Array.prototype.at');
    Object.defineProperty(Array.prototype, 'at', { value: at, writable: true, configurable: true });
    const parent: unknown = Object.getPrototypeOf(Map.prototype);
    Object.setPrototypeOf(Map.prototype, {});
    const told = changed();
    Object.setPrototypeOf(Map.prototype, parent as object);
    expect([told, changed()]).toEqual(['what Map.prototype inherits', undefined]);
  });
});
