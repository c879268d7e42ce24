import {
  createPersonLinkage,
  evaluateLinkage,
  starterModel,
  type Evaluation,
  type LinkageModel,
} from '../../../processors/identity/linkage/index.ts';
import { table, type Output } from '../output.ts';
import { createProgress, type Progress } from '../progress.ts';
import { learn } from '../records/learn.ts';
import { loadRecords, showColumns, type LoadedRecords, type RecordsOptions } from '../records/load.ts';
import { readModelFile } from '../records/modelFile.ts';

export interface EvaluateRequest extends RecordsOptions {
  readonly truth: string;
  /** A model's file, or `starter`; without it a model is trained on the file itself. */
  readonly model?: string;
  readonly seed?: number;
  /** Bits at which two records are linked, and at which a person is asked. */
  readonly lines?: { readonly link: number; readonly review: number };
}

const inUnits = (bits: number): number => Math.round(bits * 256);

const modelFor = (
  request: EvaluateRequest,
  records: LoadedRecords,
  progress: Progress,
  output: Output,
): LinkageModel => {
  if (request.model === 'starter') return starterModel({ size: records.profiles.length, texts: records.texts });
  if (request.model !== undefined) return readModelFile(request.model);
  const { model, implausible } = learn(records, request.seed === undefined ? {} : { seed: request.seed }, progress);
  for (const { comparison, level, reason } of implausible) {
    output.remark(`the trained model would not be taken into use: ${comparison} ${level} ${reason}`);
  }
  return model;
};

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

const writeFigures = (evaluation: Evaluation, output: Output): void => {
  const { pairs, clusters, review, blocking } = evaluation;
  output.write(
    table(
      ['measure', 'value'],
      [
        ['records', evaluation.records.toLocaleString('en')],
        ['people', clusters.people.toLocaleString('en')],
        ['pairs of one person', pairs.truePairs.toLocaleString('en')],
        ['pairs linked', pairs.linkedPairs.toLocaleString('en')],
        ['precision', pairs.precision.toFixed(4)],
        ['recall', pairs.recall.toFixed(4)],
        ['F1', pairs.f1.toFixed(4)],
        ['people found whole', `${clusters.exact.toLocaleString('en')} (${percent(clusters.exactShare)})`],
        [
          'B-cubed F1',
          `${clusters.bCubed.f1.toFixed(4)} (${clusters.bCubed.precision.toFixed(4)} / ${clusters.bCubed.recall.toFixed(4)})`,
        ],
        ['for review, per 1,000 records', review.perThousandRecords.toFixed(1)],
        ['of which one person', percent(review.precision)],
        ['blocking recall', blocking.recall.toFixed(4)],
        ['pairs compared per record', blocking.pairsPerRecord.toFixed(1)],
        ['silent blocks', blocking.silentBlocks.toLocaleString('en')],
      ],
    ),
  );
  output.write(
    `\n${table(
      ['by', 'group', 'records', 'true pairs', 'missed', 'recall', 'false merges', 'false share'],
      evaluation.groups.map((group) => [
        group.by,
        group.group,
        group.records,
        group.truePairs,
        group.missed,
        group.recall.toFixed(3),
        group.falseMerges,
        group.falseShare.toFixed(4),
      ]),
    )}`,
  );
};

/**
 * `registry-stream identity evaluate`: how well the resolver tells who is who in a file of which the truth is known.
 *
 * @throws EtlError whatever is wrong with file, columns, truth or model
 */
export const identityEvaluate = async (
  request: EvaluateRequest,
  output: Output,
  signal: AbortSignal,
): Promise<void> => {
  const progress = createProgress(output);
  try {
    const records = await loadRecords(request, progress, signal);
    showColumns(records, output);
    const model = modelFor(request, records, progress, output);
    const linkLine = request.lines === undefined ? model.lines.link : inUnits(request.lines.link);
    const reviewLine = request.lines === undefined ? model.lines.review : inUnits(request.lines.review);
    const evaluation = evaluateLinkage(
      records.profiles.map((profile, index) => ({ profile, person: records.personOf[index] ?? '' })),
      createPersonLinkage(model),
      {
        linkLine,
        reviewLine,
        guard: reviewLine,
        onProgress: (done, of) => {
          signal.throwIfAborted();
          progress.show(`comparing: ${done.toLocaleString('en')} of ${of.toLocaleString('en')} records`);
        },
      },
    );
    progress.end();
    if (!output.json) writeFigures(evaluation, output);
    else {
      const { precision, recall, f1 } = evaluation.pairs;
      const columns = Object.fromEntries(records.columns.map(({ header, meaning }) => [header, meaning]));
      const lines = { link: linkLine / 256, review: reviewLine / 256 };
      output.write(JSON.stringify({ precision, recall, f1, model: model.hash, lines, columns, ...evaluation }));
    }
  } finally {
    progress.end();
  }
};
