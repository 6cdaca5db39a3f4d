#!/usr/bin/env bash
# Compares gradesync sync --once with curl fetching the same addresses, as many at a
# time, and throwing the bodies away.
#
#   testdata/speed/sync.sh [COURSES [CONCURRENCY [TIMES [moodle|canvas]]]]
#
# Needs curl and GNU time. STORE=postgres://… takes an empty database in place of a file;
# then the first run is measured once.
set -euo pipefail

courses=${1:-500} concurrency=${2:-4} times=${3:-3} kind=${4:-moodle}
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
trap 'kill "$lab" 2>/dev/null; rm -rf "$dir"' EXIT
go build -o "$dir/gradesync" ./cmd/gradesync

# a practice LMS of its own process, which answers after 20 ms
"$dir/gradesync" lab serve --break none --lms "$kind" --courses "$courses" --learners 40 --activities 12 --latency 20ms \
  --write-config "$dir/lab.yaml" >"$dir/url" 2>/dev/null &
lab=$!
until [[ -s $dir/url ]]; do sleep 0.1; done
url=$(<"$dir/url")
store=${STORE:-$dir/lab.yaml.d/gradesync.db}

gradesync() { "$dir/gradesync" "$@" --config "$dir/lab.yaml" --store "$store"; }

# seconds COMMAND… prints how long it takes; its peak memory is left in $dir/peak, in KiB
seconds() { /usr/bin/time -q -f '%e %M' -o "$dir/time" "$@" >/dev/null 2>&1 || [[ $? -le 4 ]]; cut -d' ' -f2 "$dir/time" >"$dir/peak"; cut -d' ' -f1 "$dir/time"; }
sync() { seconds "$dir/gradesync" sync --once --concurrency "$concurrency" --config "$dir/lab.yaml" --store "$store"; }
fetch() { seconds curl -s --parallel --parallel-max "$concurrency" --parallel-immediate -H "Authorization: Bearer $(<"$dir/lab.yaml.d/token")" --config "$dir/fetch"; }
median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
forget() { curl -fsS -X DELETE "$url/lab/asked"; }
asked() { curl -fsS "$url/lab/asked"; }

gradesync sync --once >/dev/null 2>&1 || true # new courses are not read, which is told by the exit code
gradesync courses open --all-new >/dev/null
[[ -n ${STORE:-} ]] || cp "$store" "$dir/opened.db"

# Once before, unmeasured: the practice LMS works its answers out, and remembers them.
forget
before=$(sync)
asked >"$dir/asked"
sed 's/.*/url = "&"\noutput = "\/dev\/null"/' "$dir/asked" >"$dir/fetch"
echo "$kind, $courses courses, $concurrency at a time: $(wc -l <"$dir/asked") requests (the very first run took $before s)"

if [[ -z ${STORE:-} ]]; then
  cp "$store" "$dir/pulled.db"
  for ((i = 1; i <= times; i++)); do
    fetch >>"$dir/curl"
    rm -f "$store"-*
    cp "$dir/opened.db" "$store"
    sync >>"$dir/sync"
    cat "$dir/peak" >>"$dir/memory"
  done
  echo "curl       $(median <"$dir/curl") s   ($(paste -sd' ' "$dir/curl"))"
  echo "first run  $(median <"$dir/sync") s   ($(paste -sd' ' "$dir/sync"))   peak $(median <"$dir/memory") KiB"
  echo "times curl $(awk -v a="$(median <"$dir/sync")" -v b="$(median <"$dir/curl")" 'BEGIN { printf "%.2f", a / b }')"
  rm -f "$store"-*
  cp "$dir/pulled.db" "$store"
fi

forget
again=$(sync)
echo "second run $again s   $(asked | wc -l) requests, peak $(<"$dir/peak") KiB"
