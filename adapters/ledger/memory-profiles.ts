import type { ReleaseProfile } from '../../core/analysis/release-profile.ts';
import type { Ledger } from './ledger.ts';

/** Release profiles of a ledger that forgets. */
export function memoryProfiles(): Pick<Ledger, 'profileOf' | 'keepProfile'> {
  const kept = new Map<string, ReleaseProfile>();
  const keyOf = (service: string, taskDefinitionArn: string) => JSON.stringify([service, taskDefinitionArn]);
  return {
    profileOf: async (service, taskDefinitionArn) => structuredClone(kept.get(keyOf(service, taskDefinitionArn))),
    async keepProfile(service, profile) {
      const key = keyOf(service, profile.taskDefinitionArn);
      const before = kept.get(key);
      if (before === undefined || before.until <= profile.until) kept.set(key, structuredClone(profile));
    },
  };
}
