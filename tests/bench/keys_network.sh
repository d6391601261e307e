#!/bin/sh
# keys_network: how fast the console answers a key while it asks a server that
# plays every fault about 2,000 sheets (bench_keys.c says what is measured).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top_builddir=$(cd "${top_builddir:-.}" && pwd)
export top_builddir
. "$here/../scripts/tidy_lib"
. "$here/../scripts/server_lib"
tidy_dir tmp keys-network
mkdir "$tmp/sheets"
XDG_RUNTIME_DIR=$tmp XDG_CONFIG_HOME=$tmp XDG_CACHE_HOME=$tmp TMPDIR=$tmp
export XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME TMPDIR

"$top_builddir/tests/tools/make_sheets" "$tmp/sheets" 20 640 480
start_server --latency 100 --jitter 100 --seed 3 --faults all --drip-ms 5000
cd "$top_builddir"
echo 'console that asks a server with all faults:'
tests/bench/bench_keys "${1:-400}" "$tmp/sheets" "$BASE_URL"
echo "  $(ledger requests) requests, $(ledger peak) at once"
