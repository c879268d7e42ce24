import avsc from 'avsc';
import { expect } from 'chai';
import { definitionText, viewFields, viewSchema, viewType, type ViewDefinition } from '../../../../processors/index.ts';

const definition = (more: Partial<ViewDefinition>): ViewDefinition => ({
  name: 'school-meals',
  topic: 'view.school',
  fields: ['sex'],
  attributes: [],
  ids: 'registrant',
  ...more,
});

const fieldsOf = (view: ViewDefinition): string[] =>
  (
    avsc.Type.forSchema(viewSchema(view) as avsc.Schema).schema() as {
      readonly fields: readonly { readonly name: string }[];
    }
  ).fields.map(({ name }) => name);

describe("a view's schema", () => {
  it('has the chosen fields and what every reader needs, in the order of a registrant', () => {
    expect(viewType('school-meals')).to.equal('org.registrystream.view.SchoolMeals');
    expect(fieldsOf(definition({ fields: ['area', 'deathDate'], attributes: ['grade'] }))).to.deep.equal([
      'registrantId',
      'version',
      'status',
      'mergedInto',
      'mergedFrom',
      'deathDate',
      'area',
      'attributes',
    ]);
  });

  it('stands on its own whichever fields are chosen', () => {
    for (const field of viewFields) expect(fieldsOf(definition({ fields: [field] }))).to.include(field);
    expect(fieldsOf(definition({ fields: viewFields }))).to.have.length(viewFields.length + 5);
  });

  it('names no field that says where a value came from, or that somebody is sealed off', () => {
    for (const field of ['sources', 'fieldSources', 'cause', 'importRun', 'observedAt', 'sealed'])
      expect(viewFields).to.not.include(field);
  });
});

describe('the text of a definition', () => {
  it('is the same in whatever order names are written, and another when anything else is shown', () => {
    const text = definitionText(definition({ fields: ['sex', 'area'] }));
    expect(definitionText(definition({ fields: ['area', 'sex', 'area'] }))).to.equal(text);
    for (const other of [{ fields: ['sex'] }, { topic: 'x' }, { ids: 'pseudonymous' as const }, { programs: ['Cash'] }])
      expect(definitionText(definition({ fields: ['sex', 'area'], ...other }))).to.not.equal(text);
  });
});
