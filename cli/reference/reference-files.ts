import { serviceJsonSchema } from '../../core/service/json-schema.ts';
import { eventsPage } from './events-page.ts';
import { servicePage } from './service-page.ts';

/** Every generated page of `docs/reference`: file name and text. A test fails when a file differs. */
export function referenceFiles(): Readonly<Record<string, string>> {
  const schema = serviceJsonSchema();
  return {
    'service.schema.json': `${JSON.stringify(schema, null, 2)}\n`,
    'service.md': servicePage(schema),
    'events.md': eventsPage(),
  };
}
