import { EtlError } from '../../core/errors.ts';

const component = 'connectors/paging';

/** The registry answers fewer records a page than the scan has to read twice. */
export const pageTooSmall = (length: number): EtlError =>
  new EtlError(
    'PAGE_TOO_SMALL',
    'config',
    `the registry answers only ${String(length)} records a page however many are asked for: raise its limit, or ` +
      'lower pageSize to it',
    { component, field: 'query.pageSize', details: { length } },
  );

/** Pages shifted oftener than a scan may begin anew. */
export const registryRestless = (restarts: number): EtlError =>
  new EtlError(
    'REGISTRY_RESTLESS',
    'transient',
    `records changed so fast that the scan lost its place ${String(restarts)} times; it begins anew with the next ` +
      'poll: scan at a quieter hour or raise pageSize',
    { component, field: 'query.pageSize', details: { restarts } },
  );
