/**
 * The largest share that `hits` of `trials` leave plausible: the upper end of Clopper and Pearson's exact one-sided interval. Both may be
 * fractions, such as an effective number of trials (Korn and Graubard 1998).
 *
 * @param confidence chance that the bound is above the true share, at least; 0.95 for 95 %.
 * @example binomialUpperBound(0, 299, 0.95) // 0.00997
 */
export function binomialUpperBound(hits: number, trials: number, confidence: number): number {
  if (!(trials > hits)) return 1;
  let [low, high] = [0, 1];
  // 60 halvings are finer than a double can tell.
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, hits + 1, trials - hits) < confidence) low = middle;
    else high = middle;
  }
  return high;
}

/** Regularized incomplete beta function I_x(a, b), for positive a and b; absolute error below 1e-12. DLMF 8.17.22, summed after Lentz. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  // The fraction converges fast only on this side of the mean.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  return front / continuedFraction(x, a, b);
}

const fractionTermsMax = 10_000;
const tiny = 1e-300;

function continuedFraction(x: number, a: number, b: number): number {
  let [numerator, denominator, fraction] = [1, 0, 1];
  for (let term = 1; term <= fractionTermsMax; term++) {
    const coefficient = fractionTerm(term, x, a, b);
    denominator = 1 / awayFromZero(1 + coefficient * denominator);
    numerator = awayFromZero(1 + coefficient / numerator);
    const change = numerator * denominator;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-14) break;
  }
  return fraction;
}

function fractionTerm(term: number, x: number, a: number, b: number): number {
  const m = Math.floor(term / 2);
  const scale = (a + term - 1) * (a + term);
  return term % 2 === 0 ? (m * (b - m) * x) / scale : (-(a + m) * (a + b + m) * x) / scale;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Stirling's series, DLMF 5.11.1, after the argument was raised to where six terms are exact to a double. */
function logGamma(x: number): number {
  let [at, shift] = [x, 0];
  for (; at < 10; at++) shift -= Math.log(at);
  const inverse = 1 / (at * at);
  const series =
    1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse * (1 / 1188 - (inverse * 691) / 360360))));
  return shift + (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series / at;
}
