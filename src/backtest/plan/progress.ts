/** Tells a person how far a run is. */
export interface Progress {
  /** something to know, on a line of its own */
  readonly note: (text: string) => void;
  /** a step of so many bytes or patients or shards */
  readonly step: (name: string, whole: number, unit: Unit) => Step;
}

export interface Step {
  readonly add: (count: number) => void;
  readonly end: () => void;
}

export type Unit = 'bytes' | 'shards';

/** Progress on one line that is written over, with rate and time left; the clock and the line are given. */
export function createProgress(
  line: (text: string) => void,
  note: (text: string) => void,
  now: () => number,
): Progress {
  return {
    note,
    step: (name, whole, unit) => {
      const started = now();
      let done = 0;
      let shown = started;
      return {
        add: (count) => {
          done += count;
          const time = now();
          if (time - shown < shownEveryMilliseconds) return;
          shown = time;
          line(describeStep(name, { done, whole, unit, seconds: (time - started) / 1_000 }));
        },
        end: () => {
          const seconds = (now() - started) / 1_000;
          note(`${name}: ${amount(done, unit)} in ${seconds.toFixed(1)} s${rate(done, unit, seconds)}`);
        },
      };
    },
  };
}

const shownEveryMilliseconds = 200;

interface Standing {
  readonly done: number;
  readonly whole: number;
  readonly unit: Unit;
  readonly seconds: number;
}

function describeStep(name: string, { done, whole, unit, seconds }: Standing): string {
  const share = whole === 0 ? 1 : Math.min(1, done / whole);
  const left = share > 0 ? Math.ceil((seconds / share) * (1 - share)) : undefined;
  const time = left === undefined ? '' : `, ${left > 90 ? `${Math.ceil(left / 60)} min` : `${left} s`} left`;
  return `${name}: ${amount(done, unit)} of ${amount(whole, unit)} (${Math.floor(share * 100)} %)${rate(done, unit, seconds)}${time}`;
}

function amount(count: number, unit: Unit): string {
  return unit === 'bytes' ? `${(count / 1e6).toFixed(0)} MB` : `${count} ${unit}`;
}

function rate(count: number, unit: Unit, seconds: number): string {
  if (unit !== 'bytes' || seconds < 0.2) return '';
  return `, ${(count / 1e6 / seconds).toFixed(0)} MB/s`;
}
