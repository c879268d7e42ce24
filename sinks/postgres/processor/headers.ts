import type { InputRecord } from '../../../core/streamProcessor.ts';

/** Header of a state: key of the record whose erasure it follows from. What it told is to be forgotten, not ended. */
const erasedRecordHeader = 'erased-record';

/** Header of a group's state: id of the registrant whose record, which the group listed, was erased. */
const erasedMemberHeader = 'erased-member';

type Headers = InputRecord['headers'];

/** Whether a state follows from the erasure of a record behind it. */
export const forgetsRecord = (headers: Headers): boolean => erasedRecordHeader in headers;

/** The member that a group's state asks to forget. */
export const forgottenMember = (headers: Headers): string | undefined => headers[erasedMemberHeader];
