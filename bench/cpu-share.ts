import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = '/sys/fs/cgroup';
const periodMicroseconds = 50_000;

/**
 * Lets a process use this share of one core and no more, as a container's limit would: on a machine with few cores two
 * servers can then have twice the CPU time of one. Linux with control groups and the right to make one (root); throws
 * without. Answers what removes the limit's group once the process has ended.
 */
export function limitCpu(pid: number, share: number): () => void {
  const quota = Math.round(share * periodMicroseconds);
  const isUnified = existsSync(join(root, 'cgroup.controllers'));
  const group = join(root, isUnified ? '' : 'cpu', `bench-${pid}`);
  mkdirSync(group);
  const write = (file: string, value: string): void => writeFileSync(join(group, file), value);
  if (isUnified) write('cpu.max', `${quota} ${periodMicroseconds}`);
  else {
    write('cpu.cfs_period_us', String(periodMicroseconds));
    write('cpu.cfs_quota_us', String(quota));
  }
  write('cgroup.procs', String(pid));
  return () => rmdirSync(group);
}
