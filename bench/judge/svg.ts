type Value = string | number;

/** One element of a picture. */
export interface SvgElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, Value>>;
  readonly children: readonly (SvgElement | string)[];
}

/** What a picture is, for those who see it and for those who hear it. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly children: readonly SvgElement[];
}

/** An element. Attributes are named as SVG names them. */
export function element(
  name: string,
  attributes: Readonly<Record<string, Value>>,
  ...children: readonly (SvgElement | string)[]
): SvgElement {
  return { name, attributes, children };
}

/** The text of an SVG file. It brings its own white ground, so that it reads the same on a dark page. */
export function svgText({ width, height, title, description, children }: Picture): string {
  const root = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'font-family': 'Helvetica, Arial, "DejaVu Sans", sans-serif',
      'font-size': 13,
      fill: '#1f2328',
    },
    element('title', {}, title),
    element('desc', {}, description),
    element('rect', { width, height, fill: '#ffffff' }),
    ...children,
  );
  return `${rendered(root, '')}\n`;
}

function rendered({ name, attributes, children }: SvgElement, indent: string): string {
  const opened = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(written(value))}"`)].join(' ');
  if (children.length === 0) return `${indent}<${opened}/>`;
  // White space within a text would be drawn.
  if (children.some((child) => typeof child === 'string')) {
    const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : rendered(child, ''))).join('');
    return `${indent}<${opened}>${inner}</${name}>`;
  }
  const lines = children.map((child) => (typeof child === 'string' ? child : rendered(child, `${indent}  `)));
  return [`${indent}<${opened}>`, ...lines, `${indent}</${name}>`].join('\n');
}

/** Two decimals are finer than a pixel, and the same on every machine. */
function written(value: Value): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
}

function escaped(text: string): string {
  const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (character) => named[character] ?? character);
}
