import { eventReference, requestReference } from '../../core/events/event-reference.ts';
import { eventSource, requestSource } from '../../core/events/published-events.ts';

/** The reference page of every event Sluice publishes or logs. */
export function eventsPage(): string {
  return `# Events

Each fact about a deployment is kept in its log. Those marked *bus* are also published on the default event bus with source
\`${eventSource}\` and the name as detail-type. Their detail has \`deploymentId\`, \`service\`, \`at\` (ISO 8601), \`because\` (for
people) and \`detail\` with the fields below. Delivery is at least once: a listener may see an event twice.

| event | where | meaning | detail |
|---|---|---|---|
${Object.entries(eventReference)
  .map(([type, { where, meaning, detail }]) => `| \`${type}\` | ${where} | ${meaning} | ${fields(detail)} |`)
  .join('\n')}

## Requests

Whoever may put events on the default bus with source \`${requestSource}\` may ask for these.

| detail-type | meaning | detail |
|---|---|---|
${Object.entries(requestReference)
  .map(([type, { meaning, detail }]) => `| \`${type}\` | ${meaning} | ${fields(detail)} |`)
  .join('\n')}
`;
}

function fields(detail: Readonly<Record<string, string>>): string {
  const entries = Object.entries(detail).map(([name, meaning]) => `\`${name}\`: ${meaning}`);
  return entries.length === 0 ? 'none' : entries.join('; ');
}
