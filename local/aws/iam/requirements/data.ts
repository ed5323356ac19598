import type { DescribeAlarmsInput, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { given, tagged } from '../facts.ts';
import { anywhere, arnHere, type RequestPlace, type Requirement, type Row } from '../requirement.ts';

interface OfTable {
  readonly TableName?: string;
  readonly IndexName?: string;
}

function onTable(action: string, { TableName = '', IndexName }: OfTable, place: RequestPlace): Requirement {
  const table = TableName.startsWith('arn:') ? TableName : arnHere(place, 'dynamodb', `table/${TableName}`);
  return { action: `dynamodb:${action}`, resource: IndexName === undefined ? table : `${table}/index/${IndexName}` };
}

const tableRow = (action: string): Row => {
  return (input: OfTable, place) => [onTable(action, input, place)];
};

const batchRow = (action: string): Row => {
  return ({ RequestItems = {} }: { readonly RequestItems?: object }, place) =>
    Object.keys(RequestItems).map((TableName) => onTable(action, { TableName }, place));
};

const transactedActions = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

/** There are no actions for transactions: the actions of their items are checked. */
const transactionRow: Row = ({ TransactItems = [] }: { readonly TransactItems?: readonly object[] }, place) =>
  TransactItems.flatMap((item) =>
    Object.entries(item).map(([kind, of]) => onTable(transactedActions[kind as keyof typeof transactedActions], of, place)),
  );

function describeAlarms({ AlarmNames, AlarmTypes = [] }: DescribeAlarmsInput, place: RequestPlace): readonly Requirement[] {
  // CloudWatch would leave composite alarms out without a word, as if there were none: refused here, so that it is seen.
  if (AlarmTypes.includes('CompositeAlarm')) return [{ action: 'cloudwatch:DescribeAlarms', resource: '*' }];
  // Without names, all alarms are asked for.
  return (AlarmNames ?? ['*']).map((name) => onAlarm('DescribeAlarms', name, place));
}

function onAlarm(action: string, name: string, place: RequestPlace): Requirement {
  const resource = arnHere(place, 'cloudwatch', `alarm:${name}`);
  return { action: `cloudwatch:${action}`, resource, facts: (key) => tagged(place.tagsOf(resource))(key) };
}

const alarmRow = (action: string): Row => {
  return ({ AlarmName = '*' }: { readonly AlarmName?: string }, place) => [onAlarm(action, AlarmName, place)];
};

/** A parameter's ARN has one slash before its name, whether the name begins with one or not. */
function onParameter(action: string, name: string, place: RequestPlace): Requirement {
  const resource = arnHere(place, 'ssm', `parameter/${name.replace(/^\//, '')}`);
  return { action: `ssm:${action}`, resource, facts: (key) => tagged(place.tagsOf(resource))(key) };
}

const parameterRow = (action: string): Row => {
  return ({ Name = '' }: { readonly Name?: string }, place) => [onParameter(action, Name, place)];
};

/** What DynamoDB, CloudWatch and Parameter Store operations require. Source: the service authorization reference of AWS. */
export const dataRows: Readonly<Record<string, Row>> = {
  ...Object.fromEntries(
    ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'DescribeTable'].map((name) => [
      `DynamoDB.${name}`,
      tableRow(name),
    ]),
  ),
  'DynamoDB.BatchGetItem': batchRow('BatchGetItem'),
  'DynamoDB.BatchWriteItem': batchRow('BatchWriteItem'),
  'DynamoDB.TransactWriteItems': transactionRow,
  'DynamoDB.TransactGetItems': transactionRow,
  'CloudWatch.DescribeAlarms': describeAlarms,
  'CloudWatch.DescribeAlarmHistory': alarmRow('DescribeAlarmHistory'),
  'CloudWatch.SetAlarmState': alarmRow('SetAlarmState'),
  'CloudWatch.GetMetricData': anywhere('cloudwatch:GetMetricData'),
  'CloudWatch.PutMetricData': ({ Namespace }: PutMetricDataInput) => [
    { action: 'cloudwatch:PutMetricData', resource: '*', facts: given({ 'cloudwatch:namespace': Namespace ?? null }) },
  ],
  'SSM.GetParameter': parameterRow('GetParameter'),
  'SSM.PutParameter': parameterRow('PutParameter'),
  'SSM.GetParameters': ({ Names = [] }: { readonly Names?: readonly string[] }, place) =>
    Names.map((name) => onParameter('GetParameters', name, place)),
  'SSM.GetParametersByPath': ({ Path = '' }: { readonly Path?: string }, place) => [onParameter('GetParametersByPath', Path, place)],
};
