import type { Hint } from './read-signal.ts';
import type { Needs, Signalled } from './signalled.ts';

/** Records a person's approval, and answers the machine when it waits for it. A step that asks for none is not approved. */
export async function approve(needs: Needs, { deploymentId, stepIndex, by }: Hint & { readonly kind: 'approval' }): Promise<Signalled> {
  const { plan } = await needs.ledger.load(deploymentId);
  if (plan.steps[stepIndex]?.approval !== true) return ignored(`step ${stepIndex} of ${deploymentId} asks for no approval`);
  const approval = await needs.ledger.approve(deploymentId, { stepIndex, by, at: needs.now() });
  if (approval.kind === 'too-late') return ignored(`the deployment is ${approval.status}: an approval has no effect`);
  if (approval.taskToken !== undefined) await needs.executions.sendSuccess(approval.taskToken, { approvedBy: by });
  return { kind: 'signalled', because: `${by} approved step ${stepIndex}`, deployments: [{ deploymentId, kind: 'approved' }] };
}

function ignored(because: string): Signalled {
  return { kind: 'ignored', because, deployments: [] };
}
