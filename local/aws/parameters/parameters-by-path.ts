import { type GetParametersByPathRequest, type GetParametersByPathResult, InvalidNextToken, type Parameter } from '@aws-sdk/client-ssm';
import { UnmodelledCallError } from '../aws-calls.ts';
import { ssmValidation } from './ssm-validation.ts';

const pageMax = 10;

/**
 * `GetParametersByPath`: the parameters below a path, by name, at most 10 a page; only the next level without `Recursive`.
 * @throws {SSMServiceException} `ValidationException`. @throws {InvalidNextToken} @throws {UnmodelledCallError} filters.
 */
export function parametersByPath(input: GetParametersByPathRequest, parameters: readonly Parameter[]): GetParametersByPathResult {
  const { Path = '', Recursive = false, MaxResults = pageMax, NextToken, ParameterFilters = [] } = input;
  if (!Path.startsWith('/')) throw ssmValidation('The parameter path must begin with a slash.');
  if (MaxResults < 1 || MaxResults > pageMax) throw ssmValidation(`MaxResults must be between 1 and ${pageMax}.`);
  if (ParameterFilters.length > 0) throw new UnmodelledCallError('ParameterFilters of GetParametersByPath');
  const below = Path.endsWith('/') ? Path : `${Path}/`;
  const found = parameters
    .filter(({ Name = '' }) => Name.startsWith(below) && (Recursive || !Name.slice(below.length).includes('/')))
    .toSorted((a, b) => ((a.Name ?? '') < (b.Name ?? '') ? -1 : 1));
  const from = NextToken === undefined ? 0 : Number(/^from-(\d+)$/.exec(NextToken)?.[1] ?? Number.NaN);
  if (Number.isNaN(from)) throw new InvalidNextToken({ message: 'The specified token is not valid.', $metadata: {} });
  const until = from + MaxResults;
  return { Parameters: found.slice(from, until), ...(until < found.length ? { NextToken: `from-${until}` } : {}) };
}
