import * as z from 'zod/mini';

/** What a source's texts may say of the lane and the block that are asked for. */
export const placeholders = ['lane', 'service', 'ecsService', 'targetGroup', 'loadBalancer', 'from', 'until', 'period'] as const;

/** The placeholders in a sentence for people. */
export const listedPlaceholders = `placeholders are ${placeholders.map((word) => `{${word}}`).join(', ')}`;

const known: readonly string[] = placeholders;
const ofLane = ['{lane}', '{ecsService}', '{targetGroup}'];

/** Refuses a text with a placeholder that nothing stands for. Braces around anything but one word are the text's own, as in PromQL. */
export const onlyKnownPlaceholders = z.refine<string>(
  (text) => [...text.matchAll(/\{([A-Za-z]\w*)\}/g)].every(([, word]) => known.includes(word ?? '')),
  { error: `correct the word in braces: ${listedPlaceholders}` },
);

/** True when a source asks something else for each lane. */
export function tellsLanesApart(source: unknown): boolean {
  const written = JSON.stringify(source);
  return ofLane.some((placeholder) => written.includes(placeholder));
}
