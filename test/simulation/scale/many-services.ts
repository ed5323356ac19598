import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimulatedService } from '../scenario/simulated-services.ts';

/** The service that is synthesized: its name is replaced by those of the many. Three letters that occur nowhere else. */
export const pattern = 'qqq' as const;

/** Shipped defaults: canary 5/25/50/100 with ten minutes each and a look a minute; a shorter rollback window, so that a run ends. */
export const manyOptions: SimulatedService = {
  name: pattern as unknown as SimulatedService['name'],
  requestsPerSecond: 100,
  options: { rollbackWindow: '10m', desiredCount: 2, deregistrationDelaySeconds: 30 },
};

/** Name of the service with this number. */
export function serviceName(number: number): string {
  return `svc-${String(number).padStart(5, '0')}`;
}

/** Writes an assembly with the control plane of another one and many services, each as if its stacks had been synthesized by themselves. */
export function multiplyAssembly(from: string, to: string, count: number): void {
  mkdirSync(to, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(from, 'manifest.json'), 'utf8')) as { artifacts: Readonly<Record<string, unknown>> };
  const isOfService = (id: string) => /Qqq/.test(id);
  for (const file of readdirSync(from)) {
    if (!isOfService(file) && file !== 'manifest.json') symlinkSync(join(from, file), join(to, file));
  }
  const files = readdirSync(from).filter((file) => isOfService(file) && file.endsWith('.json'));
  const texts = files.map((file) => [file, readFileSync(join(from, file), 'utf8')] as const);
  const own = JSON.stringify(Object.fromEntries(Object.entries(manifest.artifacts).filter(([id]) => isOfService(id))));
  const artifacts = Object.entries(manifest.artifacts).filter(([id]) => !isOfService(id));
  for (let number = 0; number < count; number += 1) {
    const renamed = (text: string) =>
      text.replaceAll(pattern, serviceName(number)).replaceAll('Qqq', `Svc${String(number).padStart(5, '0')}`);
    for (const [file, text] of texts) writeFileSync(join(to, renamed(file)), renamed(text));
    artifacts.push(...Object.entries(JSON.parse(renamed(own)) as object));
  }
  writeFileSync(join(to, 'manifest.json'), JSON.stringify({ ...manifest, artifacts: Object.fromEntries(artifacts) }));
}
