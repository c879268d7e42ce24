import { expect } from 'chai';
import { describe, it } from 'mocha';
import { MappingConfig } from '../../../../connectors/mapping/config.ts';
import { compileEntryReader } from '../../../../connectors/mapping/entry.ts';
import { compileExpression } from '../../../../connectors/mapping/expression.ts';
import { mergeMappings } from '../../../../connectors/mapping/merge.ts';
import { EtlError } from '../../../../core/errors.ts';

describe('mapping configuration', () => {
  it('names the target field of an expression that does not compile', () => {
    const result = MappingConfig.safeParse({ person: { fields: { birthDate: 'born[' } } });
    const issue = result.error?.issues[0];
    expect(issue?.path.join('.')).to.equal('person.fields.birthDate');
    expect(issue?.message).to.match(/JMESPath/);
  });

  it('refuses a target field that does not exist', () => {
    const result = MappingConfig.safeParse({ person: { fields: { birthdate: 'born' } } });
    expect(result.error?.issues[0]).to.include({ code: 'unrecognized_keys' });
  });

  it('refuses a value table that does not exist, naming the key', () => {
    const mapping = MappingConfig.parse({ person: { fields: { sex: { path: 'sex', values: 'sexes' } } } });
    expect(() => compileEntryReader(mapping, [], 'individual'))
      .to.throw(EtlError, /mapping\.person\.fields\.sex/)
      .with.property('fault', 'config');
  });

  it('lays an own mapping over a preset field by field, null taking one out', () => {
    const preset = MappingConfig.parse({
      person: { fields: { fullName: 'name', sex: 'gender' }, ignore: ['a'], phones: { path: 'p', number: 'n' } },
      values: { yes: { y: true } },
    });
    const own = MappingConfig.parse({
      person: { fields: { sex: null, area: 'district' }, ignore: ['b'], phones: null },
      values: { yes: { n: false } },
    });
    const merged = mergeMappings(preset, own);
    expect(merged.person.fields).to.deep.equal({ fullName: 'name', sex: null, area: 'district' });
    expect(merged.person.ignore).to.deep.equal(['a', 'b']);
    expect(merged.person.phones).to.equal(null);
    expect(merged.values).to.deep.equal({ yes: { y: true, n: false } });
  });

  it('parses its own output to the same', () => {
    const once = MappingConfig.parse({ group: { members: { path: 'm', person: '@' } } });
    expect(MappingConfig.parse(once)).to.deep.equal(once);
  });

  it('knows which fields of an entry an expression reads', () => {
    const cases: Readonly<Record<string, readonly string[]>> = {
      name: ['name'],
      'a.b.c': ['a'],
      'a || b': ['a', 'b'],
      'ids[].value': ['ids'],
      'ids[?type == other].value | [0]': ['ids'],
      "join(' ', [a.x, b])": ['a', 'b'],
      '{x: a, y: b.c}': ['a', 'b'],
      '$.a': ['a'],
      '@.a': ['a'],
      'map(&c, d)': ['d'],
      'a[0].b': ['a'],
      '`{"a": 1}`': [],
    };
    for (const [text, fields] of Object.entries(cases)) {
      expect([...compileExpression(text, 'test').fields].sort(), text).to.deep.equal([...fields]);
    }
  });
});
