#!/bin/sh
# offered: what a curator of twenty transcribed sheets is offered for what is
# wrong, and what they are warned of (offered.c says what is counted).
#
#	offered.sh [--from N] [INPUT…]
#
# INPUT, --from and KEYS_FACTS are as in keys_saved.
set -eu

. "$(dirname "$0")/../scripts/tidy_lib"
tidy_dir tmp offered
. "$(dirname "$0")/sample_lib"

from=0
[ "${1:-}" != --from ] || {
	from=$2
	shift 2
}
[ $# -gt 0 ] || set -- now then-no-names then

[ -d "$real/herbarium" ] || {
	echo "offered: no sheets with transcriptions; nothing measured"
	exit 0
}
[ -x "$build/tests/bench/offered" ] ||
	make -C "$build" tests/bench/offered >/dev/null
sample_make
for input; do
	sample_run "$input"
	echo "$input:"
	"$build/tests/bench/offered" "$tmp/sample/truth.jsonl" "$tmp/run"
done
