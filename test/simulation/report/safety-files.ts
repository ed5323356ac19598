import { fileURLToPath } from 'node:url';

/** The page on safety, and what its seeds came to. */
export interface SafetyFiles {
  readonly page: string;
  readonly seeds: string;
}

/** Those of this working copy. */
export const safetyFiles: SafetyFiles = {
  page: fileURLToPath(new URL('../../../docs/safety.md', import.meta.url)),
  seeds: fileURLToPath(new URL('../../../docs/safety-seeds.json', import.meta.url)),
};
