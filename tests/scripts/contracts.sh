#!/bin/sh
# contracts: the keys that scripts and other tools rely on: answers of the
# commands, and lines of the journals, as the manual (vasculum-formats) has
# them. More keys may come; none of these may go.
set -u

vasculum=${top_builddir:-.}/vasculum
case $vasculum in /*) ;; *) vasculum=$PWD/$vasculum ;; esac
sheets=${top_srcdir:-.}/data/demo/sheets
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp contracts
export XDG_CACHE_HOME="$tmp/cache" XDG_CONFIG_HOME="$tmp/config"
unset VASCULUM_BY
bad=0

wrong()
{
	printf 'contracts: %s\n' "$*" >&2
	bad=1
}

# has FILE PATTERN KEY...: each line of FILE that holds PATTERN has the keys,
# and there is such a line.
has()
{
	file=$1 pattern=$2
	shift 2
	grep -e "$pattern" "$tmp/$file" >"$tmp/some" ||
		wrong "no line with $pattern in $file"
	for key in "$@"; do
		! grep -vF "\"$key\":" "$tmp/some" >/dev/null ||
			wrong "no $key in $file, $pattern"
	done
}

# run CODE ARGUMENT...: the answer is in $tmp/out.
run()
{
	code=$1
	shift
	"$vasculum" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	got=$?
	[ $got -eq "$code" ] || {
		wrong "exit $got, not $code: $*"
		cat "$tmp/err" >&2
	}
}

edit()
{
	run 0 edit "$tmp/r" sheet-01.jpg "$@" --by mb
}

mkdir "$tmp/images" || exit 1
cp "$sheets/sheet-01.jpg" "$tmp/images" || exit 1
head -c 5000 "$sheets/sheet-01.jpg" >"$tmp/images/cut.jpg"
: >"$tmp/images/notes.txt"

# --- answers
"$vasculum" extract "$tmp/r" --images "$tmp/images" --json \
	>"$tmp/out" 2>"$tmp/err" </dev/null
got=$?
if [ $got -eq 2 ] && grep -qi 'engine' "$tmp/err"; then
	echo "contracts: no engine in this build"
	exit 77
fi
[ $got -eq 3 ] || wrong "exit $got of extract, not 3"
[ "$(wc -l <"$tmp/out")" -eq 1 ] || wrong 'extract --json is one object'
has out '^{.*}$' run_id total skipped succeeded failed retried cost_usd \
	stopped elapsed_s
has out '"total":2,"skipped":0,"succeeded":1,"failed":1,"retried":0'
has out '"stopped":null'

run 0 status "$tmp/r" --json
[ "$(wc -l <"$tmp/out")" -eq 1 ] || wrong 'status --json is one object'
has out '^{.*}$' sheets extracted failed waiting by_status by_priority \
	coverage completeness_mean soundness_mean cost_usd \
	PENDING IN_REVIEW APPROVED REJECTED CRITICAL HIGH MEDIUM LOW MINIMAL
has out '"sheets":2,"extracted":1,"failed":1,"waiting":0'
has out '"catalogNumber":{"filled":[0-9]*,"sound":[0-9]*}'

run 0 list "$tmp/r" --format jsonl
[ "$(wc -l <"$tmp/out")" -eq 2 ] || wrong 'list has a line for each sheet'
has out '^{.*}$' specimen_id image status flagged priority completeness \
	soundness confidence quality dwc
has out '"eventDate":{"value":"1958-07-19","confidence":[0-9.]*,"source":"'
has out '"eventDate":{[^}]*"model":"[^"]*","line_sha256":"[0-9a-f]\{64\}"'

run 0 check "$tmp/r" --format jsonl
has out '^{.*}$' specimen_id image term code severity message proposal

# --- journals
cp "$tmp/r/raw.jsonl" "$tmp/raw"
has raw '^{.*}$' image specimen_id sha256 model provider timestamp run_id \
	params_sha256 attempts latency_ms
has raw '"image":"sheet-01.jpg"' dwc value confidence boxes evidence
has raw '"image":"cut.jpg"' error error_kind error_scope
has raw '"timestamp":"2[0-9]*-[0-9]*-[0-9]*T[0-9:.]*Z"' image
! grep '"error":' "$tmp/raw" | grep -q '"dwc":' || wrong 'a failure has a dwc'

cp "$tmp/r/events.jsonl" "$tmp/events"
has events '^{.*}$' event_type timestamp data
has events '"extraction.started"' run_id total_specimens model model_id offset
has events '"specimen.processing"' specimen_id sequence
has events '"specimen.completed"' specimen_id success fields_extracted \
	total_processed success_count failed_count success_rate
has events '"specimen.failed"' specimen_id error metrics total_processed
has events '"extraction.completed"' run_id total_processed successful failed \
	skipped success_rate

edit locality=Sintaluta
edit locality=
edit --flag
edit --unflag
edit --note 'see the second label'
edit --undo
edit --note 'see the second label'
edit country=Canada stateProvince=Saskatchewan
edit --approve --override 'the sheet is torn'
edit --reopen
edit --reject duplicate
cp "$tmp/r/edits.jsonl" "$tmp/edits"
has edits '^{.*}$' seq id timestamp by op specimen_id image base
has edits '"op":"set"' term from to run_id line_sha256 pin
has edits '"op":"clear"' term from pin
has edits '"op":"note"' to
has edits '"op":"undo"' undoes
has edits '"op":"bulk"' changes term from to pin
has edits '"op":"approve"' record overridden reason pin
has edits '"op":"reject"' reason
for op in flag unflag reopen; do
	has edits "\"op\":\"$op\"" seq
done
! grep -e '"op":"\(flag\|note\|undo\|reject\|reopen\)"' "$tmp/edits" |
	grep -qv '"base":null' || wrong 'a mark has a base'
! grep '"base":null' "$tmp/edits" | grep -q '"pin":' || wrong 'a mark pins'
[ "$(sed 's/^{"seq":\([0-9]*\),.*/\1/' "$tmp/edits" | tr '\n' ' ')" = \
	'1 2 3 4 5 6 7 8 9 10 11 ' ] || wrong 'seq does not count'

cp "$tmp/r/curated.jsonl" "$tmp/curated"
[ "$(wc -l <"$tmp/curated")" -eq 3 ] || wrong 'not three lines are curated'
has curated '^{.*}$' image specimen_id sha256 dwc corrections corrected \
	review status flagged reviewed_by reviewed_at notes revision model \
	provider timestamp
has curated '"status":"APPROVED"' corrected_by source value confidence
has curated '"revision":9' corrected
has curated '"status":"REJECTED"' reason
exit $bad
