import { EtlError } from '../../../core/errors.ts';

const component = 'connectors/spdci/callback';

/** The configured address cannot be listened on. */
export const cannotListen = (listen: string, cause: unknown): EtlError => {
  const { code } = (cause ?? {}) as { code?: string };
  const used = code === 'EADDRINUSE';
  const why = used ? 'it is in use: stop the other process, or choose another port' : (code ?? 'unknown reason');
  return new EtlError(
    used ? 'CALLBACK_ADDRESS_IN_USE' : 'CALLBACK_CANNOT_LISTEN',
    'config',
    `cannot listen on ${listen} for what the registry sends: ${why}`,
    { component, field: 'callback.listen', details: { listen } },
    cause,
  );
};

/** Two connections want one address in two ways. */
export const addressSharedBadly = (listen: string): EtlError =>
  new EtlError(
    'CALLBACK_ADDRESS_IN_USE',
    'config',
    `two connections listen on ${listen} with different certificates: give both the same tls, or two ports`,
    { component, field: 'callback.tls', details: { listen } },
  );

/** What came cannot be a message of the standard. */
export const messageUnreadable = (problem: string): EtlError =>
  new EtlError('CALLBACK_UNREADABLE', 'transient', `what came to the callback address ${problem}`, { component });

/** A message that is longer than `maxRequestBytes`. */
export const messageTooLarge = (most: number): EtlError =>
  new EtlError(
    'CALLBACK_TOO_LARGE',
    'config',
    `what came to the callback address is longer than ${String(most)} bytes: raise callback.maxRequestBytes, or lower ` +
      'query.pageSize',
    { component, field: 'callback.maxRequestBytes', details: { most } },
  );

/** More messages at a time than are read. */
export const tooBusy = (): EtlError =>
  new EtlError('CALLBACK_BUSY', 'transient', 'more messages come to the callback address than are read at a time', {
    component,
  });

/** An answer to nothing that was asked, or that was asked by a process that is no more. */
export const transactionUnknown = (): EtlError =>
  new EtlError(
    'CALLBACK_TRANSACTION_UNKNOWN',
    'transient',
    'an answer came to the callback address to a transaction that nobody waits for: it is not used',
    { component, details: { piece: 'message.transaction_id' } },
  );

/** A notice that nobody has subscribed to. */
export const notSubscribed = (): EtlError =>
  new EtlError(
    'NOTICE_WITHOUT_SUBSCRIPTION',
    'transient',
    'a notice came to the callback address for a subscription that this deployment does not have: it is not used; end ' +
      'the subscription at the registry if this goes on',
    { component, details: { piece: 'message.subscription_code' } },
  );

/** The registry waits for an answer no longer than this; what is done later is done all the same. */
export const notInTime = (milliseconds: number): EtlError =>
  new EtlError(
    'NOTICE_NOT_IN_TIME',
    'transient',
    `a notice could not be published within ${String(milliseconds)} ms: the registry is told to try again, and the next ` +
      'scan shows it anyway',
    { component, details: { milliseconds } },
  );
