/** A resource made from a template: what `Ref` and `Fn::GetAtt` give. */
export interface Made {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Which resource of which stack is being made. */
export interface ResourceId {
  readonly logicalId: string;
  readonly stackName: string;
  /** Set when a stack update changes the resource: what it was made as, and from which resolved properties. */
  readonly previous?: Made & { readonly properties: Readonly<Record<string, unknown>> };
}

/** Makes one resource from its resolved CloudFormation properties; with `previous`, changes it in place as a stack update does. */
export type ResourceMaker = (properties: Readonly<Record<string, unknown>>, resource: ResourceId) => Made | Promise<Made>;
