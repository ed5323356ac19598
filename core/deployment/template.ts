/** What a service's declaration releases, and since when, ISO 8601. */
export interface Template {
  readonly taskDefinitionArn: string;
  readonly at: string;
}
