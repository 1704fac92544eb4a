import { spawnSync } from 'node:child_process';
import { isPinned } from './server-process.js';

/** What each stage of one request costs, in microseconds. */
export interface Stages {
  readonly payload: string;
  readonly answerBytes: number;
  readonly microseconds: { readonly [stage: string]: number };
}

/** Times the stages in a process of their own, on the servers' core. */
export function runStages(payload: string): Stages {
  const node = [process.execPath, '--import', 'tsx', 'bench/stages.ts', payload];
  const [command = '', ...args] = isPinned ? ['taskset', '-c', '0', ...node] : node;
  const { stdout, status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the stages could not be timed: ${stderr}`);
  return JSON.parse(stdout);
}
