/** An ELBv2 rule action list in the API's own shape: what `ModifyRule` takes and `DescribeRules` gives. */
export type RuleActions = readonly Readonly<Record<string, unknown>>[];

/** A request for `RegisterTaskDefinition`, PascalCase as Step Functions sends it. */
export type RevisionRequest = Readonly<Record<string, unknown>>;

/** A request for `RegisterScalableTarget`, as the state machine sends it. */
export type ScalingRequest = Readonly<Record<string, unknown>>;
