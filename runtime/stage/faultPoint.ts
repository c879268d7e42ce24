import { EtlError } from '../../core/errors.ts';
import { faultPoints } from './ports.ts';
import type { FaultHook, FaultPoint } from './ports.ts';

/** Name of the environment variable that {@link faultHookFrom} reads. For tests only. */
export const FAULT_POINT_VARIABLE = 'REGISTRY_STREAM_FAULT_POINT';

const isPoint = (name: string): name is FaultPoint => (faultPoints as readonly string[]).includes(name);

/**
 * For tests: a hook that stops this process when it passes a fault point for the n-th time.
 *
 * @param setting value of `REGISTRY_STREAM_FAULT_POINT`: `<point>:<n>` sends SIGKILL to this process itself,
 *   `<point>:<n>:SIGSTOP` freezes it; undefined: a hook that does nothing
 * @throws EtlError `config` when the setting is anything else
 */
export const faultHookFrom = (setting: string | undefined): FaultHook => {
  if (setting === undefined || setting === '') return () => undefined;
  const [, name = '', count = '', signal = 'SIGKILL'] =
    /^([a-z.-]+):([1-9]\d*)(?::(SIGKILL|SIGSTOP))?$/.exec(setting) ?? [];
  if (!isPoint(name)) {
    const text = `${FAULT_POINT_VARIABLE} must be <point>:<count>, a point being one of ${faultPoints.join(', ')}; unset it outside tests`;
    throw new EtlError('FAULT_POINT_INVALID', 'config', text, {
      component: 'runtime/stage',
      field: FAULT_POINT_VARIABLE,
    });
  }
  let left = Number(count);
  return (point) => {
    if (point !== name) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, signal);
  };
};
