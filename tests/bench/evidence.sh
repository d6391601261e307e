#!/bin/sh
# evidence: how often values that were transcribed by eye are found on their own
# sheets, and how often those of other sheets are, by halves (thresholds were
# chosen on half 0 alone; half 1 is only reported).
#
#   EVIDENCE_FACTS=DIR	keeps SET.jsonl of tests/tools/look_sheets there, so that
#			sheets are looked at once
set -eu

build=${top_builddir:-.}
real=${top_srcdir:-.}/../shared/specimens
. "$(dirname "$0")/../scripts/tidy_lib"
tidy_dir tmp evidence-bench

[ -d "$real/herbarium" ] && [ -x "$build/tests/tools/look_sheets" ] || {
	echo "evidence: no sheets with transcriptions, or no OCR; nothing measured"
	exit 0
}
kept=${EVIDENCE_FACTS:-$tmp}

for set in herbarium labels; do
	[ -s "$kept/$set.jsonl" ] ||
		"$build/tests/tools/look_sheets" "$real/$set/sheets"/* \
			>"$kept/$set.jsonl" 2>/dev/null
	for half in 0 1; do
		for shift in 0 7; do
			case $shift in
			0) echo "$set, half $half: each sheet's own values" ;;
			*) echo "$set, half $half: those of another sheet" ;;
			esac
			"$build/tests/bench/evidence" "$kept/$set.jsonl" \
				"$real/$set/truth.jsonl" \
				--half "$half" --shift "$shift"
		done
	done
done
