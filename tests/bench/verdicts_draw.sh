#!/bin/sh
# verdicts_draw: which values of a raw.jsonl are labelled by eye, so that what
# verdicts are worth can be measured (verdicts.sh).
#
# usage: verdicts_draw.sh RAW.jsonl
#
# Prints TERM, specimen_id, half and value, tab-separated, of 200 values of
# each term that are not empty. The lot is drawn by the specimens' own hashes,
# read from the digit that stands beside the term below: whoever draws again
# draws the same, and no two terms favour the same sheets. The half ("choose"
# or "report") is by the hash's last digit.
set -eu

for draw in scientificName:5 eventDate:17 recordedBy:29 locality:41; do
	jq -r --arg term "${draw%:*}" --argjson from "${draw#*:}" '
		(.dwc[$term].value // "" | gsub("[\t\n\r]"; " ")) as $value
		| select($value | test("[^ ]"))
		| [.specimen_id[$from:], $term, .specimen_id,
		   (if .specimen_id[-1:] | test("[0-7]") then "choose"
		    else "report" end), $value]
		| @tsv' "$1" | LC_ALL=C sort | head -n 200 | cut -f 2-
done
