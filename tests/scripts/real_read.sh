#!/bin/sh
# real_read: the built-in engine on real sheets, where they are at hand.
set -u

real=${top_srcdir:-.}/../shared/specimens
bench=${top_builddir:-.}/tests/bench/bench_local
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp real-read

if [ ! -d "$real/sheets" ]; then
	echo "real_read: skipped, no real sheets at hand" >&2
	exit 77
fi
"$bench" "$real"/sheets/*.jpg >"$tmp/raw.jsonl" 2>"$tmp/err"
rc=$?
[ "$rc" -eq 0 ] || { cat "$tmp/err" >&2; exit "$rc"; }
"${top_builddir:-.}/tests/bench/score" "$real/truth.jsonl" \
    "$tmp/raw.jsonl" --verbose --min 0.60
