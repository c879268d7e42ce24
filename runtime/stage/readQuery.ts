import type { Pool } from 'pg';
import type { Query } from '../../core/streamProcessor.ts';
import { typedQuery } from '../postgres/index.ts';

/** How a processor reads: on any connection of the pool. */
export const readQuery = (pool: Pool): Query => typedQuery(pool, 'reading what the processor needs to know');
