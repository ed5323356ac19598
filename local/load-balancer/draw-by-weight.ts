/** Where a share of a rule's requests goes. `weight` is relative to the sum of the rule's weights. */
export interface WeightedGroup {
  readonly targetGroupArn: string;
  readonly weight: number;
}

/** Draws a group: its chance is its weight over the sum of the weights. Undefined only when every weight is 0. */
export function drawByWeight(groups: readonly WeightedGroup[], random: number): WeightedGroup | undefined {
  const total = groups.reduce((sum, group) => sum + group.weight, 0);
  let left = random * total;
  for (const group of groups) {
    left -= group.weight;
    if (left < 0) return group;
  }
  return undefined;
}
