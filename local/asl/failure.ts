import { SluiceError } from '../../core/errors.ts';
import { shortened } from '../../core/shown.ts';

/**
 * A state failed, in the words of the States Language. `error` is what `ErrorEquals` is compared with; null when the
 * failure came without a name. `alsoKnownAs` are names that match too although they are never reported.
 */
export class StateFailure extends SluiceError {
  override readonly name = 'StateFailure';
  override readonly fault = 'dependency';
  readonly error: string | null;
  readonly failureCause: string | null;
  readonly alsoKnownAs: readonly string[];

  constructor(error: string | null, failureCause: string | null, alsoKnownAs: readonly string[] = []) {
    super(`${error ?? 'unnamed error'}: ${failureCause ?? 'no cause'}`);
    this.error = error;
    this.failureCause = failureCause;
    this.alsoKnownAs = alsoKnownAs;
  }
}

/** An expression failed, or gave what its field cannot take: `States.QueryEvaluationError`, with its place. */
export class EvaluationFailure extends StateFailure {
  readonly state: string;
  readonly location: string;

  constructor(entered: { readonly state: string; readonly eventId: number }, location: string, message: string) {
    const where = `An error occurred while executing the state '${entered.state}' (entered at the event id #${entered.eventId}).`;
    super('States.QueryEvaluationError', `${where} ${message}`);
    this.state = entered.state;
    this.location = location;
  }
}

/** A message repeats what a definition of a megabyte says: so many problems, so much of each. `problems` has all of them. */
const toldProblems = 25;
const toldCharacters = 300;

/** The definition cannot be run here: each problem names the place and the feature. AWS answers `InvalidDefinition`. */
export class InvalidDefinitionError extends SluiceError {
  override readonly name = 'InvalidDefinitionError';
  override readonly fault = 'caller';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const told = problems.slice(0, toldProblems).map((problem) => shortened(problem, toldCharacters));
    const rest = problems.length > toldProblems ? [`and ${problems.length - toldProblems} more`] : [];
    super(`invalid state machine definition: ${[...told, ...rest].join('; ')}`);
    this.problems = problems;
  }
}

/** Unwinds what runs in a lane that was stopped: a sibling failed, or the execution ended. Nothing catches it by name. */
export class StoppedError extends SluiceError {
  override readonly name = 'StoppedError';
  override readonly fault = 'caller';
  constructor() {
    super('this part of the execution was stopped');
  }
}
