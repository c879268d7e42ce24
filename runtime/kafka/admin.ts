import type { Admin } from 'kafkajs';
import { clientOf } from './connection.ts';
import type { KafkaConnection } from './connection.ts';
import { kafkaError } from './errors.ts';
import type { Details } from './errors.ts';

/**
 * Runs something with kafkajs' admin client, connected before and disconnected after; its errors come typed.
 *
 * @param doing for the operator, for example `creating topics`
 */
export const withAdmin = async <T>(
  connection: KafkaConnection,
  doing: string,
  details: Details,
  use: (admin: Admin) => Promise<T>,
): Promise<T> => {
  const admin = clientOf(connection).admin();
  try {
    await admin.connect();
    return await use(admin);
  } catch (thrown) {
    throw kafkaError(thrown, doing, details);
  } finally {
    await admin.disconnect();
  }
};
