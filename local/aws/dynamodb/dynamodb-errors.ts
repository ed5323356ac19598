import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  ResourceInUseException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import type { Item } from './values/value.ts';

const $metadata = { httpStatusCode: 400 };

/** `ValidationException`, which the service sends and the SDK has no class for. */
export function validationError(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({ name: 'ValidationException', message, $fault: 'client', $metadata });
}

/** A request that cannot be read: a value is of another JSON type than its member. */
export function serializationError(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({ name: 'SerializationException', message, $fault: 'client', $metadata });
}

/** A condition did not hold. @param item the item as it is, when the request asked for it */
export function conditionFailed(item?: Item): ConditionalCheckFailedException {
  const options = { message: 'The conditional request failed', $metadata };
  // The item is an SDK item that is only read: the SDK's type has mutable members.
  const Item = item as ConditionalCheckFailedException['Item'];
  return new ConditionalCheckFailedException(Item === undefined ? options : { ...options, Item });
}

/** There is no such table. @param name named in the message by the operations on tables, not by those on items */
export function tableNotFound(name?: string): ResourceNotFoundException {
  const message = `Requested resource not found${name === undefined ? '' : `: Table: ${name} not found`}`;
  return new ResourceNotFoundException({ message, $metadata });
}

/** There is such a table already. */
export function tableInUse(name: string): ResourceInUseException {
  return new ResourceInUseException({ message: `Table already exists: ${name}`, $metadata });
}
