import { DefectError } from '../errors.ts';
import type { AdmissionFacts } from './admission-facts.ts';
import { type AdmissibleFacts, makePlan } from './make-plan.ts';
import type { Plan } from './plan.ts';
import { type Refusal, refusalsOf } from './refusals.ts';
import { rolesOf } from './roles.ts';

/** Whether a deployment may start. Both answers say why; a refusal lists every reason at once. */
export type Admission =
  | { readonly kind: 'admitted'; readonly because: string; readonly plan: Plan }
  | { readonly kind: 'refused'; readonly because: string; readonly refusals: readonly Refusal[] };

/** Decides from what was read. The lease is the caller's: it comes before this, and a held one is a refusal of its own. */
export function admission(facts: AdmissionFacts): Admission {
  const refusals = refusalsOf(facts);
  if (refusals.length > 0) return { kind: 'refused', because: refusals.map(({ because }) => because).join('; '), refusals };
  const plan = makePlan(admissible(facts), knownRoles(facts));
  const percents = plan.steps.map(({ candidatePercent }) => candidatePercent).join(', ');
  const purpose = facts.request.purpose === 'a-a' ? ', which stable serves already: the judge is measured and does not act' : '';
  const because = `${plan.candidate.imageDigest} goes to lane ${plan.candidate.lane} in steps of ${percents} %${purpose}`;
  return { kind: 'admitted', because, plan };
}

function admissible(facts: AdmissionFacts): AdmissibleFacts {
  const { rule, source, image } = facts;
  if (rule === undefined || source === undefined || image.kind === 'missing') throw missed();
  return { ...facts, rule, source, image };
}

function knownRoles(facts: AdmissionFacts): NonNullable<ReturnType<typeof rolesOf>> {
  const roles = rolesOf(facts);
  if (roles === undefined) throw missed();
  return roles;
}

function missed(): DefectError {
  return new DefectError('a deployment was admitted without what its plan needs: a refusal is missing');
}
