#!/bin/sh
# Scores an export in one process, then with GNU parallel and with worker processes while processes that score are killed at
# random, and compares the results byte for byte. Needs a build (npm run build) and GNU parallel.
#   kill.sh <export folder> <folder for results> [kills]
set -eu
export_folder=$1
folder=$2
kills=${3:-8}
program="node dist/cli/main.js"
rm -rf "$folder/one" "$folder/parallel" "$folder/workers"

$program backtest "$export_folder" --out "$folder/one" --workers 1 --shareable > /dev/null

# kills any process that scores into the folder, so many times
kill_some() {
  count=0
  while [ $count -lt "$kills" ]; do
    sleep "$(shuf -n 1 -i 5-25 | awk '{ print $1 / 10 }')"
    victim=$(pgrep -f "^[^ ]*node .*main.js backtest score --out $1" | shuf -n 1)
    [ -n "$victim" ] && kill -9 "$victim" 2> /dev/null && count=$((count + 1))
    [ -e "$1/report.json" ] && break
  done
  echo "killed $count times" >&2
}

kill_some "$folder/parallel" &
SPINE_IMAGING_CDS=$program deploy/backtest/parallel.sh "$export_folder" "$folder/parallel" > /dev/null
wait
kill_some "$folder/workers" &
$program backtest "$export_folder" --out "$folder/workers" --workers 2 --shareable > /dev/null
wait
for other in parallel workers; do
  for file in orders.ndjson codes.csv texts.csv report.json report.html shareable/report.json; do
    cmp "$folder/one/$file" "$folder/$other/$file"
  done
done
echo "the same bytes"
