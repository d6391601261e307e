#!/bin/sh
# verdicts: how many of the wrong values among published records a verdict
# finds (recall), and how many of those that it finds are wrong (precision),
# for each term and half, against verdict-labels.tsv, whose comment has the
# rules of labelling. An error or a warning counts as an alarm, a note does
# not; what is labelled unsure is left out. Choices are made on the half
# "choose"; "report" is only reported. VERBOSE=1 prints what was missed and
# what was a false alarm in the half for choosing, with its values.
#
# usage: verdicts.sh [RAW.jsonl [LABELS.tsv]]
set -eu

vasculum=${top_builddir:-.}/vasculum
src=${top_srcdir:-.}
raw=${1:-$src/../shared/specimens/published-2702.raw.jsonl}
labels=${2:-$src/tests/bench/verdict-labels.tsv}
. "$(dirname "$0")/../scripts/tidy_lib"
tidy_dir tmp verdicts
XDG_CONFIG_HOME=$tmp XDG_CACHE_HOME=$tmp XDG_DATA_HOME=$tmp
export XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME

if [ ! -f "$raw" ]; then
	echo "verdicts  published records are not at hand, left out"
	exit 0
fi
"$vasculum" import "$tmp/run" "$raw" >"$tmp/out" 2>&1
"$vasculum" check "$tmp/run" --format jsonl >"$tmp/verdicts" || [ $? -eq 3 ]
jq -r 'select(.severity != "note") |
	[.term, .specimen_id, .severity, .code] | @tsv' "$tmp/verdicts" \
	>"$tmp/alarms"
grep -v '^#' "$labels" >"$tmp/labels"

awk -F '\t' '
	NR == FNR { alarm[$1, $2] = 1; next }
	$3 == "unsure" { next }
	{
		half = substr($2, 64) ~ /[0-7]/ ? "choose" : "report"
		for (i = 1; i <= 2; i++) {
			term = i == 1 ? $1 : "all"
			n[half, term, $3, ($1, $2) in alarm]++
		}
	}
	function ratio(part, whole) {
		return whole > 0 ? sprintf("%.3f", part / whole) : "-"
	}
	END {
		print "half    term            alarms right" \
			"  wrong found  precision  recall"
		split("choose report", halves, " ")
		terms = split("scientificName eventDate recordedBy" \
			" locality all", names, " ")
		for (h = 1; h <= 2; h++)
		for (i = 1; i <= terms; i++) {
			half = halves[h]; term = names[i]
			hit = n[half, term, "wrong", 1] + 0
			miss = n[half, term, "wrong", 0] + 0
			false = n[half, term, "right", 1] + 0
			printf "%s  %-14s  %5d of %-5d %5d of %-5d %6s  %6s\n",
				half, term, hit, hit + false, hit,
				hit + miss, ratio(hit, hit + false),
				ratio(hit, hit + miss)
		}
	}' "$tmp/alarms" "$tmp/labels"

# The default order: how often a record with a value that is labelled wrong
# stands before one whose labelled values are right.
"$vasculum" list "$tmp/run" --limit 0 --format jsonl |
	jq -r .specimen_id >"$tmp/order"
awk -F '\t' '
	NR == FNR {
		if ($3 != "unsure")
			worst[$2] = worst[$2] == "wrong" ? "wrong" : $3
		next
	}
	$1 in worst {
		half = substr($1, 64) ~ /[0-7]/ ? "choose" : "report"
		if (worst[$1] == "wrong") {
			wrong[half]++
		} else {
			right[half]++
			before[half] += wrong[half]
		}
	}
	END {
		split("choose report", halves, " ")
		for (h = 1; h <= 2; h++) {
			half = halves[h]
			n = wrong[half] * right[half]
			share = n > 0 ? sprintf("%.3f", before[half] / n) : "-"
			printf("%s  order: a wrong one before a right one in" \
				" %s of %d pairs\n", half, share, n)
		}
	}' "$tmp/labels" "$tmp/order"

[ -n "${VERBOSE:-}" ] || exit 0
jq -r '.specimen_id as $id | .dwc | to_entries[] |
	[.key, $id, .value.value] | @tsv' "$raw" >"$tmp/values"
awk -F '\t' '
	FILENAME ~ /alarms$/ { alarm[$1, $2] = alarm[$1, $2] " " $4; next }
	FILENAME ~ /labels$/ { label[$1, $2] = $3; next }
	substr($2, 64) !~ /[0-7]/ { next }
	label[$1, $2] == "wrong" && !(($1, $2) in alarm) {
		print "missed", $1, $3
	}
	label[$1, $2] == "right" && ($1, $2) in alarm {
		print "false alarm", $1, $3 " (" alarm[$1, $2] ")"
	}' OFS='\t' "$tmp/alarms" "$tmp/labels" "$tmp/values" | sort | uniq -c
