/** What a service's declaration releases, and since when, ISO 8601. */
export interface Template {
  readonly taskDefinitionArn: string;
  readonly at: string;
  /** The version of the declaration that said so; 1 is what the service was made with. */
  readonly version: number;
}
