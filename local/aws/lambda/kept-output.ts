/** The last of what was written, up to 256 KiB, counted in UTF-16 units. */
export class KeptOutput {
  #older = '';
  #newer: string[] = [];
  #newerLength = 0;

  /** Pieces are joined only when they have become as much as is kept: joining at each would copy all of it each time. */
  write(text: string): void {
    this.#newer.push(text);
    this.#newerLength += text.length;
    if (this.#newerLength < keptMax) return;
    this.#older = this.text();
    this.#newer = [];
    this.#newerLength = 0;
  }

  text(): string {
    return (this.#older + this.#newer.join('')).slice(-keptMax);
  }
}

const keptMax = 262_144;
