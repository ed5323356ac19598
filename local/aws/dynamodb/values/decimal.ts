/** digits × 10^exponent. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

const plainInteger = /^(?:0|-?[1-9]\d{0,14})$/;
const number = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Figures of DynamoDB's numbers: "Data types", "Number", in the developer guide. */
const limits = { digits: 38, exponentMax: 125, exponentMin: -130 };

/**
 * A number in plain decimal notation, so that equal numbers are equal texts.
 *
 * @param refuse told why it is not a number that DynamoDB takes, in DynamoDB's words
 */
export function canonicalNumber(text: string, refuse: (message: string) => never): string {
  if (plainInteger.test(text)) return text;
  if (text === '') return refuse('The parameter cannot be converted to a numeric value');
  const [, sign, whole = '', fraction = '', power = '0'] = number.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') return refuse(`The parameter cannot be converted to a numeric value: ${text}`);
  const significant = (whole + fraction).replace(/^0+/, '');
  const digits = significant.replace(/0+$/, '');
  if (digits === '') return '0';
  const exponent = Number(power) - fraction.length + significant.length - digits.length;
  const magnitude = exponent + digits.length - 1;
  if (magnitude > limits.exponentMax) {
    return refuse('Number overflow. Attempting to store a number with magnitude larger than supported range');
  }
  if (magnitude < limits.exponentMin) {
    return refuse('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  }
  if (digits.length > limits.digits) return refuse('Attempting to store more than 38 significant digits in a Number');
  return inPlain(sign === '-', digits, exponent);
}

/** Below, at or above zero as `one` is less than, equal to or greater than `other`. */
export function compareNumbers(one: string, other: string): number {
  if (one === other) return 0;
  const rough = Number(one) - Number(other);
  if (rough !== 0) return rough;
  const difference = sum(decimalOf(one), negated(decimalOf(other))).digits;
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** `one + other`, or `one - other`. @param refuse told when the result is no number that DynamoDB takes */
export function addNumbers(one: string, operator: '+' | '-', other: string, refuse: (message: string) => never): string {
  if (plainInteger.test(one) && plainInteger.test(other)) {
    return String(operator === '+' ? Number(one) + Number(other) : Number(one) - Number(other));
  }
  const right = decimalOf(other);
  const { digits, exponent } = sum(decimalOf(one), operator === '+' ? right : negated(right));
  return canonicalNumber(`${digits}e${exponent}`, refuse);
}

function decimalOf(plain: string): Decimal {
  const [whole = '', fraction = ''] = plain.split('.');
  return { digits: BigInt(whole + fraction), exponent: -fraction.length };
}

function negated({ digits, exponent }: Decimal): Decimal {
  return { digits: -digits, exponent };
}

function sum(one: Decimal, other: Decimal): Decimal {
  const exponent = Math.min(one.exponent, other.exponent);
  const scaled = (decimal: Decimal) => decimal.digits * 10n ** BigInt(decimal.exponent - exponent);
  return { digits: scaled(one) + scaled(other), exponent };
}

function inPlain(negative: boolean, digits: string, exponent: number): string {
  const sign = negative ? '-' : '';
  if (exponent >= 0) return sign + digits + '0'.repeat(exponent);
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}
