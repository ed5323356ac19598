/** What a number may be, and what it is when absent. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
  readonly absent: number;
}

/**
 * Reads one JSON object field by field. What is wrong is written down and replaced, so that one reading finds all of it; fields that nobody
 * asks for are not looked at. Null counts as absent. Own fields only, so that no input reaches a prototype.
 */
export class JsonFields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #problems: string[];

  /** @param problems gets one line per problem: path, value, and what to write instead. */
  constructor(json: unknown, path: string, problems: string[]) {
    this.#path = path;
    this.#fields = isObject(json) ? json : {};
    if (!isObject(json)) problems.push(`${path}: ${shown(json)}; give an object`);
    // What is no object has no fields to complain about.
    this.#problems = isObject(json) ? problems : [];
  }

  get names(): readonly string[] {
    return Object.keys(this.#fields);
  }

  /** A text that is not empty. */
  text(field: string): string {
    const value = this.#at(field);
    return isText(value) ? value : this.refuse(field, 'give a text that is not empty', '');
  }

  flag(field: string): boolean {
    const value = this.#at(field) ?? false;
    return typeof value === 'boolean' ? value : this.refuse(field, 'write true or false', false);
  }

  /** One of `words`; the first when absent. */
  word<Word extends string>(field: string, words: readonly [Word, ...Word[]]): Word {
    const value = this.#at(field) ?? words[0];
    const word = words.find((each) => each === value);
    return word ?? this.refuse(field, `write ${words.map((each) => JSON.stringify(each)).join(' or ')}`, words[0]);
  }

  number(field: string, { from, to, absent }: NumberRange): number {
    const value = this.#at(field) ?? absent;
    if (typeof value === 'number' && Number.isFinite(value) && value >= from && value <= to) return value;
    return this.refuse(field, Number.isFinite(to) ? `give a number from ${from} to ${to}` : `give a number from ${from}`, absent);
  }

  /** An object; one without any field when absent. */
  object(field: string): JsonFields {
    return new JsonFields(this.#at(field) ?? {}, `${this.#path}.${field}`, this.#problems);
  }

  /** The objects of a list that is not empty. */
  objects(field: string): readonly JsonFields[] {
    return this.#list(field).map((value, index) => new JsonFields(value, `${this.#path}.${field}.${index}`, this.#problems));
  }

  /** The texts of a list that is not empty. */
  texts(field: string): readonly string[] {
    const values = this.#list(field);
    return values.every(isText) ? values : this.refuse(field, 'every entry must be a text that is not empty', []);
  }

  /** Writes down that a field cannot be used as it is. Answers what to go on with. */
  refuse<Value>(field: string, fix: string, instead: Value): Value {
    this.#problems.push(`${this.#path}.${field}: ${shown(this.#at(field))}; ${fix}`);
    return instead;
  }

  #list(field: string): readonly unknown[] {
    const value = this.#at(field);
    return Array.isArray(value) && value.length > 0 ? value : this.refuse(field, 'give a list of at least one', []);
  }

  #at(field: string): unknown {
    return Object.hasOwn(this.#fields, field) ? this.#fields[field] : undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Never walks into a value, so that a hostile one costs nothing. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value);
  return `${text} is not usable`;
}
