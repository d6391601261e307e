#!/bin/sh
# real_read: the built-in engine on real sheets, where they are at hand. With
# REAL_READ_SHEETS only so many, to see that they are read; not how well.
set -u

real=${top_srcdir:-.}/../shared/specimens
bench=${top_builddir:-.}/tests/bench/bench_local
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp real-read

if [ ! -d "$real/sheets" ]; then
	echo "real_read: skipped, no real sheets at hand" >&2
	exit 77
fi
set -- "$real"/sheets/*.jpg
while [ $# -gt "${REAL_READ_SHEETS:-$#}" ]; do shift; done
"$bench" "$@" >"$tmp/raw.jsonl" 2>"$tmp/err"
rc=$?
[ "$rc" -eq 0 ] || { cat "$tmp/err" >&2; exit "$rc"; }
[ -z "${REAL_READ_SHEETS:-}" ] || exit 0
"${top_builddir:-.}/tests/bench/score" "$real/truth.jsonl" \
    "$tmp/raw.jsonl" --verbose --min 0.60
