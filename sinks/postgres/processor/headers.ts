import type { InputRecord } from '../../../core/streamProcessor.ts';
import { erasedMemberHeader, erasedRecordHeader } from '../../../schemas/erasure.ts';

type Headers = InputRecord['headers'];

/** Whether a state follows from the erasure of a record behind it. */
export const forgetsRecord = (headers: Headers): boolean => erasedRecordHeader in headers;

/** The member that a group's state asks to forget. */
export const forgottenMember = (headers: Headers): string | undefined => headers[erasedMemberHeader];
