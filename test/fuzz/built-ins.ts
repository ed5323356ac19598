/** What values of a kind inherit, as it was when it was first looked at. */
interface Inherited {
  readonly name: string;
  readonly prototype: object;
  readonly parent: unknown;
  readonly members: readonly (readonly [PropertyKey, PropertyDescriptor])[];
}

const kinds = [Object, Array, String, Number, Boolean, Symbol, Function, Map, Set, Error, Date, Promise, RegExp] as const;

/**
 * Remembers what every object, list, text and so on inherits: each member by its name or symbol, its value and how it may be used.
 *
 * @returns tells the first that is not as it was, e.g. `Object.prototype.toString`; undefined: all are
 */
export function watchBuiltIns(): () => string | undefined {
  const all = kinds.map(({ name, prototype }) => inherited(name, prototype));
  return () => {
    for (const each of all) {
      const changed = changedIn(each);
      if (changed !== undefined) return changed;
    }
    return undefined;
  };
}

function inherited(name: string, prototype: object): Inherited {
  const members = Reflect.ownKeys(prototype).flatMap((key) => {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
    return descriptor === undefined ? [] : [[key, descriptor] as const];
  });
  return { name, prototype, parent: Object.getPrototypeOf(prototype), members };
}

function changedIn({ name, prototype, parent, members }: Inherited): string | undefined {
  if (Object.getPrototypeOf(prototype) !== parent) return `what ${name}.prototype inherits`;
  for (const [key, before] of members) {
    if (!isSame(before, Object.getOwnPropertyDescriptor(prototype, key))) return `${name}.prototype.${String(key)}`;
  }
  const keys = Reflect.ownKeys(prototype);
  if (keys.length === members.length) return undefined;
  return `${name}.prototype.${String(keys.find((key) => members.every(([known]) => known !== key)))}`;
}

function isSame(one: PropertyDescriptor, other: PropertyDescriptor | undefined): boolean {
  return (
    other !== undefined &&
    Object.is(one.value, other.value) &&
    one.get === other.get &&
    one.set === other.set &&
    one.enumerable === other.enumerable &&
    one.writable === other.writable &&
    one.configurable === other.configurable
  );
}
