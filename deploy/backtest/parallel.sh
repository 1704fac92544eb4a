#!/bin/sh
# A backtest with GNU parallel: one job for each shard, a job that is killed is run again.
#   parallel.sh <export folder> <out folder> [options of "backtest plan", such as --against our-cards]
# Over several machines that see the same folders: PARALLEL_HOSTS=4/host1,8/host2,: (":" is this machine).
# SPINE_IMAGING_CDS: the program, if it is not on the path.
set -eu
export_folder=$1
out=$2
shift 2
program=${SPINE_IMAGING_CDS:-spine-imaging-cds}

shards=$($program backtest plan "$export_folder" --out "$out" "$@")
printf '%s\n' "$shards" |
  parallel --retries 10 --joblog "$out/work/joblog" ${PARALLEL_HOSTS:+--sshlogin "$PARALLEL_HOSTS" --workdir .} \
    "$program backtest score --out $out --shard {}"
$program backtest merge --out "$out" --shareable
