import { InvalidInputError } from '../../../core/errors.ts';
import { parseService } from '../../../core/service/parse-service.ts';
import { aDeclaration } from '../builders.ts';

/** The lines of the one error that a declaration is refused with; none when it is accepted. */
export function problemsOf(json: unknown): readonly string[] {
  try {
    parseService(json);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
}

/** The same of a declaration with these metrics, without what every line begins with. */
export function problemsOfMetrics(...metrics: readonly unknown[]): readonly string[] {
  return problemsOf(aDeclaration({ analysis: { metrics } })).map((line) => line.replace('  - analysis.metrics', ''));
}
