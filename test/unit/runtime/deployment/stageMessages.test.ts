import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import { errorMessage, errorOf } from '../../../../runtime/deployment/stageMessages.ts';

/** As it comes out of a thread. */
const handedOver = (error: EtlError): EtlError => errorOf(structuredClone(errorMessage(error)));

describe('an error that leaves the thread of a stage', () => {
  const context = { component: 'runtime/stage', field: 'time', details: { topic: 'registrants', offset: 7 } };

  it('keeps its code, fault, words, context and place', () => {
    const error = new EtlError('STAGE_STALLED', 'transient', 'it has not moved', context);
    const found = handedOver(error);
    expect(found).to.be.instanceOf(EtlError);
    expect(found).to.include({ code: 'STAGE_STALLED', fault: 'transient', message: 'it has not moved' });
    expect(found.context).to.deep.equal(context);
    expect(found.stack).to.equal(error.stack);
    expect(found.cause).to.equal(undefined);
  });

  it('keeps typed causes, and of others only the name', () => {
    const quoting = new RangeError('value "Maria" is out of range');
    const inner = new EtlError('POSTGRES_DATA', 'record', 'a row was refused', context, quoting);
    const found = handedOver(new EtlError('ROW_REFUSED', 'record', 'the record was refused', context, inner));
    expect(found.cause).to.include({ code: 'POSTGRES_DATA', fault: 'record' });
    expect(((found.cause as EtlError).cause as Error).message).to.equal('RangeError');
    const otherwise = handedOver(new EtlError('A', 'bug', 'b', context, 'thrown text with a name'));
    expect((otherwise.cause as Error).message).to.equal('string');
  });
});
