import { z } from 'zod';
import { viewFields } from '../../processors/index.ts';
import { topicDefinitions } from '../../schemas/topics.ts';
import { duplicates } from './duplicates.ts';

const notAField = `is not a field that a view may show; there are: ${viewFields.join(', ')}`;

/** A view for partners, as the configuration has it. */
export const viewConfig = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,62}$/,
      'must be lower-case letters, digits and hyphens, at most 63, starting with a letter or digit',
    )
    .describe('names the view in offsets, and its type in the schema registry'),
  topic: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{1,200}$/, 'must be letters, digits, dots, underscores and hyphens')
    .describe('goes behind kafka.topicPrefix; give its readers the right to read it, and no other topic'),
  fields: z
    .array(z.enum(viewFields, { error: notAField }))
    .min(1)
    .describe('fields of a registrant that it shows; ids, version, status and redirects come with them'),
  attributes: z.array(z.string().min(1)).default([]).describe("names within a registrant's attributes that it shows"),
  identifierTypes: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('with identifiers among the fields: only those of these types'),
  programs: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('only registrants who are proposed for one of these; everybody without it'),
  ids: z
    .enum(['registrant', 'pseudonymous'])
    .default('registrant')
    .describe('pseudonymous: ids of its own, which no other topic has'),
});

type ViewConfig = z.infer<typeof viewConfig>;

/** A problem of the list `views`, by its path in the configuration. */
interface ViewProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What the schema of a view cannot say: names that are taken, programmes that must exist, keys that belong together. */
export const viewProblems = (
  views: readonly ViewConfig[],
  programs: readonly { readonly name: string }[],
): ViewProblem[] => [
  ...duplicates(views.map(({ name }) => name)).map((index) => ({
    path: ['views', index, 'name'],
    message: 'another view has this name',
  })),
  ...duplicates(views.map(({ topic }) => topic)).map((index) => ({
    path: ['views', index, 'topic'],
    message: 'another view has this topic',
  })),
  ...views.flatMap((view, index) => {
    const problems: ViewProblem[] = [];
    if (topicDefinitions.some(({ name }) => name === view.topic))
      problems.push({ path: ['views', index, 'topic'], message: 'is a topic of the product; choose another name' });
    if (view.identifierTypes !== undefined && !view.fields.includes('identifiers'))
      problems.push({ path: ['views', index, 'identifierTypes'], message: 'needs identifiers among the fields' });
    view.programs?.forEach((program, place) => {
      if (!programs.some(({ name }) => name === program))
        problems.push({ path: ['views', index, 'programs', place], message: 'is not in the list programs' });
    });
    return problems;
  }),
];
