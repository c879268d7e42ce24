/** Header of a state: key of the record whose erasure it follows from. What it told is to be forgotten, not ended. */
export const erasedRecordHeader = 'erased-record';

/** Header of a group's state: id of the registrant whose record, which the group listed, was erased. */
export const erasedMemberHeader = 'erased-member';
