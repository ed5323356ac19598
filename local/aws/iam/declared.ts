import type { ModelledService } from '../modelled-service.ts';
import type { Made, ResourceMaker } from '../resource-maker.ts';

/** What conditions and keys depend on, as the templates declare it. */
export interface Declared {
  /** The service with makers that are listened to. */
  listenTo(service: ModelledService): ModelledService;
  tagsOf(arn: string): ReadonlyMap<string, string>;
  keyOf(arn: string): string | undefined;
}

const noTags: ReadonlyMap<string, string> = new Map();

/** Remembers the tags of every resource, and which key encrypts it. `changed` is called after each resource. */
export function declared(changed: () => void): Declared {
  const tags = new Map<string, ReadonlyMap<string, string>>();
  const keys = new Map<string, string>();
  const remember = (properties: Readonly<Record<string, unknown>>, { ref, attributes }: Made): void => {
    const arn = [ref, attributes.Arn].find((one) => typeof one === 'string' && one.startsWith('arn:'));
    if (typeof arn !== 'string') return;
    tags.set(arn, readTags(properties.Tags));
    const { KmsMasterKeyId: key } = properties;
    if (typeof key === 'string' && key.startsWith('arn:')) keys.set(arn, key);
    else keys.delete(arn);
    changed();
  };
  const listening = (maker: ResourceMaker): ResourceMaker => {
    return async (properties, resource) => {
      const made = await maker(properties, resource);
      remember(properties, made);
      return made;
    };
  };
  return {
    listenTo: ({ id, operations, resources }) => ({
      id,
      operations,
      resources: Object.fromEntries(Object.entries(resources).map(([type, maker]) => [type, listening(maker)])),
    }),
    tagsOf: (arn) => tags.get(arn) ?? noTags,
    keyOf: (arn) => keys.get(arn),
  };
}

/** Tags as most types have them; those that write a map or have none here are never asked for. */
function readTags(written: unknown): ReadonlyMap<string, string> {
  if (!Array.isArray(written)) return noTags;
  return new Map(
    (written as readonly { readonly Key: string; readonly Value: string }[]).map(({ Key, Value }) => [Key.toLowerCase(), Value]),
  );
}
