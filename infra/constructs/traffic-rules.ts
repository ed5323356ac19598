import type { CfnResource } from 'aws-cdk-lib';
import {
  ApplicationListenerRule,
  type CfnListenerRule,
  type IApplicationListener,
  type IApplicationTargetGroup,
  ListenerAction,
  ListenerCondition,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { KeepLanes } from './keep-lanes.ts';
import type { LaneName } from './lanes.ts';

/** A header that reaches the lane which serves no users. */
export interface TestHeader {
  readonly name: string;
  readonly value: string;
}

/** What the rules match and where they lead. */
export interface TrafficRulesProps {
  readonly listener: IApplicationListener;
  /** Priority of the users' rule; the test route takes the number before it. */
  readonly priority: number;
  readonly conditions: readonly ListenerCondition[];
  readonly testHeader: TestHeader;
  readonly targetGroups: Readonly<Record<LaneName, IApplicationTargetGroup>>;
  readonly keepLanes: KeepLanes;
}

/** The rule that sends users to the lanes by weight, and before it the rule that sends testers to the other lane. */
export class TrafficRules extends Construct {
  readonly users: ApplicationListenerRule;
  readonly testers: ApplicationListenerRule;

  constructor(scope: Construct, id: string, props: TrafficRulesProps) {
    super(scope, id);
    const { listener, priority, conditions, testHeader, keepLanes } = props;
    // No stickiness: a cookie would hold users on a candidate that was taken back.
    const forward = (blue: number, green: number): ListenerAction =>
      ListenerAction.weightedForward([
        { targetGroup: props.targetGroups.blue, weight: blue },
        { targetGroup: props.targetGroups.green, weight: green },
      ]);
    const [blue, green] = [keepLanes.weight('blue'), keepLanes.weight('green')];
    this.users = new ApplicationListenerRule(this, 'Users', {
      listener,
      priority,
      conditions: [...conditions],
      action: forward(blue, green),
    });
    this.testers = new ApplicationListenerRule(this, 'Testers', {
      listener,
      priority: priority - 1,
      conditions: [...conditions, ListenerCondition.httpHeader(testHeader.name, [testHeader.value])],
      // The other way round: all to the lane that no user is sent to.
      action: forward(green, blue),
    });
  }

  /** What CloudFormation writes of the rules. */
  get written(): readonly CfnResource[] {
    return [this.users, this.testers].map((rule) => rule.node.findChild('Resource') as CfnListenerRule);
  }
}
