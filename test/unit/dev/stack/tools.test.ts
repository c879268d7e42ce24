import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EtlError } from '../../../../core/errors.ts';
import { asStackError } from '../../../../dev/stack/stackError.ts';
import {
  findJava,
  findMaven,
  missingToolMessage,
  MissingToolError,
  parseJavaMajor,
} from '../../../../dev/stack/tools.mjs';

describe('the tools of the machine', () => {
  it('tells the version of Java from what it prints', () => {
    expect(parseJavaMajor('openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime')).to.equal(17);
    expect(parseJavaMajor('java version "1.8.0_402"')).to.equal(8);
    expect(parseJavaMajor('openjdk version "21-ea" 2023-09-19')).to.equal(21);
    expect(parseJavaMajor('The operation couldn’t be completed. Unable to locate a Java Runtime.')).to.equal(undefined);
  });

  it('says how to install what is missing, on this kind of machine', () => {
    const onLinux = missingToolMessage('java', undefined, 'linux');
    expect(onLinux).to.match(/^Java 17 or later was not found/);
    expect(onLinux).to.include('apt-get install openjdk-17-jre-headless');
    expect(missingToolMessage('maven', undefined, 'darwin')).to.include('brew install maven');
  });

  it('names the two ways around it', () => {
    const message = missingToolMessage('maven');
    expect(message).to.include('docker compose up');
    expect(message).to.include('REGISTRY_STREAM_KAFKA_BROKERS');
    expect(message).to.include('REGISTRY_STREAM_SCHEMA_REGISTRY_URL');
  });

  it('names what is there when it is too old', () => {
    expect(missingToolMessage('java', 'Java 11 (java)')).to.include('this machine has Java 11 (java)');
  });

  it('notices that a tool is missing', () => {
    const nothing = { PATH: '/nowhere' };
    expect(() => findJava(nothing)).to.throw(MissingToolError, 'Java 17');
    expect(() => findMaven(nothing)).to.throw(MissingToolError, 'Maven');
  });

  it('makes it an error for the operator', () => {
    const error = asStackError(new MissingToolError('no Java'));
    expect(error).to.be.instanceOf(EtlError).and.to.include({ code: 'STACK_TOOL_MISSING', fault: 'config' });
    const other = new Error('something else');
    expect(asStackError(other)).to.equal(other);
  });
});
