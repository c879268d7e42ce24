import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../../core/errors.ts';
import { faultHookFrom } from '../../../runtime/faultPoint.ts';

describe('the fault point of the environment', () => {
  it('does nothing when it is not set', () => {
    expect(faultHookFrom(undefined)('relay.before-send')).to.equal(undefined);
    expect(faultHookFrom('')('relay.before-send')).to.equal(undefined);
  });

  it('refuses what is no fault point', () => {
    for (const setting of ['relay.before-send', 'relay.before-send:0', 'no.such:1', 'relay.before-send:1:SIGTERM']) {
      expect(() => faultHookFrom(setting), setting).to.throw(EtlError, 'REGISTRY_STREAM_FAULT_POINT');
    }
  });

  it('does nothing before its turn', () => {
    const hook = faultHookFrom('relay.before-send:2');
    expect(hook('relay.after-send')).to.equal(undefined);
    expect(hook('relay.before-send')).to.equal(undefined);
  });
});
