#!/bin/sh
# A backtest as a Slurm array job; folders must be on a file system that all nodes see.
#   slurm.sh <export folder> <out folder> [options of "backtest plan"]
# A task whose node fails or that is preempted goes back to the queue; what it had finished is passed over.
# SPINE_IMAGING_CDS: the program, if it is not on the path. SBATCH_OPTIONS: such as "--partition=short --account=x".
set -eu
export_folder=$1
out=$2
shift 2
program=${SPINE_IMAGING_CDS:-spine-imaging-cds}

last=$($program backtest plan "$export_folder" --out "$out" "$@" | tail -n 1)
# shellcheck disable=SC2086
score=$(sbatch ${SBATCH_OPTIONS:-} --parsable --requeue --array="0-$last" --mem=1G --cpus-per-task=1 \
  --output="$out/work/slurm-%a.log" --open-mode=append \
  --wrap "trap 'scontrol requeue \$SLURM_JOB_ID' TERM; $program backtest score --out $out --shard \$SLURM_ARRAY_TASK_ID || { [ \$? -gt 128 ] && scontrol requeue \$SLURM_JOB_ID; }")
# shellcheck disable=SC2086
sbatch ${SBATCH_OPTIONS:-} --dependency="afterok:$score" --mem=1G --output="$out/work/slurm-merge.log" \
  --wrap "$program backtest merge --out $out --shareable"
