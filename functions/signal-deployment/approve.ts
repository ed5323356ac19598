import type { Deployment } from '../../core/deployment/deployment.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import type { Hint } from './read-signal.ts';
import { ignored, type Needs, refused, type Signalled } from './signalled.ts';
import { tellRefusal } from './tell-refusal.ts';

type Approval = Hint & { readonly kind: 'approval' };

/** Records a person's approval, and answers the machine when it waits for it. Who gave one without effect is told: the step still waits. */
export async function approve(needs: Needs, approval: Approval): Promise<Signalled> {
  const found = await needs.ledger.find(approval.deploymentId);
  const answer = found === undefined ? unknown(approval) : await approveStep(needs, found, approval);
  if (answer.kind === 'refused') await tellRefusal(needs, { ...approval, service: found?.service ?? '' }, answer);
  return answer;
}

async function approveStep(needs: Needs, { id, plan }: Deployment, { stepIndex, by }: Approval): Promise<Signalled> {
  if (plan.steps[stepIndex]?.approval !== true) return refused(`step ${stepIndex} of ${id} asks for no approval: ${whatMayBe(plan)}`, id);
  const approval = await needs.ledger.approve(id, { stepIndex, by, at: needs.now() });
  if (approval.kind === 'too-late') return tooLate(await needs.ledger.load(id), stepIndex);
  if (approval.taskToken !== undefined) await needs.executions.sendSuccess(approval.taskToken, { approvedBy: by });
  return { kind: 'signalled', because: `${by} approved step ${stepIndex}`, deployments: [{ deploymentId: id, kind: 'approved' }] };
}

function whatMayBe({ steps }: Plan): string {
  const asking = steps.flatMap(({ approval }, index) => (approval ? [index] : []));
  return asking.length > 0 ? `give stepIndex ${asking.join(' or ')}` : 'none of its steps does, and nothing waits for one';
}

/** What was given in time and comes again is no refusal: it had its effect. */
function tooLate({ id, status, approvedSteps }: Deployment, stepIndex: number): Signalled {
  const how = status === 'progressing' ? 'goes back' : `is ${status}`;
  if (approvedSteps.includes(stepIndex)) return ignored(`step ${stepIndex} of ${id} was approved before, and the deployment ${how}`);
  return refused(`${id} ${how}: the approval has no effect; to release it after all, ask for a new deployment`, id);
}

function unknown({ deploymentId }: Approval): Signalled {
  return refused(`no deployment ${deploymentId} is known: give the name of its execution`, deploymentId);
}
