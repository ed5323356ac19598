/** A whole number as people read it: 1234567 is `1,234,567`. */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Rounded up to three digits, since it is an estimate. */
export function roughly(count: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 2);
  return grouped(Math.ceil(count / unit) * unit);
}

/** A share, 0..1, in percent with three digits. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** `3 of 1,200 (0.25 %)`. */
export function shareOf({ bad, requests }: { readonly bad: number; readonly requests: number }): string {
  return requests > 0 ? `${grouped(bad)} of ${grouped(requests)} (${percent(bad / requests)})` : 'none of no requests';
}

/** An e-value for people and for JSON, which knows no infinity. */
export function eValueOf(logE: number): number {
  return Number(Math.min(Math.exp(logE), 1e300).toPrecision(6));
}

/** The anytime-valid p-value of the largest e-value there ever was. */
export function pValueOf(maxLogE: number): number {
  return Number(Math.min(1, Math.exp(-maxLogE)).toPrecision(6));
}
